import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  contextMenu,
  drawn,
  explorerFile,
  type Locator,
  openDashboard,
  problemsPanel,
  runCommand,
  screenshot,
  useVSCode,
  type Workbench,
  webviewFrame,
} from './harness';

const vscode = useVSCode();
const HOLES = 'media/samples/digits_bnvae_g1.5_eps1e-8';

/** Waits until a reloaded window has our extension again. */
async function loaded({ page }: Workbench): Promise<void> {
  await page.waitForEvent('domcontentloaded');
  await page.waitForFunction(() => performance.getEntriesByName('code/didLoadExtensions').length > 0);
}

/** Marks of a kind in a chart: proof that Vega drew them. */
const marks = (root: Locator, view: string, role: string) => root.locator(`[data-view=${view}] .${role} path`);

describe('the dashboard of a gamma = 1.5 dump', () => {
  it('opens from the context menu of mu.npy with all charts drawn and the finding on gamma', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } }, viewport: { width: 1400, height: 1400 } });
    await openDashboard(window, 'run/mu.npy');
    const root = await drawn(window);

    // Three parts of the KL for each of eight dimensions.
    await expect.poll(() => marks(root, 'kl', 'mark-rect').count()).toBeGreaterThanOrEqual(24);
    await expect.poll(() => marks(root, 'aggregate', 'mark-line').count()).toBeGreaterThanOrEqual(3);
    await expect.poll(() => marks(root, 'aggregate', 'mark-area').count()).toBeGreaterThanOrEqual(1);
    await expect.poll(() => marks(root, 'gamma-sigma', 'mark-symbol').count()).toBeGreaterThanOrEqual(8);
    expect(
      await root.locator('[data-view=dimensions] [role=row][aria-selected], [data-view=dimensions] tbody tr').count(),
    ).toBe(8);

    const findings = root.locator('[data-view=findings]');
    await findings.getByText('gamma-exceeds-one').waitFor();
    await findings.getByText('aggregate-overdispersed').waitFor();
    expect(await root.locator('[data-view=verdict]').innerText()).toContain('gamma = 1.5 >= 1');
    expect(window.blocked).toEqual([]);
    await screenshot(window.page, 'dashboard-dark');
  });

  it('puts the findings on the gamma value of the sidecar in Problems', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } } });
    await openDashboard(window, 'run/mu.npy');
    await drawn(window);
    const panel = await problemsPanel(window.page);
    // meta.json is indented by one: `"gamma": 1.5` stands on line 4, its value at column 11.
    for (const code of ['gamma-exceeds-one', 'aggregate-overdispersed']) {
      await panel.getByRole('treeitem').filter({ hasText: code }).filter({ hasText: '[Ln 4, Col 11]' }).waitFor();
    }
  });

  it('chooses a dimension everywhere at once', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } }, viewport: { width: 1400, height: 1400 } });
    await openDashboard(window, 'run/mu.npy');
    const root = await drawn(window);
    const shown = root.locator('[data-view=aggregate]');
    await root.locator('[data-view=findings] button', { hasText: /^5$/ }).first().click();
    await shown.getByText('dimension 5 of 0–7').waitFor();
    await shown.getByRole('button', { name: /next/i }).click();
    await shown.getByText('dimension 6 of 0–7').waitFor();
    await expect.poll(() => root.locator('[data-view=dimensions] [aria-selected=true]').innerText()).toMatch(/^6\b/);
    // Bars come in dimension order, three parts each: the third dimension's.
    await marks(root, 'kl', 'mark-rect').nth(7).click();
    await shown.getByText('dimension 2 of 0–7').waitFor();
  });

  it('explains a finding in the shipped documentation', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } } });
    await openDashboard(window, 'run/mu.npy');
    const root = await drawn(window);
    await root.locator('[data-view=findings]').getByText('Why').first().click();
    await window.page.getByRole('tab', { name: /^diagnostics\.md/ }).waitFor();
    await window.page.locator('.monaco-editor .view-line', { hasText: /^##.gamma-exceeds-one$/ }).waitFor();
    await screenshot(window.page, 'help');
  });

  it('draws in the light theme', async () => {
    const window = await vscode.open({
      files: { run: { copy: HOLES } },
      theme: 'light',
      viewport: { width: 1400, height: 1400 },
    });
    await openDashboard(window, 'run/mu.npy');
    const root = await drawn(window);
    await expect.poll(() => marks(root, 'gamma-sigma', 'mark-symbol').count()).toBeGreaterThanOrEqual(8);
    await screenshot(window.page, 'dashboard-light');
  });

  it('comes back after a reload of the window, with the chosen dimension', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } } });
    await openDashboard(window, 'run/mu.npy');
    const root = await drawn(window);
    await root.locator('[data-view=findings] button', { hasText: /^3$/ }).first().click();
    await root.getByText('dimension 3 of 0–7').waitFor();
    await runCommand(window.page, 'Developer: Reload Window');
    await loaded(window);
    await (await drawn(window)).getByText('dimension 3 of 0–7').waitFor();
  });

  it('is a read-only editor of the file, by choice', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } } });
    const dashboard = window.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Latent Lens Dashboard' });
    // The list is of the editors known when it opens, and an extension's may not be among them yet.
    const offered = async () => {
      await window.page.keyboard.press('Escape');
      await contextMenu(window.page, await explorerFile(window, 'run/mu.npy'), 'Open With...');
      await window.page.locator('.quick-input-widget .monaco-list-row').first().waitFor();
      return dashboard.count();
    };
    await expect.poll(offered).toBe(1);
    await dashboard.click();
    await drawn(window);
  });
});

