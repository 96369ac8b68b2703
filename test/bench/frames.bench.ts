// How long frames take with 32 and with 4,096 dimensions: choosing one after another, and scrolling the strip and the
// table. In the real VS Code, with the workbench around it; the longest frame of each run.

import { test } from 'vitest';
import { float32Npy } from '../unit/analysis/npyFile';
import { drawn, openDashboard, useVSCode } from '../vscode/harness';

const vscode = useVSCode();
const STEPS = 12;

test.each([32, 4096])('frames with %i dimensions', async (dimensions) => {
  const files = {
    'run/mu.npy': float32Npy(300, dimensions, (i, j) => (0.4 + (j % 9) / 8) * Math.sin(i * 2.399 + j)),
    'run/logvar.npy': float32Npy(300, dimensions, (_, j) => -1 - (j % 3)),
  };
  const window = await vscode.open({ files, settings: { 'latentLens.jointSamples': 0 } });
  await openDashboard(window, 'run/mu.npy');
  const root = await drawn(window);
  const longest = (selector: string, key: string) =>
    root.locator(selector).evaluate(
      async (element, { key, steps }) => {
        const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
        element.scrollIntoView();
        for (let n = 0; n < 20; n++) await frame();
        const times: number[] = [];
        for (let n = 0; n < steps; n++) {
          let before = await frame();
          if (key === '') element.scrollTop += 400;
          else element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
          let most = 0;
          for (let k = 0; k < 6; k++) {
            const now = await frame();
            most = Math.max(most, now - before);
            before = now;
          }
          times.push(most);
        }
        return times.sort((a, b) => a - b);
      },
      { key, steps: STEPS },
    );
  for (const [name, selector, key] of [
    ['choosing in the strip', '.strip-rows', 'ArrowDown'],
    ['choosing in the KL', '[data-view=kl] .chart[tabindex]', 'ArrowRight'],
    ['scrolling the strip', '.strip-rows', ''],
    ['scrolling the table', '[data-view=dimensions] .table-scroll, [data-view=dimensions] [role=grid]', ''],
  ]) {
    const times = await longest(`${selector} >> nth=0`, key);
    console.log(
      `${dimensions} dimensions, ${name}: median ${times[STEPS / 2].toFixed(0)} ms, worst ${times[STEPS - 1].toFixed(0)} ms`,
    );
  }
});
