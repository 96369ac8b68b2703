import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createScriptReader } from '../../../src/analysis/scriptReader';
import { seededRandom } from '../dumps/random';

const SCRIPT = readFileSync('test/fixtures/scripts/positive/absl_flags.py', 'utf8');
const MODEL = `import torch.nn as nn
class VAE(nn.Module):
    def __init__(self, nz):
        self.mu_bn = nn.BatchNorm1d(nz)
        self.mu_bn.weight.requires_grad = False
        self.mu_bn.weight.fill_(GAMMA)
    def forward(self, h):
        mu, logvar = self.linear(h).chunk(2, -1)
        mu = self.mu_bn(mu)
        return mu + (0.5 * logvar).exp() * torch.randn_like(mu)
`;
const document = (text: string, path = '/p/train.py') => ({
  key: path,
  path,
  parts: [text],
  kind: 'python' as const,
  severities: {},
});

it('reads an edited script as it would read it afresh', () => {
  const random = seededRandom(4);
  const reader = createScriptReader();
  let text = SCRIPT;
  reader.read(document(text));
  for (let n = 0; n < 60; n++) {
    const at = Math.floor(random() * text.length);
    const length = Math.floor(random() * 12);
    const inserted = n % 3 === 0 ? '' : SCRIPT.slice(at % SCRIPT.length, (at % SCRIPT.length) + length);
    text = text.slice(0, at) + inserted + text.slice(at + (n % 2) * length);
    expect(reader.read(document(text))).toEqual(createScriptReader().read(document(text)));
  }
});

it('gives nothing for a script that no longer mentions batch norm, and takes it up again', () => {
  const reader = createScriptReader();
  const full = `GAMMA = 1.5\n${MODEL}`;
  const codes = (text: string) => reader.read(document(text))[0].findings.map(({ code }) => code);
  expect(codes(full)).toEqual(['gamma-exceeds-one', 'bn-eps']);
  expect(codes('GAMMA = 1.5\n')).toEqual([]);
  expect(codes(full)).toEqual(['gamma-exceeds-one', 'bn-eps']);
});

it('follows gamma from one notebook cell to another, and places it in its own', () => {
  const cells = ['%matplotlib inline\nGAMMA = 1.5\n', MODEL, 'print(GAMMA)\n'];
  const parts = createScriptReader().read({ ...document('', '/p/n.ipynb'), parts: cells, kind: 'notebook' });
  const found = parts.map(({ findings }, cell) =>
    findings.map(({ code, span }) => [code, cells[cell].slice(span.from, span.to)]),
  );
  expect(found).toEqual([[['gamma-exceeds-one', '1.5']], [['bn-eps', 'nn.BatchNorm1d(nz)']], []]);
  const [edit] = parts[1].findings[0].edits;
  expect(cells[1].slice(0, edit.span.from)).toMatch(/BatchNorm1d\(nz$/);
  expect(edit.text).toBe(', eps=1e-8');
});

it('judges a config by the scripts of the project', () => {
  const reader = createScriptReader();
  const script = `import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--gamma', type=float, default=0.5)\nargs = parser.parse_args()\n${MODEL.replace('GAMMA', 'args.gamma')}`;
  const shell = () => reader.read({ ...document('python train.py --gamma 1.5\n', '/p/run.sh'), kind: 'config' })[0];
  expect(shell().findings).toEqual([]);
  reader.setSource('/p/train.py', script);
  expect(shell().findings.map(({ code }) => code)).toEqual(['gamma-exceeds-one']);
  reader.setSource('/p/train.py', null);
  expect(shell().sites).toEqual([]);
});

it('leaves out the rules that are off', () => {
  const [{ findings }] = createScriptReader().read({
    ...document(`GAMMA = 1.5\n${MODEL}`),
    severities: { 'bn-eps': 'off', 'gamma-exceeds-one': 'info' },
  });
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['gamma-exceeds-one', 'info']]);
});

it('learns from a command line which script reads which config', () => {
  const reader = createScriptReader();
  const script = `import sys, yaml\ncfg = yaml.safe_load(open(sys.argv[1]))\n${MODEL.replace('GAMMA', "cfg['gamma']")}`;
  reader.setSource('/p/src/train.py', script);
  const config = () => reader.read({ ...document('gamma: 1.5\n', '/p/settings/big.yaml'), kind: 'config' })[0].sites;
  expect(config()).toEqual([]);
  reader.setSource('/p/run.sh', 'python src/train.py settings/big.yaml\n');
  expect(config().map(({ gamma }) => gamma)).toEqual([1.5]);
});
