import { unlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { float32Npy } from '../unit/analysis/npyFile';
import { npyOf } from '../unit/dumps/inMemory';
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
const DIGITS = { run: { copy: 'media/samples/digits_vae' } };

/** The view, once its first pair is drawn. */
async function openPairs(window: Workbench, path = 'run/mu.npy'): Promise<Locator> {
  await openDashboard(window, path);
  return pairsOf(window);
}

async function pairsOf(window: Workbench): Promise<Locator> {
  const view = (await drawn(window)).locator('[data-view=pairs]');
  await view.scrollIntoViewIfNeeded();
  await view.locator('.pair-plot svg path').first().waitFor();
  await view.locator('.pair-status').waitFor({ state: 'hidden' });
  return view;
}

const right = (view: Locator) => view.getByRole('spinbutton', { name: 'Dimension to the right' });
const upwards = (view: Locator) => view.getByRole('spinbutton', { name: 'Dimension upwards' });
const titles = (view: Locator) => view.locator('svg text', { hasText: /^z of dimension/ }).allTextContents();
const offered = (view: Locator) => view.locator('.pair-list button');

/** Different colours among the drawn pixels of a canvas: proof that there is a picture. */
const colours = (canvas: Locator) =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

describe('pairs of the digits', () => {
  it('offer the most correlated first, and follow buttons, keys and the pointer', async () => {
    const window = await vscode.open({ files: DIGITS, viewport: { width: 1400, height: 1000 } });
    const view = await openPairs(window);
    await expect.poll(() => offered(view).first().innerText()).toMatch(/^\d × \d, r = −?0\.\d\d$/);
    expect(await offered(view).count()).toBeGreaterThan(5);
    expect(await colours(view.locator('.pair-plot canvas'))).toBeGreaterThan(30);
    // Ten digits, each with a colour and a shape of its own, and a name in the key.
    expect(await view.locator('.key li:has(canvas)').count()).toBe(11);
    expect(await view.innerText()).toContain('Means are coloured by labels.npy.');
    expect(await view.innerText()).toContain('Density of all 1,797 examples.');

    await offered(view).nth(1).click();
    const [, a, b, r] = /(\d) × (\d), r = (\S+)/.exec(await offered(view).nth(1).innerText())!;
    await expect.poll(() => titles(view)).toEqual([`z of dimension ${a}`, `z of dimension ${b}`]);
    expect(await offered(view).nth(1).getAttribute('aria-pressed')).toBe('true');
    expect(
      await offered(view)
        .nth(1)
        .evaluate((button) => button === document.activeElement),
    ).toBe(true);
    expect((await view.locator('.reading').innerText()).slice(0, 8)).toContain(`r = ${r.slice(0, 4)}`);
    await screenshot(window.page, 'pairs-dark');

    await right(view).fill('5');
    await upwards(view).fill('4');
    await upwards(view).press('ArrowUp');
    // Stepping onto the other dimension trades places with it.
    await expect.poll(() => titles(view)).toEqual(['z of dimension 4', 'z of dimension 5']);
    expect([await right(view).inputValue(), await upwards(view).inputValue()]).toEqual(['4', '5']);
    await upwards(view).fill('99');
    await upwards(view).press('Tab');
    expect(await upwards(view).inputValue()).toBe('5');

    const plot = view.locator('.pair-plot');
    const box = (await plot.boundingBox())!;
    await plot.hover({ position: { x: box.width / 2, y: box.height / 2 } });
    expect(await webviewFrame(window.page).locator('.tooltip').innerText()).toMatch(
      /z, dimension 4\s+\S+\s+z, dimension 5\s+\S+\s+q\s+\S+\s+p\s+0\.1\d+\s+ln q\/p\s+\S+ nats/,
    );
    expect(await plot.getAttribute('aria-label')).toMatch(/within 1σ \S+\s%\s\(prior 39\.3\s%\)/);
    expect(window.blocked).toEqual([]);
  });

  it('are kept over a reload, with what is shown of them', async () => {
    const window = await vscode.open({ files: DIGITS, viewport: { width: 1400, height: 1000 } });
    let view = await openPairs(window);
    await right(view).fill('5');
    await upwards(view).fill('4');
    await expect.poll(() => titles(view)).toEqual(['z of dimension 5', 'z of dimension 4']);
    await view.getByRole('button', { name: 'means' }).click();
    await view.locator('.pair-plot canvas').waitFor({ state: 'hidden' });
    await screenshot(window.page, 'pairs-dark-means');
    await runCommand(window.page, 'Developer: Reload Window');
    await window.page.waitForEvent('domcontentloaded');
    view = await pairsOf(window);
    expect(await titles(view)).toEqual(['z of dimension 5', 'z of dimension 4']);
    expect(await view.getByRole('button', { name: 'means' }).getAttribute('aria-pressed')).toBe('true');
    await view.getByRole('button', { name: 'density' }).click();
    await view.locator('.pair-plot canvas').waitFor();
    expect(await view.locator('.key li:has(canvas)').count()).toBe(1);
    await screenshot(window.page, 'pairs-dark-density');
  });

  it.each([
    ['light', 700],
    ['highContrast', 1400],
    ['highContrastLight', 1050],
  ] as const)('are drawn in the %s theme at %i pixels', async (theme, width) => {
    const window = await vscode.open({ files: DIGITS, theme, viewport: { width, height: 1400 } });
    const view = await openPairs(window);
    expect(await view.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    await expect.poll(() => offered(view).first().innerText()).toMatch(/^4 × 5, r = 0\.09$/);
    await screenshot(window.page, `pairs-${theme}`);
    await view.locator('.muted').last().scrollIntoViewIfNeeded();
    await screenshot(window.page, `pairs-${theme}-below`);
  });
});

/** Two dimensions on a ring, which are uncorrelated; a third that follows the first; labels along the ring. */
function ring(rows: number): Record<string, Uint8Array> {
  const angle = (i: number) => (2 * Math.PI * i) / rows;
  const mu = (i: number, j: number) =>
    [1.5 * Math.cos(angle(i)), 1.5 * Math.sin(angle(i)), 1.4 * Math.cos(angle(i))][j];
  return {
    'run/mu.npy': float32Npy(rows, 3, mu),
    'run/logvar.npy': float32Npy(rows, 3, () => Math.log(0.04)),
    'run/y.npy': npyOf(
      [rows],
      Array.from({ length: rows }, (_, i) => angle(i)),
    ),
  };
}

it('shows labels on a scale, follows the theme, and a dump that is written again', async () => {
  const window = await vscode.open({ files: ring(600), viewport: { width: 1400, height: 1000 } });
  const view = await openPairs(window);
  await right(view).fill('0');
  await upwards(view).fill('1');
  await expect.poll(() => view.locator('.reading').innerText()).toContain('dimensions 0 and 1 are hardly correlated');
  expect(await view.locator('.key').innerText()).toMatch(/label: 0\s+6\.27/);
  await screenshot(window.page, 'pairs-scale');
  const picture = () =>
    view.locator('.pair-plot canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const dark = await picture();
  changeSettings(window, themeSettings('light'));
  await expect.poll(picture).not.toBe(dark);
  await screenshot(window.page, 'pairs-scale-light');

  const light = await picture();
  writeFileSync(
    `${window.folder}/run/mu.npy`,
    float32Npy(600, 3, (i, j) => (j === 0 ? Math.sin(i) : 0.9 * Math.sin(i))),
  );
  await expect.poll(() => view.locator('.reading').innerText()).toContain('is tilted; the marginals alone hide');
  expect(await picture()).not.toBe(light);
  expect([await right(view).inputValue(), await upwards(view).inputValue()]).toEqual(['0', '1']);
});

it('says which labels do not fit, and offers the farthest from the prior among 1,200 dimensions', async () => {
  const files = {
    'run/mu.npy': float32Npy(200, 1200, (i, j) => (j === 1100 || j === 7 ? 3 : 0.5) * Math.sin(i * (j + 1))),
    'run/logvar.npy': float32Npy(200, 1200, () => -1),
    'run/labels.npy': npyOf(
      [199],
      Array.from({ length: 199 }, (_, i) => i % 3),
    ),
  };
  const window = await vscode.open({ files, viewport: { width: 1400, height: 1000 } });
  const view = await openPairs(window);
  expect(await offered(view).first().innerText()).toMatch(/^7 × 1100, F = \d/);
  expect(await view.innerText()).toContain('labels.npy has 199 entries, expected 200.');
  await upwards(view).fill('1199');
  await expect.poll(() => titles(view)).toEqual(['z of dimension 7', 'z of dimension 1199']);
  await screenshot(window.page, 'pairs-1200');
});

it('says in its place why a pair cannot be read', async () => {
  const window = await vscode.open({ files: DIGITS, viewport: { width: 1400, height: 1000 } });
  const view = await openPairs(window);
  unlinkSync(`${window.folder}/run/logvar.npy`);
  await right(view).fill('1');
  // The dashboard as a whole may have noticed too, and be in another state.
  const status = webviewFrame(window.page).locator('[data-view=pairs] .pair-status', { hasText: 'logvar' });
  await status.waitFor();
  await screenshot(window.page, 'pairs-failed');
});
