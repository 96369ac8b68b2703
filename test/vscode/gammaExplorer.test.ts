import { describe, expect, it } from 'vitest';
import { drawn, type Locator, openDashboard, runCommand, screenshot, useVSCode, type Workbench } from './harness';

const vscode = useVSCode();

/** Opens a dump's dashboard; its explorer when all is drawn. */
async function openExplorer(window: Workbench, path: string): Promise<Locator> {
  await openDashboard(window, path);
  return explorerOf(window);
}

async function explorerOf(window: Workbench): Promise<Locator> {
  const explorer = (await drawn(window)).locator('[data-view=gamma-explorer]');
  await explorer.waitFor();
  return explorer;
}

const gammaSlider = (explorer: Locator) => explorer.getByRole('slider', { name: 'γ', exact: true });
const rateSlider = (explorer: Locator) => explorer.getByRole('slider', { name: 'R, nats', exact: true });
const typed = (explorer: Locator, name: string) => explorer.getByRole('spinbutton', { name: `${name}, typed` });
/** The value of a line of the read-out. */
const line = (explorer: Locator, name: string) => explorer.locator('dl > div', { hasText: name }).locator('dd');

describe('the gamma explorer', () => {
  it('starts at the declared gamma and the measured KL, and follows sliders and keys', async () => {
    const files = { run: { copy: 'media/samples/digits_bnvae_g0.6' } };
    const window = await vscode.open({ files, viewport: { width: 1400, height: 1400 } });
    const explorer = await openExplorer(window, 'run/mu.npy');
    expect(await explorer.locator('.reading').innerText()).toContain('the declared γ = 0.6 sets a KL floor of');
    expect(await explorer.locator('.mark-line path').count()).toBe(3);
    // Both floors of each of eight dimensions.
    expect(await explorer.locator('.mark-symbol path').count()).toBeGreaterThanOrEqual(16);
    expect(await typed(explorer, 'γ').inputValue()).toBe('0.6');
    await explorer.scrollIntoViewIfNeeded();
    await screenshot(window.page, 'gamma-explorer-dark');

    const mark = () => explorer.locator('svg text', { hasText: /^γ = / }).textContent();
    await gammaSlider(explorer).press('ArrowRight');
    await expect.poll(mark).toBe('γ = 0.61');
    await typed(explorer, 'γ').fill('1.5');
    await expect.poll(mark).toBe('γ = 1.5');
    expect(await line(explorer, 'any S').innerText()).toBe('more than 1.76 nats, 0.22 per dimension');
    await typed(explorer, 'R, nats').fill('8');
    expect(await explorer.locator('.answer').innerText()).toContain('For a KL of 8 nats take γ between 0.93 and 1.41');
    expect(await line(explorer, 'target rate, 8 nats').count()).toBe(1);
    await typed(explorer, 'R, nats').press('Tab');
    await screenshot(window.page, 'gamma-explorer-set');

    const time = await redrawTime(explorer);
    console.log(`gamma explorer: ${time.toFixed(1)} ms per step of the slider`);
    expect(time).toBeLessThan(50);
  });

  it('keeps its sliders over a reload, until they are reset', async () => {
    const window = await vscode.open({
      files: { run: { copy: 'media/samples/digits_bnvae_g1.5' } },
      viewport: { width: 1600, height: 1000 },
    });
    let explorer = await openExplorer(window, 'run/mu.npy');
    await typed(explorer, 'γ').fill('0.75');
    await typed(explorer, 'γ').press('Enter');
    await rateSlider(explorer).press('End');
    const rate = await typed(explorer, 'R, nats').inputValue();
    await runCommand(window.page, 'Developer: Reload Window');
    await window.page.waitForEvent('domcontentloaded');
    explorer = await explorerOf(window);
    await expect.poll(() => typed(explorer, 'γ').inputValue()).toBe('0.75');
    expect(await typed(explorer, 'R, nats').inputValue()).toBe(rate);
    await explorer.getByRole('button', { name: 'Reset' }).click();
    expect(await typed(explorer, 'γ').inputValue()).toBe('1.5');
    expect(await typed(explorer, 'R, nats').inputValue()).toBe('4.07');
    await explorer.locator('.explorer dl').scrollIntoViewIfNeeded();
    await screenshot(window.page, 'gamma-explorer-escaped');
  });

  it('fits a narrow panel, in light and in high contrast', async () => {
    const files = { run: { copy: 'media/samples/digits_vae' } };
    for (const theme of ['light', 'highContrast'] as const) {
      const window = await vscode.open({ files, theme, viewport: { width: 1050, height: 1400 } });
      const explorer = await openExplorer(window, 'run/mu.npy');
      const box = (await explorer.boundingBox())!;
      expect(box.width).toBeLessThan(760);
      expect(await explorer.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
      await explorer.locator('.explorer dl').scrollIntoViewIfNeeded();
      await screenshot(window.page, `gamma-explorer-${theme}`);
    }
  });
});

/** Milliseconds from a step of the slider to the mark's new place in the drawing, the worst of ten. */
async function redrawTime(explorer: Locator): Promise<number> {
  return gammaSlider(explorer).evaluate(async (input) => {
    const slider = input as HTMLInputElement;
    const chart = slider.closest('[data-view]')!.querySelector('svg')!;
    let worst = 0;
    for (let step = 0; step < 10; step++) {
      slider.value = String(0.5 + step / 20);
      const drawn = new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          resolve();
        });
        observer.observe(chart, { subtree: true, childList: true, attributes: true, characterData: true });
      });
      const start = performance.now();
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await drawn;
      worst = Math.max(worst, performance.now() - start);
    }
    return worst;
  });
}
