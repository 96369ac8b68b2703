import { expect, it } from 'vitest';
import { explorerFile, type Locator, type Page, runCommand, runHostTests, screenshot, useVSCode } from './harness';

const HOLES = 'media/samples/digits_bnvae_g1.5';

/** A BN-VAE as people write it; `eps` is written in the call, gamma into a constant. */
const script = (gamma: string, eps = '') => `import torch
import torch.nn as nn

GAMMA = ${gamma}


class Encoder(nn.Module):
    def __init__(self, nh=128, nz=8):
        super().__init__()
        self.fc_mu = nn.Linear(nh, nz)
        self.fc_logvar = nn.Linear(nh, nz)
        self.mu_bn = nn.BatchNorm1d(nz${eps})
        self.mu_bn.weight.requires_grad = False
        self.mu_bn.weight.fill_(GAMMA)

    def forward(self, h):
        mu, logvar = self.fc_mu(h), self.fc_logvar(h)
        mu = self.mu_bn(mu)
        return mu + torch.randn_like(mu) * (0.5 * logvar).exp(), mu, logvar
`;

const parsed = script('args.gamma').replace(
  'GAMMA = args.gamma',
  "import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument('--gamma', type=float, default=0.5)\nargs = parser.parse_args()\nGAMMA = args.gamma",
);

const notebook = (cells: string[]) =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: 'python' } },
    cells: cells.map((source, k) => ({
      id: `c${k}`,
      cell_type: 'code',
      metadata: {},
      outputs: [],
      execution_count: null,
      source: source.split(/(?<=\n)/),
    })),
  });

const files = {
  'holes/train.py': script('1.5'),
  'holes/dump': { copy: HOLES },
  'plain/quiet.py': script('0.6', ', eps=1e-8'),
  'plain/edited.py': script('0.6', ', eps=1e-8'),
  'plain/silenced.py': script('1.5  # latent-lens: ignore gamma-exceeds-one', ', eps=1e-8'),
  'plain/rl.py': 'gamma = 0.99\nfor t in reversed(range(T)):\n    G = r[t] + gamma * G\n',
  'cli/train.py': parsed,
  'cli/run.sh': 'python train.py --epochs 5 \\\n  --gamma 1.5\n',
  'cli/lost.sh': 'python train.py --epochs 5\n  --gamma 0.6\n',
  'named/model/train.py': script('0.6', ', eps=1e-8'),
  'named/out/run1/mu.npy': { copy: `${HOLES}/mu.npy` },
  'named/out/run1/logvar.npy': { copy: `${HOLES}/logvar.npy` },
  'named/out/run1/meta.json': JSON.stringify({ script: 'named/model/train.py', gamma: 1.5, bn_eps: 1e-5 }),
  'late/train.py': script('1.5', ', eps=1e-8'),
  'broken/train.py': script('1.5', ', eps=1e-8'),
  'broken/dump/mu.npy': 'no array',
  'broken/dump/meta.json': JSON.stringify({ gamma: 1.5 }),
  'windows/train.py': script('1.5').replaceAll('\n', '\r\n'),
  'large/train.py': `${script('1.5')}${'# filler\n'.repeat(250_000)}`,
  'book/book.ipynb': notebook([
    '%matplotlib inline\nGAMMA = 1.5\n',
    script('GAMMA', ', eps=1e-8').replace('GAMMA = GAMMA\n', ''),
  ]),
};

await runHostTests('test/vscode/host/scripts.ts', { files });

const vscode = useVSCode();

it('typing a gamma of 1.5 gives a squiggle, and the quick fix takes it away', async () => {
  const window = await vscode.open({ files });
  const { page } = window;
  await (await explorerFile(window, 'holes/train.py')).dblclick();
  const squiggles = page.locator('.squiggly-error');
  await squiggles.first().waitFor();
  // Of the gamma alone: line 4.
  await page.keyboard.press('Control+G');
  await page.keyboard.type('4:9');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+End');
  await page.keyboard.type('0.6');
  await expect.poll(() => squiggles.count()).toBe(0);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('1.5');
  await squiggles.first().waitFor();
  await page.keyboard.press('ArrowLeft');
  await screenshot(page, 'gamma-squiggle');

  const fix = page.locator('.action-widget [role=option]', { hasText: /Set gamma to 0\.\d+, which matches/ });
  await expect
    .poll(
      async () => {
        await page.keyboard.press('Control+.');
        await fix.waitFor({ timeout: 2000 }).catch(() => {});
        if (await fix.count()) return 1;
        await page.keyboard.press('Escape');
        return 0;
      },
      { timeout: 30_000 },
    )
    .toBe(1);
  await screenshot(page, 'gamma-quick-fixes');
  await fix.click();
  await expect.poll(() => squiggles.count()).toBe(0);
  await expect.poll(() => page.locator('.view-line', { hasText: 'GAMMA =' }).innerText()).toMatch(/GAMMA.=.0\.\d+/);
  await screenshot(page, 'gamma-fixed');
});

/** Points at a number in the text until the hover says what it must. */
async function hoverOver(page: Page, number: RegExp, text: RegExp): Promise<Locator> {
  const hover = page.locator('.monaco-hover-content:visible').filter({ hasText: text });
  const target = page.locator('.view-line span', { hasText: number }).first();
  const point = async () => {
    // VS Code keeps an open hover as it was.
    await page.keyboard.press('Escape');
    await page.mouse.move(900, 700);
    await target.hover();
    await hover
      .first()
      .waitFor({ timeout: 2000 })
      .catch(() => {});
    return hover.count();
  };
  await expect.poll(point, { timeout: 30_000 }).toBeGreaterThan(0);
  return hover;
}

it('hovering gamma shows its floors beside what the dump measured, below a lens that is wanted', async () => {
  const window = await vscode.open({ files, theme: 'light', settings: { 'latentLens.surfaces.codeLens': true } });
  const { page } = window;
  await (await explorerFile(window, 'holes/train.py')).dblclick();
  const lens = page.locator('.codelens-decoration a', { hasText: /^KL \d.*Open dashboard$/ });
  await lens.waitFor();
  const hover = await hoverOver(page, /^1\.5$/, /floor/);
  await screenshot(page, 'gamma-hover');
  await hover.getByText('Open dashboard').click();
  await page.locator('.tab', { hasText: 'Latent Lens: dump/meta.json' }).waitFor();
});

it('a dump that no sidecar links is linked by the user', async () => {
  const window = await vscode.open({ files });
  const { page } = window;
  await (await explorerFile(window, 'plain/quiet.py')).dblclick();
  await hoverOver(page, /^0\.6$/, /no dump of this script is known/i);
  await runCommand(page, 'Latent Lens: Link Dump to This Script...');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'holes/dump' }).click();
  const hover = await hoverOver(page, /^0\.6$/, /N = 1,797/);
  expect(await hover.first().innerText()).toContain('holes/dump');
  await screenshot(page, 'gamma-linked');
});
