import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mergeDeclarations, readSidecar } from '../../../src/dumps/sidecar';
import { findSidecars, readSidecarFile } from '../../../src/dumps/sidecarFile';
import { problemOf, sourceOf } from './inMemory';

async function declarationsOf(text: string, name = 'meta.json') {
  return readSidecarFile(await sourceOf(text, name));
}

async function sidecarOf(text: string, dimensions = 2) {
  return readSidecar(await declarationsOf(text), dimensions);
}

describe('readSidecar', () => {
  it('reads the sidecar of a sample', () => {
    const text = readFileSync('media/samples/digits_bnvae_g1.5/meta.json', 'utf8');
    const plain = JSON.parse(text);
    return expect(sidecarOf(text, 8)).resolves.toEqual({
      gamma: 1.5,
      bnEps: 1e-5,
      betaWeight: 1,
      epoch: null,
      epochs: 150,
      batchSize: 64,
      model: 'bn-vae',
      dataset: 'digits',
      script: null,
      n: 1797,
      klNats: plain.kl_nats,
      klNatsTrainMode: plain.kl_nats_train_mode,
      tau: null,
      gammaMu: null,
      gammaSigma: null,
      bn: {
        weight: plain.bn.weight,
        bias: plain.bn.bias,
        runningMean: plain.bn.running_mean,
        runningVar: plain.bn.running_var,
      },
      spreadKind: null,
      unknown: {
        seed: 0,
        recon_nats: plain.recon_nats,
        latent_dim: 8,
        labels_file: 'labels.npy',
        versions: plain.versions,
      },
    });
  });

  it('reads all other fields', async () => {
    const text = `{"gamma": [0.5, 1], "epoch": 3, "script": "train.py", "tau": 0.5, "gamma_mu": [1, 2], "gamma_sigma": 0.7,
      "bn": {"bias": null}, "spread_kind": "log_var", "model": {"hidden": 256}, "odd": [1, {"a": null}]}`;
    const sidecar = await sidecarOf(text);
    expect(sidecar).toMatchObject({
      gamma: [0.5, 1],
      epoch: 3,
      script: 'train.py',
      tau: 0.5,
      gammaMu: [1, 2],
      gammaSigma: 0.7,
      bn: { weight: null, bias: null, runningMean: null, runningVar: null },
      spreadKind: 'logvar',
      model: null,
      unknown: { model: { hidden: 256 }, odd: [1, { a: null }] },
    });
  });

  it('takes "spread" for a kind only where it names one', async () => {
    expect((await sidecarOf('{"spread": "std"}')).spreadKind).toBe('std');
    expect((await sidecarOf('{"spread": "wide"}')).spreadKind).toBeNull();
    expect((await sidecarOf('{"spread": 3}')).spreadKind).toBeNull();
  });

  it('lives with comments, trailing commas, a byte order mark, NaN and Infinity', async () => {
    const text = `\ufeff{ // NaN here is a comment
      "kl_nats": NaN, "tau": -Infinity, "gamma": Infinity, "gamma_mu": [NaN, 1], "bn_eps": 1e-05,
      "note": "NaN and -Infinity", "loss": [NaN, -Infinity, 2,], }`;
    const sidecar = await sidecarOf(text);
    expect(sidecar).toMatchObject({ klNats: null, tau: null, gamma: null, gammaMu: null, bnEps: 1e-5 });
    expect(sidecar.unknown).toEqual({ note: 'NaN and -Infinity', loss: [Number.NaN, -Infinity, 2] });
  });

  it.each([
    ['{"gamma": "0.5"}', 'key "gamma", line 1, column 11', 'string "0.5"', 'a number', [10, 15]],
    ['{\n "gamma": true}', 'key "gamma", line 2, column 11', 'true', 'a number', [10, 14]],
    ['{"gamma": [1, 2, 3]}', 'key "gamma", line 1, column 11', 'an array of 3', '2 numbers', [10, 19]],
    ['{"gamma": [1, "2"]}', 'key "gamma[1]"', 'string "2"', 'a number', [10, 18]],
    ['{"bn_eps": {}}', 'key "bn_eps"', 'an object', 'a number', [11, 13]],
    ['{"spread_kind": "wide"}', 'key "spread_kind"', 'string "wide"', 'logvar', [16, 22]],
  ])('refuses %j', async (text, place, found, expected, [column, endColumn]) => {
    const problem = await problemOf(() => sidecarOf(text));
    expect(problem.file).toBe('/d/meta.json');
    expect(problem.place).toContain(place);
    expect(problem.found).toContain(found);
    expect(problem.expected).toContain(expected);
    expect(problem.range).toMatchObject({ column, endColumn });
  });

  it.each([
    ['', 'line 1, column 1', 'end of file', 'a value'],
    ['[1]', 'line 1, column 1', 'an array', 'an object'],
    ['1', 'line 1, column 1', 'a number', 'an object'],
    ['{"gamma": 1', 'line 1, column 12', 'end of file', "'}'"],
    ['{"gamma" 1}', 'line 1, column 10', "'1'", "':'"],
    ['{"gamma": }', 'line 1, column 11', "'}'", 'a value'],
    ['{"a": 1\r\n "b": 2}', 'line 2, column 2', `'"b"'`, "','"],
    ['{"a": nul}', 'line 1, column 7', "'nul'", 'valid JSON'],
    ['{"a": -x}', 'line 1, column 7', "'-'", 'valid JSON'],
    ['{"a": "b', 'line 1, column 7', `'"b'`, 'closing'],
    ['{"a": 1} x', 'line 1, column 10', "'x'", ''],
  ])('refuses %j, which is no JSON', async (text, place, found, expected) => {
    const problem = await problemOf(() => sidecarOf(text));
    expect(problem.place).toContain(place);
    expect(problem.found).toContain(found);
    expect(problem.expected).toContain(expected);
  });

  it('refuses deep nesting, without overflowing the stack', async () => {
    const problem = await problemOf(() => sidecarOf(`{"a": ${'['.repeat(100_000)}`));
    expect(problem).toMatchObject({ place: 'line 1, column 262', found: '256 brackets' });
  });

  it('gives ranges of values', async () => {
    const declarations = await declarationsOf('{"a": NaN,\r\n "é": [1,\r 2], "b": -Infinity}');
    expect(declarations.get('a')!.range).toEqual({ line: 0, column: 6, endLine: 0, endColumn: 9 });
    expect(declarations.get('é')!.range).toEqual({ line: 1, column: 6, endLine: 2, endColumn: 3 });
    expect(declarations.get('b')!.range).toEqual({ line: 2, column: 10, endLine: 2, endColumn: 19 });
  });
});

