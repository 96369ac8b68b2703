import { expect, it } from 'vitest';
import {
  contextMenu,
  explorerFile,
  type Locator,
  type Page,
  runHostTests,
  screenshot,
  useVSCode,
  webviewFrame,
} from './harness';

/** Columns of the reference case R6 (mu = +-1.2, s = 0.5) and of a collapsed dimension, `rows` times. */
function jsonDump(rows: number, before = '"gamma": 1.2, '): string {
  const array = (row: (i: number) => string) => `[${Array.from({ length: rows }, (_, i) => row(i)).join(', ')}]`;
  return `{${before}"mu": ${array((i) => `[${i % 2 ? 1.2 : -1.2}, 0]`)}, "var": ${array(() => '[0.5, 1]')}}`;
}

const files = {
  'dump.json': jsonDump(40, '"gamma": 1.2, "labels": [7, 8], "inner": {"mu": [[5, 6]]}, '),
  'long.json': jsonDump(2000)
    .replace('"mu": [', '"kl_nats": 3, "mu": [')
    .replace(/\[0\.5, 1\]\]\}$/, '[0.5, NaN]]}'),
  'edited.json': jsonDump(40),
  'broken.json': jsonDump(40).replace('[0.5, 1]', '[0.5]'),
  'unseen.json': jsonDump(4, '\n'),
  'stacked.json': jsonDump(40).replace('"mu": ', '"z": [').replace('"var": ', '').replace(/\}$/, ']}'),
  'package.json': '{"name": "x", "keywords": ["mu"]}',
};

await runHostTests('test/vscode/host/jsonHover.ts', { files });

const vscode = useVSCode();

/** Points at something until its hover says what it must: the analysis may take its time. */
async function hoverOver(page: Page, target: Locator, text: RegExp): Promise<Locator> {
  const shown = page.locator('.monaco-hover-content:visible').filter({ hasText: text });
  const say = async () => {
    await page.mouse.move(600, 500);
    await target.hover();
    await shown.waitFor({ timeout: 2000 }).catch(() => {});
    return shown.count();
  };
  await expect.poll(say, { timeout: 30_000 }).toBe(1);
  return shown;
}

it('hovering a number shows its dimension, and in a dump never analysed a link that analyses it', async () => {
  const window = await vscode.open({ files });
  const { page } = window;
  await (await explorerFile(window, 'edited.json')).dblclick();
  const number = page.locator('.view-line span', { hasText: /^-1\.2$/ }).first();
  await hoverOver(page, number, /dimension 0.*0\.817 ± 0 nats/s);
  await screenshot(page, 'json-hover');

  // A comparison is no editor of a dump: nothing is analysed for it.
  await contextMenu(page, await explorerFile(window, 'unseen.json'), 'Select for Compare');
  await contextMenu(page, await explorerFile(window, 'broken.json'), 'Compare with Selected');
  const key = page.locator('.editor.original .view-line span', { hasText: /^"mu"$/ }).first();
  const hover = await hoverOver(page, key, /taken for the posterior mean by its name/);
  await hover.getByText('Analyse').click();
  await webviewFrame(page).locator('#latent-lens').getByText('unseen.json').first().waitFor();
});
