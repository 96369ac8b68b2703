import { describe, expect, it } from 'vitest';
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
const HOLES = 'media/samples/digits_bnvae_g1.5_eps1e-8';

/** A dump of as many dimensions as asked for, whose KL rises and falls; every seventh is collapsed. */
function dump(rows: number, dimensions: number): Record<string, Uint8Array> {
  const width = (j: number) => (j % 7 === 0 ? 0 : 0.3 + (1.4 * ((j * 37) % dimensions)) / dimensions);
  return {
    'run/mu.npy': float32Npy(rows, dimensions, (i, j) => width(j) * 1.4 * Math.sin(i * 2.399 + j)),
    'run/logvar.npy': float32Npy(rows, dimensions, (_, j) => (width(j) === 0 ? 0 : Math.log(0.3))),
  };
}

async function open(window: Workbench): Promise<{ root: Locator; kl: Locator }> {
  await openDashboard(window, 'run/mu.npy');
  const root = await drawn(window);
  const kl = root.locator('[data-view=kl]');
  await kl.evaluate((element) => element.scrollIntoView());
  return { root, kl };
}

const chosen = (root: Locator) => root.locator('[data-view=aggregate] .position');
const bars = (kl: Locator) => kl.locator('.chart').last();
/** The dimensions named on the axis under the bars, from left to right. */
const labels = (kl: Locator) => bars(kl).locator('.role-axis-label').first().locator('text').allTextContents();

describe('the bars of eight dimensions', () => {
  it('sort, step in the order shown, and keep it over a reload', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } }, viewport: { width: 1400, height: 1400 } });
    const { root, kl } = await open(window);
    await screenshot(window.page, 'kl-dark-1400');
    expect(await kl.locator('.kl-overview').isVisible()).toBe(false);
    await expect.poll(() => labels(kl)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);

    await kl.getByRole('button', { name: 'mismatch F' }).click();
    const sorted = await root.locator('[data-view=dimensions] td:nth-child(4)').evaluateAll((cells) =>
      cells
        .map((cell) => ({
          f: Number.parseFloat(cell.getAttribute('title')!),
          j: cell.closest('tr')!.dataset.dimension!,
        }))
        .sort((a, b) => b.f - a.f)
        .map(({ j }) => j),
    );
    await expect.poll(() => labels(kl)).toEqual(sorted);
    await bars(kl).press('Home');
    await expect.poll(() => chosen(root).innerText()).toContain(`dimension ${sorted[0]} of`);
    await bars(kl).press('ArrowRight');
    await expect.poll(() => chosen(root).innerText()).toContain(`dimension ${sorted[1]} of`);
    await bars(kl).press('End');
    await expect.poll(() => chosen(root).innerText()).toContain(`dimension ${sorted[7]} of`);

    const box = (await bars(kl).boundingBox())!;
    await bars(kl).hover({ position: { x: 48 + (box.width - 60) / 16, y: 120 } });
    const tooltip = webviewFrame(window.page).locator('.tooltip');
    expect(await tooltip.innerText()).toMatch(
      new RegExp(`^dimension\\s+${sorted[0]}\\s+KL ± 1 s\\.e\\.\\s+\\S+ ± \\S+ nats`),
    );
    expect(await tooltip.innerText()).toMatch(/floor\s+\d/);
    await screenshot(window.page, 'kl-sorted');

    await runCommand(window.page, 'Developer: Reload Window');
    await window.page.waitForEvent('domcontentloaded');
    const again = webviewFrame(window.page).locator('#latent-lens[data-state=ready] [data-view=kl]');
    await again.waitFor();
    expect(await again.getByRole('button', { name: 'mismatch F' }).getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => labels(again)).toEqual(sorted);
  });
});

describe('4,096 dimensions', () => {
  it('are an overview whose window follows the chosen dimension, the pointer and the keys', async () => {
    const window = await vscode.open({ files: dump(64, 4096), viewport: { width: 1400, height: 1000 } });
    const { root, kl } = await open(window);
    const frame = kl.getByRole('slider');
    const first = async () => Number(await frame.getAttribute('aria-valuenow'));
    await screenshot(window.page, 'kl-4096');

    await frame.press('End');
    await expect.poll(() => frame.getAttribute('aria-valuetext')).toBe('dimensions 3,968 to 4,095 of 4,096');
    await frame.press('PageUp');
    await expect.poll(first).toBe(3840);
    await bars(kl).press('PageUp');
    await expect.poll(first).toBe(3712);

    await root.locator('[data-view=strip] .strip-rows').press('Home');
    await expect.poll(first).toBe(0);
    await bars(kl).press('ArrowRight');
    await expect.poll(() => chosen(root).innerText()).toContain('dimension 1 of');

    // By the pointer: the frame, from its middle, to the right, without choosing what lies there.
    const box = (await kl.locator('.kl-track').boundingBox())!;
    await window.page.mouse.move(box.x + 8, box.y + 30);
    await window.page.mouse.down();
    await window.page.mouse.move(box.x + box.width / 4, box.y + 30);
    await window.page.mouse.move(box.x + box.width / 2, box.y + 30);
    await window.page.mouse.up();
    await expect.poll(first).toBeGreaterThan(1900);
    expect(await first()).toBeLessThan(2200);
    expect(await chosen(root).innerText()).toContain('dimension 1 of');
    await screenshot(window.page, 'kl-4096-dragged');

    // A click chooses, and brings the window.
    await window.page.mouse.click(box.x + box.width * 0.75, box.y + 40);
    await expect.poll(() => chosen(root).innerText()).toMatch(/dimension 30\d\d of/);
    await expect.poll(first).toBeGreaterThan(2900);

    await kl.getByRole('button', { name: 'KL', exact: true }).click();
    await expect.poll(() => frame.getAttribute('aria-valuetext')).toMatch(/^ranks .* of 4,096 by KL$/);
    await frame.press('Home');
    await expect
      .poll(() => bars(kl).getAttribute('aria-label'))
      .toContain('ranks 1 to 128 of 4,096 by KL, the largest');
    await screenshot(window.page, 'kl-4096-sorted');
    await frame.press('End');
    await expect.poll(() => bars(kl).getAttribute('aria-label')).toContain('ranks 3,969 to 4,096');
    await screenshot(window.page, 'kl-4096-collapsed');
  });
});

it.each([
  ['light', 700, 200],
  ['light', 700, 8],
  ['highContrast', 1400, 200],
] as const)('are drawn in the %s theme at %i pixels, %i dimensions', async (theme, width, dimensions) => {
  const window = await vscode.open({ files: dump(100, dimensions), theme, viewport: { width, height: 1000 } });
  const { kl } = await open(window);
  await screenshot(window.page, `kl-${theme}-${dimensions}`);
  expect(await kl.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
});
