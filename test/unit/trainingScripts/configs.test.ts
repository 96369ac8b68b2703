import { describe, expect, it } from 'vitest';
import { configSites } from '../../../src/trainingScripts/configSites';
import type { ProjectScript } from '../../../src/trainingScripts/projectScripts';
import { pieces } from './marked';

const TRAIN: ProjectScript = { path: '/p/train.py', parameters: [{ option: null, key: 'model.gamma' }] };
const FLAT: ProjectScript = { path: '/p/train.py', parameters: [{ option: '--gamma', key: 'gamma' }] };

/** Name and value of each site; the value is what its literal says. */
function gammas(path: string, text: string, scripts = [TRAIN]): string[] {
  const { sites, lostContinuations } = configSites(path, text, scripts);
  expect(lostContinuations).toEqual([]);
  for (const { literal, gamma } of sites) expect(Number(pieces(text, [literal!])[0].replace('_', ''))).toBe(gamma);
  return sites.map(({ name, gamma, source }) => `${name} ${gamma} ${source}`);
}

const FOUND = ['model.gamma 1.5 config'];

describe('YAML', () => {
  it.each([
    ['nested', 'lr: 1\nmodel:\n  gamma: 1.5 # wide\n  nz: 32\n'],
    ['a flow', 'model: {nz: 32, gamma: 1.5}'],
    ['dotted', 'model.gamma: 1.5'],
    ['quoted keys', '"model":\n  \'gamma\': 1.5'],
    ['the second document', 'a: 1\n---\nmodel:\n  gamma: 1.5'],
    ['an anchor', 'wide: &g 1.5\nmodel:\n  gamma: *g'],
    ['CRLF', 'model:\r\n  gamma: 1.5\r\n'],
    ['half-typed lines before', 'a: [1,\nmodel:\n  gamma: 1.5\n'],
    ['half-typed lines behind', 'model:\n  gamma: 1.5\n  lr: "0.1\nb: ]'],
    ['a tab', 'model:\n  gamma: 1.5\n\tb: 1'],
  ])('with %s', (_, text) => expect(gammas('/p/c.yaml', text)).toEqual(FOUND));

  it('of several runs', () => {
    const text = '- gamma: 0.5\n- gamma: 1.5';
    expect(gammas('/p/c.yml', text, [FLAT])).toEqual(['gamma 0.5 config', 'gamma 1.5 config']);
  });

  it.each([
    ['another place', 'scheduler:\n  gamma: 1.5\ngamma: 1.5\nmodel:\n  bn:\n    gamma: 1.5'],
    ['no number', 'model:\n  gamma: wide'],
    ['an interpolation', `model:\n  gamma: \${g}\ng: 1.5`],
    ['infinity', 'model:\n  gamma: .inf'],
    ['a comment', '# model.gamma: 1.5'],
    ['nothing', ''],
    ['an anchor that is not there', 'model:\n  gamma: *g'],
    ['a depth without bound', `model: gamma\n${'['.repeat(50_000)}`],
  ])('with %s says nothing', (_, text) => expect(gammas('/p/c.yaml', text)).toEqual([]));
});

describe('TOML', () => {
  it.each([
    ['a table', 'lr = 1\n[model]\nnz = 32\ngamma = 1.5 # wide\n'],
    ['a dotted key', 'model.gamma = 1.5'],
    ['an inline table', 'model = { nz = 32, gamma = 1.5 }'],
    ['quoted keys', '["model"]\n\'gamma\' = 1.5'],
    ['tables in a list', '[[model]]\ngamma = 1.5'],
    ['CRLF', '[model]\r\ngamma = 1.5\r\n'],
  ])('with %s', (_, text) => expect(gammas('/p/c.toml', text)).toEqual(FOUND));

  it.each([
    ['another table', '[scheduler]\ngamma = 1.5'],
    ['a string', '[model]\ngamma = "1.5"'],
    ['infinity', '[model]\ngamma = inf'],
    ['half-typed lines', '[model\ngamma = 1.5'],
  ])('with %s says nothing', (_, text) => expect(gammas('/p/c.toml', text)).toEqual([]));
});

describe('JSON', () => {
  it.each([
    ['nested', '{"lr": 1, "model": {"gamma": 1.5}}'],
    ['comments and trailing commas', '{ // wide\n "model": {"gamma": 1.5, /* x */ },\n}'],
    ['half-typed parts', '{"a": , "model": {"gamma": 1.5, "b": '],
    ['an object in a list', '[{"model": {"gamma": 1.5}}]'],
  ])('with %s', (_, text) => expect(gammas('/p/c.json', text)).toEqual(FOUND));

  it.each([
    ['another object', '/p/c.json', '{"gamma": 1.5, "scheduler": {"gamma": 1.5}}', [TRAIN]],
    ['a string', '/p/c.json', '{"model": {"gamma": "1.5"}}', [TRAIN]],
    ['a depth without bound', '/p/c.json', `{"gamma": ${'['.repeat(1e5)}`, [FLAT]],
    ['a sidecar', '/p/dump/meta.json', '{"gamma": 1.5}', [FLAT]],
    ['the sidecar of a file', '/p/run.meta.json', '{"gamma": 1.5}', [FLAT]],
    ['a dump', '/p/dump.json', '{"mu": [[1]], "logvar": [[0]], "gamma": 1.5}', [FLAT]],
  ])('that is or has %s says nothing', (_, path, text, scripts) => expect(gammas(path, text, scripts)).toEqual([]));
});

