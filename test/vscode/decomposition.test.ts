import { describe, expect, it } from 'vitest';
import { float32Npy } from '../unit/analysis/npyFile';
import { changeSettings, drawn, type Locator, openDashboard, screenshot, useVSCode, type Workbench } from './harness';

const vscode = useVSCode();
const TRAINED = { run: { copy: 'test/fixtures/trained/mnist_bnvae_g0.5' } };
const HOLES = { run: { copy: 'media/samples/digits_bnvae_g1.5_eps1e-8' } };
const VIEW = '[data-view=decomposition]';
const ROWS = 60_000;
const DIMENSIONS = 64;

/** Posteriors so wide that every example counts at every draw: seconds of work for the joint part alone. */
const SLOW = {
  'run/mu.npy': float32Npy(
    ROWS,
    DIMENSIONS,
    (row, column) => 0.4 * Math.sin(row * (column + 1.3)) + 0.2 * Math.sin(row * 0.7),
  ),
  'run/logvar.npy': float32Npy(ROWS, DIMENSIONS, (row, column) => -0.3 + 0.1 * Math.cos(row * 1.3 + column)),
};

async function open(window: Workbench): Promise<Locator> {
  await openDashboard(window, 'run/mu.npy');
  return drawn(window);
}

const estimated = (root: Locator, draws: string) =>
  root.locator(VIEW).getByText(`I and TC are an estimate from ${draws} draws from the posteriors`).waitFor();

async function picture(window: Workbench, root: Locator, name: string): Promise<void> {
  await root.locator(VIEW).scrollIntoViewIfNeeded();
  await root.locator(VIEW).evaluate((view) => view.scrollIntoView({ block: 'center' }));
  await screenshot(window.page, name);
}

describe('where the KL goes', () => {
  it.each([
    ['dark', 1400],
    ['light', 700],
    ['highContrast', 1400],
  ] as const)('divides the KL into information, correlation and mismatch: %s, %i wide', async (theme, width) => {
    const window = await vscode.open({ files: TRAINED, theme, viewport: { width, height: 900 } });
    const root = await open(window);
    await estimated(root, '2,000');
    const view = root.locator(VIEW);
    expect(await view.locator('.reading').innerText()).toMatch(/^Of the KL, .* nats, .* are mutual information/);
    // K, I, TC and the two parts of the mismatch.
    await expect.poll(() => view.locator('.mark-rect.layer_0_marks path').count()).toBe(5);
    expect(await view.locator('.terms tbody tr').allInnerTexts()).toHaveLength(11);
    await picture(window, root, `decomposition-${theme}-${width}`);
  });

  it('says that N limits what it can tell', async () => {
    const window = await vscode.open({ files: HOLES, viewport: { width: 1400, height: 900 } });
    const root = await open(window);
    await estimated(root, '2,000');
    await picture(window, root, 'decomposition-digits');
  });

  it('follows the other charts, says how far it is, and keeps what it has when stopped', async () => {
    // More draws than are done before somebody stops it.
    const settings = { 'latentLens.jointSamples': 50_000 };
    const window = await vscode.open({ files: SLOW, settings, viewport: { width: 1400, height: 900 } });
    const root = await open(window);
    const view = root.locator(VIEW);
    await view.getByText('which gets better').waitFor();
    // The page is complete: nothing says loading, nothing is greyed.
    expect(await root.locator('.status').isVisible()).toBe(false);
    await picture(window, root, 'decomposition-running');
    const bars = root.locator('[data-view=kl] .mark-rect path').first();
    await bars.evaluate((path) => path.setAttribute('data-same', ''));
    // On the page, not in the window: a click that is tried again scrolls.
    const place = () =>
      view.evaluate((element) => {
        const { top, height } = element.getBoundingClientRect();
        return { top: Math.round(top + element.ownerDocument.defaultView!.scrollY), height: Math.round(height) };
      });
    const before = await place();
    await view.getByRole('button', { name: 'Stop' }).click();
    await view.getByText(/estimate from [\d,]+ draws from the posteriors; it was stopped/).waitFor();
    expect(await root.getAttribute('data-state')).toBe('ready');
    expect(await place()).toEqual(before);
    await picture(window, root, 'decomposition-stopped');
    await view.getByRole('button', { name: 'Estimate' }).click();
    await view.getByRole('button', { name: 'Stop' }).waitFor();
    expect(await root.getAttribute('data-state')).toBe('ready');
    // Of what was known nothing is lost, and other charts were not drawn again.
    await view.getByText(/estimate from [\d,]+ draws, which gets better/).waitFor();
    expect(await bars.getAttribute('data-same')).toBe('');
  });

  it('leaves the joint part out where settings say so, until it is asked for', async () => {
    const settings = { 'latentLens.jointSamples': 0 };
    const window = await vscode.open({ files: HOLES, settings, viewport: { width: 1400, height: 900 } });
    const root = await open(window);
    const view = root.locator(VIEW);
    await view.getByText('I and TC are not estimated').waitFor();
    await picture(window, root, 'decomposition-none');
    await view.getByRole('button', { name: 'Estimate' }).click();
    await estimated(root, '2,000');
    changeSettings(window, { 'latentLens.jointSamples': 3000 });
    await estimated(root, '3,000');
  });
});
