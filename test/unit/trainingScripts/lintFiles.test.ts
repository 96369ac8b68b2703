import { describe, expect, it } from 'vitest';
import { lintFiles, type SourceFile } from '../../../src/trainingScripts/lintFiles';

const SCRIPT = `import argparse
import torch.nn as nn

parser = argparse.ArgumentParser()
parser.add_argument('--gamma', type=float, default=0.6)
args = parser.parse_args()


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc_mu, self.fc_logvar = nn.Linear(64, 8), nn.Linear(64, 8)
        self.mu_bn = nn.BatchNorm1d(8)
        self.mu_bn.weight.requires_grad = False
        self.mu_bn.weight.fill_(args.gamma)

    def forward(self, h):
        mu, logvar = self.fc_mu(h), self.fc_logvar(h)
        return self.mu_bn(mu), logvar
`;

const PYTHON = { path: 'train.py', text: SCRIPT };

const notebook = (source: string) =>
  JSON.stringify({ cells: [{ cell_type: 'code', source: source.split(/(?<=\n)/) }], metadata: {} }, null, 1);

/** Each finding as "file:line:column code", and each site with its gamma. */
function linted(files: SourceFile[]) {
  const { sites, findings } = lintFiles(files);
  return {
    sites: sites.map(({ file, line, column, gamma }) => `${file}:${line}:${column} ${gamma}`),
    findings: findings.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`),
  };
}

it('gives every field, from line 1 and column 1', () => {
  const { sites, findings } = lintFiles([PYTHON]);
  expect(sites).toEqual([
    {
      file: 'train.py',
      line: 5,
      column: 52,
      code: 'gamma-site',
      gamma: 0.6,
      source: 'literal',
      name: '--gamma',
      message: 'gamma of self.mu_bn = 0.6 (--gamma)',
    },
  ]);
  expect(findings).toEqual([
    {
      file: 'train.py',
      line: 13,
      column: 22,
      endLine: 13,
      endColumn: 39,
      code: 'bn-eps',
      severity: 'warning',
      value: 1e-5,
      threshold: 1e-6,
      help: 'docs/diagnostics.md#bn-eps',
      message: expect.stringContaining('Use eps=1e-8'),
    },
  ]);
});

it('judges command lines and configs by the scripts, in whatever order they come', () => {
  const shell = { path: 'run.sh', text: 'python train.py --gamma 1.5\npython other.py --gamma 2\n' };
  const expected = {
    sites: ['run.sh:1:25 1.5', 'train.py:5:52 0.6'],
    findings: ['run.sh:1:25 gamma-exceeds-one', 'train.py:13:22 bn-eps'],
  };
  expect(linted([shell, PYTHON])).toEqual(expected);
  expect(linted([PYTHON, shell]).findings).toEqual(expected.findings.toReversed());
  expect(linted([shell]).sites).toEqual([]);
});

it('reads the cells of a notebook', () => {
  const text = notebook(SCRIPT.replace('args.gamma', '1.2'));
  const line = text.split('\n').findIndex((each) => each.includes('fill_')) + 1;
  expect(linted([{ path: 'a.ipynb', text }])).toEqual({
    sites: [expect.stringMatching(`a.ipynb:${line}:\\d+ 1.2`)],
    findings: [
      expect.stringMatching(/a.ipynb:\d+:\d+ bn-eps/),
      `a.ipynb:${line}:${text.split('\n')[line - 1].indexOf('1.2') + 1} gamma-exceeds-one`,
    ],
  });
});

it('follows an option to the module that takes it, as in the published code', () => {
  const module = {
    path: 'p/modules/enc.py',
    text: SCRIPT.replace(/parser.*\n|args = .*\n/g, '').replace('__init__(self)', '__init__(self, args)'),
  };
  const main = {
    path: 'p/main.py',
    text: "from modules.enc import Encoder\nparser.add_argument('--gamma', default=0.0)\n",
  };
  const readme = { path: 'p/README.md', text: '```\npython main.py --gamma 1.5\n```\n' };
  expect(linted([module, main, readme]).findings).toContain('p/README.md:2:24 gamma-exceeds-one');
  expect(linted([module, { ...main, text: main.text.slice(31) }, readme]).findings).not.toContain(
    'p/README.md:2:24 gamma-exceeds-one',
  );
});

it('leaves out what the author silenced', () => {
  const silent = SCRIPT.replace('nn.BatchNorm1d(8)', 'nn.BatchNorm1d(8)  # latent-lens: ignore bn-eps');
  const shell = 'python train.py --lr 1 \\\n  --gamma 1.5 \\\n  --x\n';
  const files = [
    { path: 'train.py', text: silent },
    { path: 'run.sh', text: `# latent-lens: ignore gamma-exceeds-one\n${shell}` },
  ];
  expect(linted(files).findings).toEqual([]);
  expect(linted(files).sites).toHaveLength(2);
});

it('takes the severities of the user', () => {
  expect(lintFiles([PYTHON], { 'bn-eps': 'info' }).findings).toMatchObject([{ severity: 'info' }]);
  expect(lintFiles([PYTHON], { 'bn-eps': 'off' }).findings).toEqual([]);
});

describe('any text is tolerated', () => {
  it.each(['py', 'ipynb', 'sh', 'bash', 'md', 'yaml', 'yml', 'toml', 'json'])('in a .%s file', (extension) => {
    const odd = [
      '',
      '\uFEFF',
      'batch_norm gamma',
      '{"gamma": [1, {"cells": 3, "batchnorm"',
      '--gamma\n--gamma',
      '\0\r\u2028',
    ];
    const files = [PYTHON, ...odd.map((text, k) => ({ path: `${k}.${extension}`, text }))];
    expect(linted(files).findings).toEqual(['train.py:13:22 bn-eps']);
  });

  it.each([1, 0.5, 0.25])('where %d of a script is typed', (share) => {
    const text = SCRIPT.slice(0, SCRIPT.length * share);
    expect(linted([{ path: 'train.py', text }]).findings).toEqual(share === 1 ? ['train.py:13:22 bn-eps'] : []);
  });
});
