import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { float32Npy } from '../unit/analysis/npyFile';
import { drawn, type Locator, openDashboard, problemsPanel, screenshot, useVSCode } from './harness';

const vscode = useVSCode();
const HOLES = 'media/samples/digits_bnvae_g1.5_eps1e-8';
const MEANS = { 'run/mu.npy': { copy: `${HOLES}/mu.npy` }, 'run/meta.json': { copy: `${HOLES}/meta.json` } };

/** Draws of half the prior's width, shifted in dimension 1. */
const SAMPLES = {
  'run/z.npy': float32Npy(2000, 4, (i, j) => Math.sin(i * (j + 1.3)) + Math.cos(i * 0.7 * (j + 1)) + (j === 1 ? 1 : 0)),
};

const views = (root: Locator) =>
  root.locator('[data-view]').evaluateAll((all) => all.map((view) => (view as HTMLElement).dataset.view));

describe('a dump of one array', () => {
  it.each([
    ['dark', 1400],
    ['light', 700],
  ] as const)('of means shows what they suffice for, and what they lack: %s, %i wide', async (theme, width) => {
    const window = await vscode.open({ files: MEANS, theme, viewport: { width, height: 1200 } });
    await openDashboard(window, 'run/mu.npy');
    const root = await drawn(window);
    expect(await views(root)).toEqual(['verdict', 'findings', 'lone', 'dimensions']);
    const verdict = await root.locator('[data-view=verdict]').innerText();
    expect(verdict).toContain(
      'Means only: the KL, the aggregate posterior and holes need the spread; write logvar beside mu.npy.',
    );
    expect(verdict).toContain('8 of 8');
    await root.getByText('no spread array beside mu.npy').waitFor();
    await root.locator('[data-view=findings]').getByText('gamma-exceeds-one').first().waitFor();
    await expect.poll(() => root.locator('[data-view=lone] .mark-rect path').count()).toBeGreaterThan(20);
    await expect.poll(() => root.locator('[data-view=lone] .mark-line path').count()).toBe(1);
    expect(await root.locator('[data-view=dimensions] tbody tr[data-dimension]').count()).toBe(8);
    expect(
      await root
        .locator('[data-view=dimensions] thead th')
        .evaluateAll((all) => all.map((th) => (th as HTMLElement).dataset.column)),
    ).toEqual(['index', 'klFloor', 'betaHat', 'gammaHat', 'state']);
    await root.locator('[data-view=lone]').getByRole('button', { name: 'Next dimension' }).click();
    await root.locator('[data-view=lone]').getByText('dimension 1 of 0–7').waitFor();
    await screenshot(window.page, `means-only-${theme}-${width}`);
    expect(window.blocked).toEqual([]);
  });

  it('becomes one of posteriors when the spread is written beside it', async () => {
    const window = await vscode.open({ files: MEANS, viewport: { width: 1400, height: 1000 } });
    await openDashboard(window, 'run/mu.npy');
    const root = await drawn(window);
    await root.locator('[data-view=lone]').waitFor();
    const panel = await problemsPanel(window.page);
    await panel.getByRole('treeitem').filter({ hasText: 'gamma-exceeds-one' }).first().waitFor();
    copyFileSync(join(HOLES, 'logvar.npy'), join(window.folder, 'run/logvar.npy'));
    await root.locator('[data-view=kl]').waitFor();
    await expect.poll(() => root.locator('[data-view=kl] .mark-rect path').count()).toBeGreaterThanOrEqual(24);
    expect(await views(root)).not.toContain('lone');
  });

  it('of samples has the moment floor', async () => {
    const window = await vscode.open({ files: SAMPLES, viewport: { width: 1400, height: 1200 } });
    await openDashboard(window, 'run/z.npy');
    const root = await drawn(window);
    expect(await root.locator('[data-view=verdict]').innerText()).toContain('Samples only:');
    await root.locator('[data-view=findings]').getByText('aggregate-shifted').first().waitFor();
    expect(
      await root
        .locator('[data-view=dimensions] thead th')
        .evaluateAll((all) => all.map((th) => (th as HTMLElement).dataset.column)),
    ).toEqual(['index', 'aggregateKlFloor', 'betaHat', 'aggregateVariance']);
    await screenshot(window.page, 'samples-only-dark-1400');
  });
});
