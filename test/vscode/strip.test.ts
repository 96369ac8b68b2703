import { describe, expect, it } from 'vitest';
import { float32Npy } from '../unit/analysis/npyFile';
import {
  changeSettings,
  drawn,
  type Locator,
  openDashboard,
  runCommand,
  screenshot,
  themeSettings,
  useVSCode,
  type Workbench,
  webviewFrame,
} from './harness';

const vscode = useVSCode();
const HOLES = 'media/samples/digits_bnvae_g1.5_eps1e-8';

async function openStrip(window: Workbench): Promise<{ root: Locator; strip: Locator; rows: Locator }> {
  await openDashboard(window, 'run/mu.npy');
  const root = await drawn(window);
  const strip = root.locator('[data-view=strip]');
  await strip.scrollIntoViewIfNeeded();
  return { root, strip, rows: strip.locator('.strip-rows') };
}

/** Different colours among the drawn pixels of a canvas: proof that there is a picture. */
const colours = (canvas: Locator) =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

/** A dump of standard normals that are too narrow, shifted or split, of as many dimensions as asked for. */
function dump(rows: number, dimensions: number): Record<string, Uint8Array> {
  const width = (j: number) => (j % 7 === 0 ? 0 : 0.4 + (1.2 * ((j * 37) % dimensions)) / dimensions);
  return {
    'run/mu.npy': float32Npy(
      rows,
      dimensions,
      (i, j) => width(j) * 1.7 * Math.sin(i * 2.399 + j) + (j % 11 === 0 ? 0.5 : 0),
    ),
    'run/logvar.npy': float32Npy(rows, dimensions, (_, j) => (width(j) === 0 ? 0 : Math.log(0.2))),
  };
}

const position = (root: Locator, dimension: number, last: string) =>
  root.locator('[data-view=aggregate]').getByText(`dimension ${dimension} of 0–${last}`).waitFor();

describe('the strip of a gamma = 1.5 dump', () => {
  it('chooses by click and keys, sorts, and shows the values under the pointer', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } }, viewport: { width: 1400, height: 1400 } });
    const { root, strip, rows } = await openStrip(window);
    expect(await colours(rows.locator('canvas'))).toBeGreaterThan(20);
    expect(await strip.locator('.reading').innerText()).toBe(
      '8 of 8 dimensions are wider than the prior; none has a hole (H below 0.1\u00a0%).',
    );

    await rows.click({ position: { x: 300, y: 18 * 5 + 8 } });
    await position(root, 5, '7');
    await window.page.keyboard.press('ArrowDown');
    await position(root, 6, '7');
    await rows.hover({ position: { x: 400, y: 18 * 2 + 8 } });
    const tooltip = webviewFrame(window.page).locator('.tooltip');
    expect(await tooltip.innerText()).toMatch(/^dimension\s+2\s+z\s+\S+\s+q\/p\s+\d/);
    await screenshot(window.page, 'strip-dark');

    await strip.getByRole('button', { name: 'mismatch F' }).click();
    expect(await strip.getByRole('button', { name: 'mismatch F' }).getAttribute('aria-pressed')).toBe('true');
    await rows.press('Home');
    const first = root.locator('[data-view=dimensions] [data-column=aggregateKl] button');
    await first.click();
    const worst = Number(
      await root.locator('[data-view=dimensions] tr[data-dimension]').first().getAttribute('data-dimension'),
    );
    await position(root, worst, '7');

    await runCommand(window.page, 'Developer: Reload Window');
    await window.page.waitForEvent('domcontentloaded');
    const again = webviewFrame(window.page).locator('#latent-lens[data-state=ready]');
    await again.waitFor();
    expect(
      await again.locator('[data-view=strip]').getByRole('button', { name: 'mismatch F' }).getAttribute('aria-pressed'),
    ).toBe('true');
    expect(window.blocked).toEqual([]);
  });

  it.each([
    ['light', 700],
    ['highContrast', 1400],
  ] as const)('is drawn in the %s theme at %i pixels', async (theme, width) => {
    const window = await vscode.open({ files: { run: { copy: HOLES } }, theme, viewport: { width, height: 1400 } });
    const { root, strip, rows } = await openStrip(window);
    expect(await colours(rows.locator('canvas'))).toBeGreaterThan(20);
    await screenshot(window.page, `strip-${theme}`);
    await root.locator('[data-view=aggregate]').scrollIntoViewIfNeeded();
    await screenshot(window.page, `strip-${theme}-aggregate`);
    expect(await strip.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  });
});

it('shows 32 dimensions, and follows a change of the theme', async () => {
  const window = await vscode.open({ files: dump(400, 32), viewport: { width: 1400, height: 1400 } });
  const { rows } = await openStrip(window);
  await screenshot(window.page, 'strip-32');
  const picture = () => rows.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const dark = await picture();
  changeSettings(window, themeSettings('light'));
  await expect.poll(picture).not.toBe(dark);
  await screenshot(window.page, 'strip-32-light');
});

it('scrolls 4,096 dimensions beside an overview', async () => {
  const window = await vscode.open({ files: dump(64, 4096), viewport: { width: 1400, height: 1000 } });
  const { root, strip, rows } = await openStrip(window);
  expect(await colours(strip.locator('.strip-overview'))).toBeGreaterThan(20);
  await screenshot(window.page, 'strip-4096');

  await strip.locator('.strip-overview').click({ position: { x: 30, y: 210 } });
  await rows.click({ position: { x: 300, y: 210 } });
  await expect.poll(() => root.locator('[data-view=aggregate] .position').innerText()).toMatch(/dimension 20\d\d of/);
  await screenshot(window.page, 'strip-4096-middle');
});
