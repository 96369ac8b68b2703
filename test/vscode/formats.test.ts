import { expect, it } from 'vitest';
import { float32Npy } from '../unit/analysis/npyFile';
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

/** Mean and spread side by side, which no name says. */
const HALVES = {
  'run/encoded.npy': float32Npy(300, 12, (i, j) => (j < 6 ? Math.sin(i * 2.399 + j) : -1.5 + 0.2 * Math.sin(i + j))),
};

it('asks once which array is what where nothing says it, remembers it, and lets the user change it', async () => {
  const window = await vscode.open({ files: HALVES, viewport: { width: 1400, height: 900 } });
  await openDashboard(window, 'run/encoded.npy');
  await answer(window, 'Which array holds the posterior means?', 'encoded.npy', 'choose-arrays');
  await answer(window, 'Which array holds the posterior spread?', 'The same array holds both');
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
  await answer(window, 'Which array holds the posterior means?', 'As names and shapes say');
  const failed = webviewFrame(window.page).locator('#latent-lens[data-state=error]');
  await failed.getByText('no name says that [300, 12] holds mean and spread').waitFor();
  await failed.getByRole('button', { name: 'Choose arrays…' }).waitFor();
});

const facts = (root: Locator) => root.locator('.facts').innerText();

/** Picks in the quick pick that asks this. */
async function answer({ page }: Workbench, question: string, label: string, picture?: string): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  await widget.getByPlaceholder(question).waitFor();
  if (picture) await screenshot(page, picture);
  await widget.locator('.quick-input-list-row', { hasText: label }).first().click();
}