describe('a dump that changes or is wrong', () => {
  it('says what is wrong with a truncated file, without numbers, and recovers when it is written again', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } } });
    const path = join(window.folder, 'run/mu.npy');
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, whole.length - 100));
    const root = await openDashboard(window, 'run/mu.npy');
    await webviewFrame(window.page).locator('#latent-lens[data-state=error]').waitFor();
    const message = await root.innerText();
    expect(message).toMatch(/mu\.npy.*found truncated: 57404 bytes.*expected 57504 bytes/s);
    expect(message).not.toMatch(/KL per dimension/);

    writeFileSync(path, whole);
    await drawn(window);
  });

  it('keeps the last report, marked stale, when the dump breaks, and follows a new gamma in the sidecar', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } } });
    await openDashboard(window, 'run/mu.npy');
    const root = await drawn(window);
    const sidecar = join(window.folder, 'run/meta.json');
    writeFileSync(sidecar, '{"gamma": 0.7}');
    await root.locator('[data-view=findings]').getByText('gamma-mismatch').waitFor();
    expect(await root.locator('[data-view=findings]').getByText('gamma-exceeds-one').count()).toBe(0);

    writeFileSync(sidecar, '{"gamma": "much"}');
    const failed = webviewFrame(window.page).locator('#latent-lens[data-state=error]');
    await failed.waitFor();
    expect(await failed.innerText()).toContain('found string "much"');
    await failed.locator('[data-view=findings]').getByText('gamma-mismatch').waitFor();
  });
});

describe('a JSON dump in the editor', () => {
  it('has a squiggle on its gamma and the finding on its line in Problems, and opens in the dashboard', async () => {
    const window = await vscode.open({ files: { json: { copy: 'media/samples/digits_json' } } });
    await (await explorerFile(window, 'json/digits_bnvae_g1.5.json')).dblclick();
    await window.page.locator('.editor-instance .monaco-editor .squiggly-error').first().waitFor();
    const panel = await problemsPanel(window.page);
    const finding = panel.getByRole('treeitem').filter({ hasText: 'gamma-exceeds-one' });
    await finding.filter({ hasText: '[Ln 1, Col 11]' }).waitFor();
    await window.page.getByRole('button', { name: 'Latent Lens: Open Dashboard' }).first().click();
    await (await drawn(window)).locator('[data-view=findings]').getByText('gamma-exceeds-one').waitFor();
  });
});

describe('a dump without a declared gamma', () => {
  it('takes a gamma by "Set gamma...", remembers it, and writes it to meta.json on request', async () => {
    const files = { run: { copy: HOLES }, 'run/meta.json': '{}' };
    const window = await vscode.open({ files });
    await openDashboard(window, 'run/mu.npy');
    let root = await drawn(window);
    await root.locator('[data-view=findings]').getByText('gamma-inferred').waitFor();

    const answer = async (gamma: string, where: string) => {
      await root.getByRole('button', { name: /^(set gamma…|change)$/i }).click();
      const input = window.page.locator('.quick-input-widget input').first();
      await input.fill(gamma);
      await input.press('Enter');
      await window.page.locator('.quick-input-widget .monaco-list-row', { hasText: where }).click();
    };
    await answer('1.5', 'Remember for this folder');
    await root.locator('[data-view=findings]').getByText('gamma-exceeds-one').waitFor();

    await runCommand(window.page, 'Developer: Reload Window');
    await loaded(window);
    root = await drawn(window);
    await root.locator('[data-view=findings]').getByText('gamma-exceeds-one').waitFor();

    await answer('0.5', 'Write to meta.json');
    await root.locator('[data-view=findings]').getByText('gamma-mismatch').waitFor();
    expect(JSON.parse(readFileSync(join(window.folder, 'run/meta.json'), 'utf8'))).toEqual({ gamma: 0.5 });
  });
});