it('leaves unread what no number depends on and what may be of another layer', async () => {
  const text = '{"epoch": "best", "n": "x", "bn": {"running_var": 1.0, "weight": [1], "bias": [0.5, 0.25]}}';
  expect(readSidecar(await declarationsOf(text), 2)).toMatchObject({
    epoch: null,
    n: null,
    bn: { weight: null, bias: [0.5, 0.25], runningVar: null },
  });
  expect(readSidecar(await declarationsOf('{"bn": [1]}'), 2).bn).toMatchObject({ weight: null });
});

it('mergeDeclarations lets the first file decide', async () => {
  const merged = mergeDeclarations([
    await declarationsOf('{"gamma": null, "tau": 1, "n": 3, "bn_eps": null}', 'train.meta.json'),
    await declarationsOf('{"gamma": 0.5, "n": 7}'),
  ]);
  // A null leaves the word to the next file.
  expect(readSidecar(merged, 2)).toMatchObject({ gamma: 0.5, bnEps: null, tau: 1, n: 3 });
  expect(merged.get('gamma')!.file).toBe('/d/meta.json');
  expect(merged.get('bn_eps')!.file).toBe('/d/train.meta.json');
  expect(merged.get('n')!.file).toBe('/d/train.meta.json');
});

describe('findSidecars', () => {
  const siblings = ['meta.json', 'mu.meta.json', 'run.meta.json', 'train.meta.json', 'mu.npy'].map((name) => ({
    path: name,
    name,
  }));
  const found = (...names: string[]) => findSidecars(names, siblings).map(({ name }) => name);

  it('goes by the name of a file, then by what a pair shares', () => {
    expect(found('mu.npy', 'logvar.npy')).toEqual(['mu.meta.json', 'meta.json']);
    expect(found('train_mu.npy', 'train_logvar.npy')).toEqual(['train.meta.json', 'meta.json']);
    expect(found('run.json')).toEqual(['run.meta.json', 'meta.json']);
    expect(found('other.json')).toEqual(['meta.json']);
  });
});
