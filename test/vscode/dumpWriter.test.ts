import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDump } from '../../src/dumps/openDump';
import { fileAccess } from '../../src/platform/node/fileAccess';
import { WRITER_TEXT } from '../../src/writers/dumpWriter';
import { pythonWithNumpy, runPython } from '../unit/writers/python';
import { explorerFile, runCommand, runHostTests, screenshot, useVSCode, type Workbench } from './harness';

const COMMAND = 'Latent Lens: Insert Latent Dump Writer';

const torchScript = `import torch
import torch.nn as nn

GAMMA = 0.6


class VAE(nn.Module):
    def __init__(self, nh=128, nz=8):
        super().__init__()
        self.fc_mu = nn.Linear(nh, nz)
        self.fc_logvar = nn.Linear(nh, nz)
        self.mu_bn = nn.BatchNorm1d(nz, eps=1e-8)
        self.mu_bn.weight.requires_grad = False
        self.mu_bn.weight.fill_(GAMMA)


for epoch in range(10):
    train(epoch)
    mu, logvar, labels = evaluate(epoch)
    
`;

const numpyScript = `import numpy as np

mu = np.arange(6.0).reshape(3, 2)
for epoch in range(2):
    logvar = -mu
    
`;

const files = {
  'train.py': torchScript,
  'latents.py': numpyScript,
  'windows.py': torchScript.replaceAll('\n', '\r\n'),
  'empty.py': '',
  'notes.md': '# Notes\n',
  'book.ipynb': JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: 'python' } },
    cells: ['x = 1\n', 'import numpy as np\n'].map((source, k) => ({
      id: `c${k}`,
      cell_type: 'code',
      metadata: {},
      outputs: [],
      execution_count: null,
      source: [source],
    })),
  }),
};

await runHostTests('test/vscode/host/dumpWriter.ts', { files });

const vscode = useVSCode();

/** Opens a script with the cursor at the end of its last line but one. */
async function openAtEnd(window: Workbench, name: string): Promise<void> {
  await (await explorerFile(window, name)).dblclick();
  await window.page.locator('.editor-instance .view-line').first().waitFor();
  await window.page.keyboard.press('Control+End');
  await window.page.keyboard.press('ArrowLeft');
}

/** The text on the disk once the editor's is saved. */
const saved = async ({ page, folder }: Workbench, name: string) => {
  await page.keyboard.press('Control+S');
  return readFileSync(join(folder, name), 'utf8');
};

const message = ({ page }: Workbench) => page.locator('.notification-list-item-message');

it('the command puts the writer into a PyTorch script, and undo takes it out', async () => {
  const window = await vscode.open({ files });
  const { page } = window;
  await openAtEnd(window, 'train.py');
  await runCommand(page, COMMAND);
  await expect.poll(() => message(window).innerText()).toMatch(/inserted save_latent_dump at line 5\. Put the cursor/);
  await screenshot(page, 'dump-writer-inserted');
  const imports = 'import torch\nimport torch.nn as nn\n';
  await expect
    .poll(() => saved(window, 'train.py'))
    .toBe(torchScript.replace(`${imports}\n`, `${imports}\n\n${WRITER_TEXT}\n\n`));
  await page.keyboard.press('Control+Z');
  await expect.poll(() => saved(window, 'train.py')).toBe(torchScript);
});

it('the call goes to the cursor with places to fill in, and the script writes a dump', async () => {
  const window = await vscode.open({ files });
  const { page, folder } = window;
  await openAtEnd(window, 'latents.py');
  await runCommand(page, COMMAND);
  await page.getByRole('button', { name: 'Insert Call' }).click();
  await expect
    .poll(() => page.locator('.view-lines').innerText())
    .toMatch(/save_latent_dump\('dumps\/run',\smu,\slogvar,/);
  await screenshot(page, 'dump-writer-call');
  for (const value of ['out/digits', '', '', 'None', '', '0.5', '']) {
    if (value) await page.keyboard.type(value);
    await page.keyboard.press('Tab');
  }
  const call = "    save_latent_dump('out/digits', mu, logvar, labels=None, bn=None, gamma=0.5, epoch=epoch)\n";
  await expect.poll(() => saved(window, 'latents.py')).toContain(`logvar = -mu\n${call}`);
  const python = pythonWithNumpy();
  const { status, stderr } = runPython('latents.py', folder);
  if (python === null) return expect(status).not.toBe(0);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const dump = await openDump({ paths: [join(folder, 'out/digits')] }, fileAccess);
  await dump.close();
  expect(dump).toMatchObject({ rows: 3, dimensions: 2, declared: { gamma: 0.5, epoch: 1 } });
});

it('the writer is found where it is, and its snippet is the same text', async () => {
  const window = await vscode.open({ files, theme: 'light' });
  const { page } = window;
  await (await explorerFile(window, 'empty.py')).dblclick();
  await page.locator('.editor-instance .view-line').first().waitFor();
  await page.keyboard.type('latent-dump-w');
  const suggested = page.locator('.suggest-widget .monaco-list-row', { hasText: 'latent-dump-writer' });
  const suggest = async () => {
    // Snippets are read with the first suggestions.
    await page.keyboard.press('Control+Space');
    await suggested.waitFor({ timeout: 2000 }).catch(() => {});
    return suggested.count();
  };
  await expect.poll(suggest).toBe(1);
  await screenshot(page, 'dump-writer-snippet');
  await page.keyboard.press('Enter');
  await expect.poll(() => saved(window, 'empty.py')).toBe(WRITER_TEXT.trimEnd());
  await page.keyboard.press('Enter');
  await runCommand(page, COMMAND);
  await expect.poll(() => message(window).innerText()).toMatch(/found save_latent_dump at line 1\. Put the cursor/);
  await screenshot(page, 'dump-writer-found');
  await page.getByRole('button', { name: 'Insert Call' }).click();
  // Where the cursor was before the command went to the writer: behind it.
  await expect.poll(() => saved(window, 'empty.py')).toMatch(/ {12}raise\n +save_latent_dump\('dumps\/run', mu/);
});
