import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { float32Npy } from '../unit/analysis/npyFile';
import {
  drawn,
  explorerFile,
  type Locator,
  openDashboard,
  runCommand,
  screenshot,
  useVSCode,
  type Workbench,
} from './harness';

const vscode = useVSCode();
const HOLES = 'media/samples/digits_bnvae_g1.5_eps1e-8';
const ESCAPED = 'media/samples/digits_bnvae_g1.5';

async function open(window: Workbench, path = 'run/mu.npy'): Promise<Locator> {
  await openDashboard(window, path);
  return drawn(window);
}

const pinsOf = (root: Locator) => root.locator('[data-view=pins]');
const pinned = (root: Locator) =>
  pinsOf(root)
    .locator('li[data-pin]')
    .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-pin')).join());

/** Twelve dimensions of which each has another width, and every third two modes. */
const TWELVE = {
  'run/mu.npy': float32Npy(
    500,
    12,
    (i, j) => (0.3 + j / 8) * 1.4 * Math.sin(i * 2.399 + j) + (j % 3 === 0 ? 1.5 * Math.sign(Math.sin(i)) : 0),
  ),
  'run/logvar.npy': float32Npy(500, 12, () => Math.log(0.1)),
};

describe('pinned dimensions', () => {
  it('stand side by side, by button and by key, until they are unpinned', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } }, viewport: { width: 1400, height: 1400 } });
    const root = await open(window);
    const aggregate = root.locator('[data-view=aggregate]');
    const pin = aggregate.locator('button.pin');
    expect(await pinsOf(root).isVisible()).toBe(false);
    const above = await aggregate.boundingBox();

    await root.locator('[data-view=findings] .chip', { hasText: /^5$/ }).first().click();
    await pin.click();
    expect(await pin.getAttribute('aria-pressed')).toBe('true');
    const chart = aggregate.locator('.plot .chart');
    await chart.press('ArrowRight');
    await expect.poll(() => pin.getAttribute('aria-pressed')).toBe('false');
    await chart.press('p');
    await expect.poll(() => pinned(root)).toBe('5,6');
    expect(await aggregate.boundingBox()).toEqual(above);
    const card = (index: number) => pinsOf(root).locator(`li[data-pin="${index}"]`);
    await expect.poll(() => card(5).locator('.mark-line path').count()).toBeGreaterThanOrEqual(3);
    expect(await card(5).locator('.pin-numbers').innerText()).toMatch(
      /^K\s=\s\S+, F\s=\s\S+, R\s=\s\S+ nats; H\s.+\s%$/,
    );
    expect(await pinsOf(root).locator('.reading').innerText()).toMatch(
      /^2 pinned dimensions .* nearest to the prior is/,
    );

    // A click on a density chooses its dimension everywhere.
    await card(5).locator('.chart').click();
    await aggregate.getByText('dimension 5 of 0–7').waitFor();
    expect(await card(5).getByRole('button', { name: 'dimension 5', exact: true }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    // And by the keyboard.
    await card(6).getByRole('button', { name: 'dimension 6', exact: true }).press('Enter');
    await aggregate.getByText('dimension 6 of 0–7').waitFor();

    await runCommand(window.page, 'Developer: Reload Window');
    await window.page.waitForEvent('domcontentloaded');
    const again = await drawn(window);
    expect(await pinned(again)).toBe('5,6');
    const first = again.getByRole('button', { name: 'Unpin dimension 5' });
    await first.focus();
    await first.press('Enter');
    expect(await pinned(again)).toBe('6');
    // The focus goes on to the next, and with the last one back to where dimensions are pinned.
    const label = () =>
      again.evaluate((element) => element.ownerDocument.activeElement?.getAttribute('aria-label') ?? '');
    expect(await label()).toBe('Unpin dimension 6');
    await window.page.keyboard.press('Enter');
    expect(await pinsOf(again).isVisible()).toBe(false);
    expect(await label()).toBe('Pin dimension 6');
  });

  it.each([
    ['dark', 1400],
    ['light', 700],
    ['highContrast', 1400],
  ] as const)(
    'are eight at most, the newest for the oldest: %s, %i pixels',
    async (theme, width) => {
      const window = await vscode.open({ files: TWELVE, theme, viewport: { width, height: 1400 } });
      const root = await open(window);
      const chart = root.locator('[data-view=aggregate] .plot .chart');
      await root.locator('[data-view=dimensions] tbody tr[data-dimension="0"]').click();
      for (let j = 0; j < 8; j++) {
        await chart.press('P');
        await chart.press('ArrowRight');
      }
      await expect.poll(() => pinned(root)).toBe('0,1,2,3,4,5,6,7');
      await chart.press('P');
      await expect.poll(() => pinned(root)).toBe('1,2,3,4,5,6,7,8');
      const said = pinsOf(root).getByText('Dimension 8 took the place of dimension 0: 8 can be pinned.');
      await said.waitFor();
      await expect.poll(() => pinsOf(root).locator('.mark-line path').count()).toBeGreaterThanOrEqual(24);
      // One z axis and one density axis for all.
      const axes = await pinsOf(root)
        .locator('li[data-pin]')
        .evaluateAll((cards) => cards.map((card) => card.querySelector('.role-axis-label')?.textContent));
      expect(new Set(axes).size).toBe(1);
      await pinsOf(root).scrollIntoViewIfNeeded();
      await screenshot(window.page, `pins-${theme}-${width}`);
      expect(await pinsOf(root).evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    },
    180_000,
  );
});