describe('a config is read by', () => {
  const DEEP = { ...TRAIN, path: '/p/src/train.py' };
  it.each([
    ['a script in its folder', '/p/src/c.yaml', 1],
    ['a script above', '/p/src/a/b/c.yaml', 1],
    ['a script with a configs folder beside its own', '/p/configs/c.yaml', 1],
    ['the same, deeper', '/p/conf/vae/c.yaml', 1],
    ['no script of another folder', '/p/other/c.yaml', 0],
    ['no script below', '/p/c.yaml', 0],
    ['no script whose folder only begins alike', '/p/src2/c.yaml', 0],
  ])('%s', (_, path, found) => expect(gammas(path, 'model:\n  gamma: 1.5', [DEEP])).toHaveLength(found));

  it('a script with Hydra config groups', () => {
    expect(gammas('/p/conf/model/wide.yaml', 'gamma: 1.5')).toEqual(FOUND);
    expect(gammas('/p/conf/scheduler/step.yaml', 'gamma: 1.5')).toEqual([]);
  });

  it('no script without a key', () => {
    const script = { path: '/p/train.py', parameters: [{ option: '--gamma', key: null }] };
    expect(gammas('/p/c.yaml', 'gamma: 1.5', [script])).toEqual([]);
  });
});

describe('launch.json', () => {
  const configuration = (fields: string) => `{
    // comment
    "version": "0.2.0",
    "configurations": [{"name": "other", "program": "other.py", "args": ["--gamma", "9"]}, {${fields}}],
  }`;
  const PROGRAM = `"program": "\${workspaceFolder}/train.py"`;

  it.each([
    ['two arguments', `${PROGRAM}, "args": ["--lr", "1", "--gamma", "1.5", // wide\n]`],
    ['one argument', `${PROGRAM}, "args": ["--gamma=1.5"]`],
    ['one string', `"args": "--lr 1 --gamma 1.5", ${PROGRAM}`],
    ['a number', `${PROGRAM}, "args": ["--gamma", 1.5]`],
    ['a module', '"module": "p.train", "args": ["--gamma", "1.5"]'],
    ['half-typed parts', `${PROGRAM}, "args": ["--gamma", "1.5", "--lr`],
    ['escapes elsewhere', `${PROGRAM}, "args": ["--out", "a\\\\b", "--gamma", "1.5"]`],
  ])('with %s', (_, fields) => {
    expect(gammas('/p/.vscode/launch.json', configuration(fields), [FLAT])).toEqual(['--gamma 1.5 argument']);
  });

  it.each([
    ['another script', '"program": "train2.py", "args": ["--gamma", "1.5"]'],
    ['whatever file is open', `"program": "\${file}", "args": ["--gamma", "1.5"]`],
    ['no script', '"args": ["--gamma", "1.5"]'],
    ['no arguments', PROGRAM],
    ['odd arguments', `${PROGRAM}, "args": {"--gamma": 1.5}`],
    ['a number for a program', '"program": 1, "args": ["--gamma", "1.5"]'],
  ])('with %s says nothing', (_, fields) => {
    expect(gammas('/p/.vscode/launch.json', configuration(fields), [FLAT])).toEqual([]);
  });

  it.each(['', '[]', '{"configurations": 1}', '{"configurations": [1, null]}'])('%j has none', (text) => {
    expect(gammas('/p/.vscode/launch.json', `${text}// --gamma`, [FLAT])).toEqual([]);
  });
});

it('Markdown counts in its shell blocks only', () => {
  const text =
    'python train.py --gamma 2\n```sh\npython train.py --gamma 1.5\n```\n```python\npython train.py --gamma 3\n```';
  expect(gammas('/p/README.md', text, [FLAT])).toEqual(['--gamma 1.5 argument']);
});

it.each(['/p/c.ini', '/p/Makefile', '/p/train.py', 'yaml'])('%s is no config', (path) => {
  expect(gammas(path, 'gamma: 1.5\npython train.py --gamma 1.5', [FLAT])).toEqual([]);
});

it('an option is found by underscores and dashes', () => {
  const script = { path: '/p/train.py', parameters: [{ option: '--bn-scale', key: null }] };
  expect(gammas('/p/run.sh', 'python train.py --bn_scale 1.5', [script])).toEqual(['--bn_scale 1.5 argument']);
});
