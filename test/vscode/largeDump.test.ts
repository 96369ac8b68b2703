import { expect, it } from 'vitest';
import { float32Npy } from '../unit/analysis/npyFile';
import { openDashboard, screenshot, useVSCode, type Workbench } from './harness';

const vscode = useVSCode();
const ROWS = 800_000;
const DIMENSIONS = 16;

const largeDump = (value: (k: number) => number) => float32Npy(ROWS, DIMENSIONS, (i, j) => value(i * DIMENSIONS + j));

/** Components so narrow that their densities, on nodes as narrow, take some seconds: time to look, and to cancel. */
const files = {
  'run/mu.npy': largeDump((k) => 1.2 * Math.sin(k * 0.7)),
  'run/logvar.npy': largeDump((k) => -18.5 + 0.5 * Math.cos(k * 1.3)),
};

async function open(window: Workbench) {
  const root = await openDashboard(window, 'run/mu.npy');
  const header = root.locator('.page-header');
  await header.getByText('of 800,000 rows, preliminary').waitFor();
  expect(await root.getAttribute('data-state')).toBe('preliminary');
  return { root, header };
}

it('shows a sample of a large dump at once, marked preliminary, then the whole', async () => {
  const window = await vscode.open({ files });
  const { root, header } = await open(window);
  await screenshot(window.page, 'preliminary');
  await header.getByText('N = 800,000').waitFor({ timeout: 60_000 });
  await expect.poll(() => root.getAttribute('data-state')).toBe('ready');
});

it('stops when cancelled, with no number left of the sample, and starts anew on request', async () => {
  const window = await vscode.open({ files });
  const { root } = await open(window);
  await root.getByRole('button', { name: 'Cancel' }).click();
  await root.getByText('cancelled before the analysis was done').waitFor();
  expect(await root.getAttribute('data-state')).toBe('error');
  expect(await root.getByRole('heading', { name: 'KL per dimension' }).isVisible()).toBe(false);
  await root.getByRole('button', { name: 'Retry' }).click();
  await root.locator('.page-header').getByText('of 800,000 rows, preliminary').waitFor();
});