/** Posteriors so wide that every example counts at every draw: seconds of work for the joint part. */
const WIDE = {
  'run/mu.npy': float32Npy(60_000, 64, (i, j) => 0.4 * Math.sin(i * (j + 1.3)) + 0.2 * Math.sin(i * 0.7)),
  'run/logvar.npy': float32Npy(60_000, 64, (i, j) => -0.3 + 0.1 * Math.cos(i * 1.3 + j)),
};

const script = (gamma: string) => `import torch
import torch.nn as nn

GAMMA = ${gamma}


class Encoder(nn.Module):
    def __init__(self, nh=128, nz=8):
        super().__init__()
        self.fc_mu = nn.Linear(nh, nz)
        self.fc_logvar = nn.Linear(nh, nz)
        self.mu_bn = nn.BatchNorm1d(nz)
        self.mu_bn.weight.requires_grad = False
        self.mu_bn.weight.fill_(GAMMA)

    def forward(self, h):
        mu, logvar = self.fc_mu(h), self.fc_logvar(h)
        mu = self.mu_bn(mu)
        return mu + torch.randn_like(mu) * (0.5 * logvar).exp(), mu, logvar
`;

const lineOf = (root: Locator, code: string) => root.locator(`[data-view=findings] .script-line[data-code=${code}]`);

describe('findings', () => {
  it('name the line of a script that is not open, and open it there', async () => {
    const files = { 'exp/train.py': script('1.5'), 'exp/run': { copy: ESCAPED } };
    const window = await vscode.open({ files, viewport: { width: 1400, height: 1400 } });
    const root = await open(window, 'exp/run/mu.npy');
    await lineOf(root, 'gamma-exceeds-one').getByRole('button', { name: 'train.py:4' }).waitFor();
    // What to change for an escaped floor is the batch norm's eps.
    const escaped = lineOf(root, 'bn-escaped').getByRole('button', { name: 'train.py:12' });
    await root.evaluate((element) => element.ownerDocument.defaultView?.scrollTo(0, 0));
    await screenshot(window.page, 'findings-dark-1400');
    await escaped.click();
    await window.page.getByText('Ln 12, Col 1').waitFor();
    await window.page.getByRole('tab', { name: 'train.py', selected: true }).waitFor();
  });

  it('take the line of a script that comes later, moves with an edit, and goes', async () => {
    const window = await vscode.open({ files: { 'exp/run': { copy: HOLES } }, viewport: { width: 1400, height: 900 } });
    const root = await open(window, 'exp/run/mu.npy');
    const place = lineOf(root, 'gamma-exceeds-one');
    expect(await place.innerText()).toBe('');
    const path = join(window.folder, 'exp', 'train.py');
    writeFileSync(path, script('1.5'));
    await expect.poll(() => place.innerText()).toBe('train.py:4');
    writeFileSync(path, `# A line more.\n${script('1.5')}`);
    await expect.poll(() => place.innerText()).toBe('train.py:5');
    rmSync(path);
    await expect.poll(() => place.innerText()).toBe('');
  });

  it('are grouped by severity, the worst first', async () => {
    const files = { run: { copy: ESCAPED } };
    const window = await vscode.open({ files, theme: 'light', viewport: { width: 700, height: 1400 } });
    const root = await open(window);
    const groups = root.locator('[data-view=findings] section[data-severity]');
    const order = await groups.evaluateAll((elements) =>
      elements.map((element) => element.getAttribute('data-severity')),
    );
    expect(order).toEqual(['error', 'warning', 'info'].filter((severity) => order.includes(severity)));
    expect(order[0]).toBe('error');
    expect(await root.locator('[data-view=findings] .reading').innerText()).toMatch(/^\d+ errors?, .*Worst first/);
    await screenshot(window.page, 'findings-light-700');
  });
});

