import { expect, it } from 'vitest';
import { float32Npy } from '../unit/analysis/npyFile';
import { npyFile } from '../unit/dumps/inMemory';
import {
  drawn,
  type Locator,
  openDashboard,
  runCommand,
  screenshot,
  useVSCode,
  type Workbench,
  webviewFrame,
} from './harness';

const vscode = useVSCode();
const FORMATS = 'test/fixtures/formats';

it.each([
  ['npz/compressed.npz', 'compressed.npz:mu'],
  ['hdf5/chunked.h5', 'chunked.h5:'],
  ['safetensors/small.safetensors', 'small.safetensors:'],
  ['torch/1.13/protocol_4.pt', 'protocol_4.pt:'],
  ['csv/plain.csv', 'plain.csv:mu'],
  ['json/records.ndjson', 'records.ndjson:'],
])('%s opens from its context menu', async (path, mean) => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const window = await vscode.open({ files: { [`run/${name}`]: { copy: `${FORMATS}/${path}` } } });
  await openDashboard(window, `run/${name}`);
  const root = await drawn(window);
  expect(await root.locator('.facts').innerText()).toContain(mean);
});

const MEANS = 'Which array holds the posterior means, or samples?';
const SPREAD = 'Which array holds the posterior spread?';

/** Mean and spread side by side, which no name says. */
const HALVES = {
  'run/encoded.npy': float32Npy(300, 12, (i, j) => (j < 6 ? Math.sin(i * 2.399 + j) : -1.5 + 0.2 * Math.sin(i + j))),
};

/** Three steps of these. */
const STEPS = {
  'run/encoded.npy': npyFile(
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 300, 12), }\n",
    new Uint8Array(Float32Array.from({ length: 3 * 300 * 12 }, (_, k) => -1 + Math.sin(k * 2.399)).buffer),
  ),
};

it('asks once which array is what where nothing says it, remembers it, and lets the user change it', async () => {
  const window = await vscode.open({ files: HALVES, viewport: { width: 1400, height: 900 } });
  await openDashboard(window, 'run/encoded.npy');
  await answer(window, MEANS, 'encoded.npy', 'choose-arrays');
  await answer(window, SPREAD, 'The same array holds both');
  await answer(window, 'What is the spread?', 'logvar');
  const root = await drawn(window);
  expect(await facts(root)).toMatch(/as you chose/);
  expect(await root.innerText()).toContain('D = 6');
  await screenshot(window.page, 'choose-arrays-done');

  await runCommand(window.page, 'View: Close All Editors');
  await openDashboard(window, 'run/encoded.npy');
  const again = await drawn(window);
  expect(await facts(again)).toMatch(/as you chose/);

  await again.getByRole('button', { name: 'Change which arrays' }).click();
  await answer(window, MEANS, 'As names and shapes say');
  const failed = webviewFrame(window.page).locator('#latent-lens[data-state=error]');
  await failed.getByText('no name says that [300, 12] holds mean and spread').waitFor();
  await failed.getByRole('button', { name: 'Choose arrays…' }).waitFor();
});

it('takes an array as samples, or as the halves of a step, where the user says so', async () => {
  const window = await vscode.open({ files: STEPS, viewport: { width: 1400, height: 900 } });
  await openDashboard(window, 'run/encoded.npy');
  await answer(window, MEANS, 'encoded.npy');
  await answer(window, SPREAD, 'None: they are samples', 'choose-samples');
  await answer(window, 'the last of 3 steps', 'the last of 3 steps');
  const samples = await drawn(window);
  expect(await facts(samples)).toMatch(/Samples/);
  expect(await samples.innerText()).toContain('D = 12');
  await screenshot(window.page, 'choose-samples-done');

  await samples.getByRole('button', { name: 'Change which arrays' }).click();
  await answer(window, MEANS, 'encoded.npy');
  await answer(window, SPREAD, 'The same array holds both');
  await answer(window, 'What is the spread?', 'logvar');
  await answer(window, 'no name says that [3, 300, 12] holds mean and spread', 'Another step...', 'choose-step');
  const input = window.page.locator('.quick-input-widget input[type=text]');
  await window.page.getByText('A step from 0 to 2').waitFor();
  await input.fill('1');
  await input.press('Enter');
  const halves = await drawn(window);
  await halves.getByText('halves-step:1, as you chose').waitFor();
  expect(await halves.innerText()).toContain('D = 6');
});

const facts = (root: Locator) => root.locator('.facts').innerText();

/** Picks in the quick pick that asks this. */
async function answer({ page }: Workbench, question: string, label: string, picture?: string): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  await widget.getByPlaceholder(question).waitFor();
  if (picture) await screenshot(page, picture);
  await widget.locator('.quick-input-list-row', { hasText: label }).first().click();
}
