// How long a user waits: from choosing "Open Dashboard" in the Explorer's menu to all charts drawn, 10,000 x 32, in the
// real VS Code. The first opening also starts the webview's service worker and fills caches.

import { test } from 'vitest';
import { contextMenu, explorerFile, runCommand, useVSCode, webviewFrame } from '../vscode/harness';

const vscode = useVSCode();
const REPEATS = 10;

test('click to drawn charts', async () => {
  const files = { run: { copy: 'test/fixtures/trained/mnist_bnvae_g0.5' } };
  const window = await vscode.open({ files, viewport: { width: 1400, height: 900 } });
  const times: number[] = [];
  for (let n = 0; n <= REPEATS; n++) {
    const item = await explorerFile(window, 'run/mu.npy');
    await item.click({ button: 'right' });
    const entry = window.page.locator('.context-view .monaco-menu').getByRole('menuitem', { name: 'Latent Lens' });
    await entry.waitFor();
    await window.page.keyboard.press('Escape');
    const start = performance.now();
    await contextMenu(window.page, item, 'Latent Lens: Open Dashboard');
    await webviewFrame(window.page).locator('#latent-lens[data-state=ready]').waitFor();
    times.push(performance.now() - start);
    await runCommand(window.page, 'View: Close All Editors');
  }
  const [first, ...later] = times;
  later.sort((a, b) => a - b);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  console.log(
    `click to charts, 10,000 x 32 (with the right-click and VS Code's menu): first ${seconds(first)}, ` +
      `then median of ${REPEATS} ${seconds((later[4] + later[5]) / 2)}, ${seconds(later[0])} to ${seconds(later[REPEATS - 1])}`,
  );
});