describe('the numbers behind each chart', () => {
  it('are tables that are made when they are opened, and follow the chosen dimension', async () => {
    const window = await vscode.open({ files: TWELVE, viewport: { width: 1400, height: 1400 } });
    const root = await open(window);
    for (const [view, least] of [
      ['aggregate', 60],
      ['strip', 12],
      ['gamma-sigma', 12],
      ['gamma-explorer', 21],
    ] as const) {
      const data = root.locator(`[data-view=${view}] details.data`);
      expect(await data.locator('table').count()).toBe(0);
      await data.locator('summary').press('Enter');
      await data.locator('caption').first().waitFor();
      expect(await data.locator('tbody tr').count(), view).toBeGreaterThanOrEqual(least);
      expect(await data.locator('tbody th[scope=row]').count()).toBe(await data.locator('tbody tr').count());
    }
    const caption = root.locator('[data-view=aggregate] details.data caption').first();
    await root.locator('[data-view=dimensions] tbody tr[data-dimension="3"]').click();
    await expect.poll(() => caption.innerText()).toContain('of dimension 3');
    await caption.scrollIntoViewIfNeeded();
    await screenshot(window.page, 'data-table');
  });
});

describe('settings and state', () => {
  it('start the explorer at the target rate', async () => {
    const settings = { 'latentLens.targetRate': 6 };
    const window = await vscode.open({ files: { run: { copy: HOLES } }, settings });
    const explorer = (await open(window)).locator('[data-view=gamma-explorer]');
    const rate = explorer.getByRole('spinbutton', { name: 'R, nats, typed' });
    expect(await rate.inputValue()).toBe('6');
    expect(await explorer.locator('dl > div', { hasText: 'target rate, 6 nats' }).count()).toBe(1);
    await rate.fill('3');
    await explorer.getByRole('button', { name: 'Reset' }).click();
    expect(await rate.inputValue()).toBe('6');
  });

  it('offer the rest of a stopped estimate after the webview was hidden', async () => {
    const settings = { 'latentLens.jointSamples': 50_000 };
    const files = { ...WIDE, 'other.txt': 'other\n' };
    const window = await vscode.open({ files, settings, viewport: { width: 1400, height: 900 } });
    const view = (await open(window)).locator('[data-view=decomposition]');
    await view.getByText('which gets better').waitFor();
    await view.getByRole('button', { name: 'Stop' }).click();
    await view.getByText('it was stopped').waitFor();
    await (await explorerFile(window, 'other.txt')).dblclick();
    await window.page.locator('.view-line', { hasText: 'other' }).waitFor();
    await window.page.locator('.tab', { hasText: 'Latent Lens' }).click();
    const again = (await drawn(window)).locator('[data-view=decomposition]');
    await again.getByText('it was stopped').waitFor();
    await again.getByRole('button', { name: 'Estimate' }).click();
    await again.getByRole('button', { name: 'Stop' }).waitFor();
  });
});
