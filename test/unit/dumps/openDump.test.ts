import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FileAccess } from '../../../src/dumps/byteSource';
import { type DumpRequest, type LatentDump, openDump } from '../../../src/dumps/openDump';
import { fileAccess } from '../../../src/platform/node/fileAccess';
import { folder, npyOf, problemOf } from './inMemory';

const MEAN = npyOf([2, 3], [1, 2, 3, 4, 5, 6]);
const SPREAD = npyOf([2, 3], [-1, -2, -3, -4, -5, -6]);
const STATISTIC = npyOf([3], [7, 8, 9]);
const STACKED = npyOf([2, 2, 3], [1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6]);
const LABELS = npyOf([2], [0, 1]);
const JSON_DUMP = '{"gamma": 1.5, "mu": [[1, 2, 3], [4, 5, 6]], "logvar": [[-1, -2, -3], [-4, -5, -6]]}';

type Files = Parameters<typeof folder>[0];

/** Opens the dump and reads it whole. */
async function open(files: Files, path = '/d', more: Partial<DumpRequest> = {}) {
  const dump = await openDump({ paths: [path], ...more }, folder(files));
  const rows = await dump.readRows(0, dump.rows);
  await dump.close();
  return { ...dump, values: { mean: [...rows.mean], spread: [...rows.spread] } };
}

const VALUES = { mean: [1, 2, 3, 4, 5, 6], spread: [-1, -2, -3, -4, -5, -6] };
const refusal = (files: Files, path = '/d', more: Partial<DumpRequest> = {}) =>
  problemOf(() => open(files, path, more));

describe('openDump finds', () => {
  const others = { 'labels.npy': LABELS, 'stats.json': '{"mean_var": [1, 2], "mu_kl": [0.1]}', 'notes.txt': 'x' };

  it.each(['/d', '/d/mu.npy', '/d/logvar.npy', '/d/meta.json'])('the pair by %s', async (path) => {
    const dump = await open({ 'mu.npy': MEAN, 'logvar.npy': SPREAD, 'meta.json': '{"gamma": 2}', ...others }, path);
    expect(dump).toMatchObject({
      files: ['/d/mu.npy', '/d/logvar.npy'],
      sidecarFiles: ['/d/meta.json'],
      rows: 2,
      dimensions: 3,
      spreadKind: 'logvar',
      decidedBy: 'name',
      declared: { gamma: 2, from: '/d/meta.json' },
      values: VALUES,
      firstKey: undefined,
    });
  });

  it('the pair that shares the other words of the name', async () => {
    const files = { 'train_z_mu.npy': MEAN, 'train_std.npy': SPREAD, 'val_mu.npy': STACKED, 'val_std.npy': LABELS };
    const dump = await open(files, '/d/train_std.npy');
    expect(dump).toMatchObject({ files: ['/d/train_z_mu.npy', '/d/train_std.npy'], spreadKind: 'std', values: VALUES });
  });

  it('two paths in either order', async () => {
    const files = { 'mu_a.npy': MEAN, 'logvar_b.npy': SPREAD, 'other.npy': SPREAD };
    for (const paths of [
      ['/d/mu_a.npy', '/d/logvar_b.npy'],
      ['/d/logvar_b.npy', '/d/mu_a.npy'],
    ]) {
      expect(await open(files, '', { paths })).toMatchObject({ spreadKind: 'logvar', values: VALUES });
    }
    const half = await open(files, '', { paths: ['/d/other.npy', '/d/mu_a.npy'] });
    expect(half).toMatchObject({ spreadKind: 'logvar', decidedBy: 'values', values: VALUES });
  });

  it('the pair beside normalisation statistics', async () => {
    const files = { 'mu.npy': MEAN, 'logvar.npy': SPREAD, 'mean.npy': STATISTIC, 'std.npy': npyOf([1, 3], [1, 2, 3]) };
    for (const path of ['/d', '/d/mu.npy', '/d/logvar.npy']) {
      expect((await open(files, path)).files).toEqual(['/d/mu.npy', '/d/logvar.npy']);
    }
  });

  it('a stacked array, kind by values, sidecar, name or user', async () => {
    expect(await open({ 'z.npy': STACKED, ...others })).toMatchObject({
      files: ['/d/z.npy'],
      spreadKind: 'logvar',
      decidedBy: 'values',
      values: VALUES,
    });
    const positive = npyOf([2, 1, 2], [1, 2, 3, 4]);
    expect(await open({ 'z.npy': npyOf([2, 2, 1], [1, 2, 3, 4]) }, '/d/z.npy')).toMatchObject({
      spreadKind: 'variance',
    });
    const kind = async (files: Files, user?: DumpRequest['spreadKind']) => {
      const dump = await open(files, `/d/${Object.keys(files)[0]}`, { spreadKind: user });
      return `${dump.spreadKind} by ${dump.decidedBy}`;
    };
    expect(await kind({ 'mu_std.npy': STACKED })).toBe('std by name');
    expect(await kind({ 'mu_std.npy': STACKED, 'meta.json': '{"spread_kind": "logstd"}' })).toBe('logstd by sidecar');
    expect(await kind({ 'z.npy': STACKED, 'meta.json': '{"spread": "log_std"}' }, 'variance')).toBe('variance by user');
    expect((await refusal({ 'z.npy': positive }, '/d/z.npy')).found).toContain('may be several things');
  });

  it('JSON records', async () => {
    const records = '[{"mu": [1, 2], "logvar": [0, 0]}, {"mu": [3, 4], "logvar": [0, 0]}]';
    const dump = await open({ 'run.json': records, 'stats.json': '[{"mu": 1}]' }, '/d');
    expect([dump.rows, dump.dimensions, dump.files]).toEqual([2, 2, ['/d/run.json']]);
    const cut = { 'run.csv': 'mu_0,logvar_0\n1,0\n2,0\n3,0\n', 'meta.json': '{"n": 4}' };
    expect(await refusal(cut, '/d/run.csv')).toMatchObject({ place: 'rows', found: '3 rows' });
    const one = '{"mu": [1, 2], "logvar": [0, 0], "gamma": 0.6}';
    const same = await open({ 'run.ndjson': `${one}\n${one}\n${one}\n` }, '/d/run.ndjson');
    expect(same.declared.gamma).toBe(0.6);
  });

  it('a JSON dump', async () => {
    for (const path of ['/d', '/d/run.json', '/d/run.meta.json', '/d/meta.json']) {
      const dump = await open(
        { 'run.json': JSON_DUMP, 'meta.json': '{"bn_eps": 1e-8}', 'run.meta.json': '{}', ...others },
        path,
      );
      expect(dump).toMatchObject({
        files: ['/d/run.json'],
        spreadKind: 'logvar',
        decidedBy: 'name',
        declared: { gamma: 1.5, bnEps: 1e-8, from: '/d/run.json' },
        firstKey: { file: '/d/run.json', range: { line: 0, column: 1, endLine: 0, endColumn: 8 } },
        values: VALUES,
      });
    }
  });

  it('the pair of a JSON dump beside normalisation statistics and texts', async () => {
    const text = `{"mean": [7, 8], "std": [1, 2], "scale": "log", "means": ["a"], ${JSON_DUMP.slice(1)}`;
    const dump = await open({ 'a.json': text }, '/d/a.json');
    expect(dump).toMatchObject({ values: VALUES, sidecar: { unknown: { scale: 'log' } } });
    expect([dump.mean.array, dump.spread.array]).toEqual(['mu', 'logvar']);
  });

  it('a stacked array in JSON', async () => {
    const dump = await open({ 'z.json': '{"gamma": 1, "z": [[[1], [2]], [[0.5], [0.25]]]}' }, '/d/z.json');
    expect(dump).toMatchObject({ spreadKind: 'variance', decidedBy: 'values', rows: 2, dimensions: 1 });
    expect(dump.mean.array).toBe('z');
  });

  it('arrays that the user names', async () => {
    const files = { 'a.npy': MEAN, 'b.npy': SPREAD, 'mu.npy': SPREAD, 'logvar.npy': SPREAD };
    const npy = (name: string) => ({ file: name, array: null });
    const both = { mean: npy('/d/a.npy'), spread: npy('/d/b.npy') };
    expect(await open(files, '', { paths: [], ...both })).toMatchObject({ decidedBy: 'values', values: VALUES });
    // By name within the folder, and beside the file, that the path says.
    expect((await open(files, '/d', { mean: npy('a.npy'), spread: npy('b.npy') })).values).toEqual(VALUES);
    expect((await open(files, '/d/logvar.npy', { mean: npy('a.npy') })).values).toEqual(VALUES);
    expect((await open(files, '/d/mu.npy', { spread: npy('b.npy') })).mean.file).toBe('/d/mu.npy');
    expect((await open(files, '/d', { mean: npy('mu.npy') })).files).toEqual(['/d/mu.npy', '/d/logvar.npy']);
    expect((await refusal(files, '/d', { mean: npy('a.npy') })).expected).toContain('--spread too');
  });

  it('keys that the user names', async () => {
    const text = '{"a": [[1, 2]], "b": [[3, 4]], "logvar": [[5, 6]], "std": 3}'.replaceAll(']]', '], [0, 0]]');
    const key = (array: string | null) => ({ file: '/d/x.json', array });
    const chosen = (mean?: string, spread?: string) =>
      open({ 'x.json': text }, '/d/x.json', {
        mean: mean ? key(mean) : undefined,
        spread: spread ? key(spread) : undefined,
      });
    expect((await chosen('a', 'b')).values).toEqual({ mean: [1, 2, 0, 0], spread: [3, 4, 0, 0] });
    expect(await chosen('b')).toMatchObject({ spreadKind: 'logvar', values: { mean: [3, 4, 0, 0] } });
    const missing = await problemOf(() => chosen('mu', 'b'));
    expect(missing).toMatchObject({ place: 'key "mu"', found: 'no such key', expected: 'one of a, b, logvar, std' });
    expect(await problemOf(() => chosen('a', 'std'))).toMatchObject({ place: 'key "std"', found: '3' });
    expect((await problemOf(() => chosen(undefined, 'b'))).found).toContain('no mean array among the keys a, b');
    const npy = await refusal({ 'mu.npy': MEAN, 'logvar.npy': SPREAD }, '/d', {
      mean: { file: 'mu.npy', array: 'x' },
    });
    expect(npy).toMatchObject({ file: '/d/mu.npy', found: '"x" asked for' });
  });

  it('mean and spread in two JSON files', async () => {
    const files = { 'mu.json': '{"mu": [[1], [2]]}', 'logvar.json': '{"n": 2, "lv": [[3], [4]]}' };
    const dump = await open(files, '', { paths: ['/d/logvar.json', '/d/mu.json'] });
    expect(dump).toMatchObject({ spreadKind: 'logvar', values: { mean: [1, 2], spread: [3, 4] } });
    expect(await dump.locate({ role: 'spread' })).toMatchObject({ file: '/d/logvar.json' });
  });
});

describe('openDump refuses', () => {
  it.each<[string, Files, string, string, string]>([
    ['an empty folder', {}, '/d', 'no such file or folder', ''],
    ['a missing file', { 'mu.npy': MEAN }, '/d/none.npy', 'no such file or folder', 'or .csv file'],
    [
      'no dump',
      { 'labels.npy': LABELS, 'a.txt': '' },
      '/d',
      'no dump among a.txt, labels.npy',
      'mu.npy and logvar.npy',
    ],
    ['only means in a folder', { 'mu.npy': MEAN, 'x.npy': MEAN }, '/d', 'no spread array beside mu.npy', 'and spread'],
    ['only means', { 'mu.npy': MEAN, 'std.json': '' }, '/d/mu.npy', 'no spread array beside mu.npy', 'and spread'],
    [
      'means beside a spread of another name',
      { 'mu.npy': MEAN, 'train_lv.npy': SPREAD },
      '/d/mu.npy',
      'none that fits the name mu.npy: train_lv.npy is called otherwise',
      'one with a name like logvar',
    ],
    [
      'a folder with means and a spread of another name',
      { 'mu.npy': MEAN, 'train_lv.npy': SPREAD },
      '/d',
      'mu.npy but no spread array among mu.npy, train_lv.npy',
      'logvar.npy',
    ],
    ['only spreads', { 'lv.npy': SPREAD }, '/d/lv.npy', 'none beside lv.npy', 'one with a name like mu'],
    ['only samples', { 'z.npy': MEAN }, '/d/z.npy', 'no mean and no spread array beside z.npy', 'and spread'],
    ['labels', { 'labels.npy': LABELS }, '/d/labels.npy', 'float64 array of shape [2]', 'mean and spread'],
    ['statistics alone', { 'mean.npy': STATISTIC, 'std.npy': STATISTIC }, '/d', '1-D array of shape [3]', '[N, D]'],
    ['one row', { 'mu.npy': npyOf([1, 2], [1, 2]), 'lv.npy': npyOf([1, 2], [1, 2]) }, '/d', 'one row', 'N > 1'],
    ['no rows', { 'mu.npy': npyOf([0, 3], []), 'lv.npy': npyOf([0, 3], []) }, '/d', 'empty array', 'at least one'],
    ['no columns', { 'mu.npy': npyOf([3, 0], []), 'lv.npy': npyOf([3, 0], []) }, '/d', 'empty array', 'at least one'],
    [
      'steps or channels',
      { 'mu.npy': npyOf([1, 2, 2], [1, 2, 3, 4]), 'logvar.npy': npyOf([3, 2, 2], new Array(12).fill(1)) },
      '/d/mu.npy',
      '3-D array of shape [1, 2, 2]',
      '[N, D]',
    ],
    [
      'steps that may be channels',
      { 'mu.npy': npyOf([3, 2, 2], new Array(12).fill(1)), 'logvar.npy': npyOf([3, 2, 2], new Array(12).fill(1)) },
      '/d/mu.npy',
      'may be 3 steps, or 3 channels',
      '--arrangement',
    ],
    [
      'other shapes',
      { 'mu.npy': MEAN, 'lv.npy': npyOf([3, 2], [1, 2, 3, 4, 5, 6]) },
      '/d',
      '[3, 2]',
      '[2, 3] as the mean',
    ],
    ['ragged JSON', { 'a.json': '{"mu": [[1], [1, 2]], "lv": [[1], [2]]}' }, '/d/a.json', '2 values', '1 values'],
    ['1-D JSON', { 'a.json': '{"mu": [1, 2], "lv": [1, 2]}' }, '/d/a.json', '1-D array of shape [2]', '[N, D]'],
    ['empty JSON arrays', { 'a.json': '{"mu": [], "lv": []}' }, '/d/a.json', '1-D array of shape [0]', '[N, D]'],
    ['empty JSON rows', { 'a.json': '{"mu": [[], []], "lv": [[], []]}' }, '/d/a.json', 'empty array', 'at least one'],
    [
      'JSON without a spread',
      { 'a.json': '{"mu": [[1]], "x": 2}' },
      '/d/a.json',
      'no spread array among the keys mu, x',
      '',
    ],
    ['other JSON', { 'package.json': '{"name": "x"}' }, '/d/package.json', 'neither among the keys name', 'mean'],
    ['an empty object', { 'a.json': '{}' }, '/d/a.json', 'the keys (none)', 'mean'],
    ['an empty file', { 'a.json': '' }, '/d/a.json', 'end of file', 'a value'],
    ['JSON in a .npy file', { 'z.npy': JSON_DUMP }, '/d/z.npy', 'JSON text', 'a .npy file'],
    ['archives that end early', { 'z.npz': 'PK\u0003\u0004' }, '/d/z.npz', 'no complete directory', 'zip'],
    ['other formats', { 'z.mat': 'MATLAB 5.0 MAT-file' }, '/d/z.mat', 'a MATLAB file', '.csv file'],
    [
      'two JSON pairs',
      { 'a.json': '{"mu": [[1]], "lv": [[1]], "std": [[1]]}' },
      '/d/a.json',
      'mu with lv, mu with std',
      '',
    ],
    [
      'a bad sidecar',
      { 'mu.npy': MEAN, 'lv.npy': SPREAD, 'meta.json': '{"gamma": [1]}' },
      '/d',
      'an array of 1',
      '3 num',
    ],
  ])('%s', async (_, files, path, found, expected) => {
    const problem = await refusal(files, path);
    expect(problem.found).toContain(found);
    expect(problem.expected).toContain(expected);
  });

  it('a choice, naming the candidates', async () => {
    const files = { 'mu_a.npy': MEAN, 'lv_a.npy': SPREAD, 'mu_b.npy': MEAN, 'lv_b.npy': SPREAD, 'run.json': JSON_DUMP };
    for (const path of ['/d', '/d/meta.json']) {
      const problem = await refusal({ ...files, 'meta.json': '{}' }, path);
      expect(problem.found).toBe('3 dumps (mu_a.npy with lv_a.npy, mu_b.npy with lv_b.npy, run.json)');
      expect(problem.expected).toContain('--mean and --spread');
    }
    expect((await open(files, '/d/lv_b.npy')).files).toEqual(['/d/mu_b.npy', '/d/lv_b.npy']);
    expect((await open({ ...files, 'b.meta.json': '{"gamma": 3}' }, '/d/b.meta.json')).declared).toMatchObject({
      gamma: 3,
      from: '/d/b.meta.json',
    });
    const spreads = await refusal({ 'mu.npy': MEAN, 'logvar.npy': SPREAD, 'std.npy': SPREAD }, '/d/mu.npy');
    expect(spreads.found).toBe('several beside mu.npy (logvar.npy, std.npy)');
  });

  it('two paths that do not say which is which', async () => {
    const files = { 'a.npy': MEAN, 'b.npy': MEAN, 'mu.npy': MEAN, 'mean.npy': MEAN };
    expect((await refusal(files, '', { paths: ['/d/a.npy', '/d/b.npy'] })).found).toContain('neither mean nor spread');
    expect((await refusal(files, '', { paths: ['/d/mu.npy', '/d/mean.npy'] })).found).toBe('two mean arrays');
    expect((await refusal(files, '', { paths: ['/d/a.npy', '/d/b.npy', '/d/mu.npy'] })).found).toBe('3 paths');
  });

  it('a file that vanishes, with no file left open', async () => {
    const files = folder({ 'mu.npy': MEAN, 'logvar.npy': npyOf([3, 2], [1, 2, 3, 4, 5, 6]), 'std.json': JSON_DUMP });
    let open = 0;
    const watched: FileAccess = {
      ...files,
      async open(path) {
        const source = await files.open(path);
        open++;
        return { ...source, close: async () => void open-- };
      },
    };
    await problemOf(() => openDump({ paths: ['/d/mu.npy'] }, watched));
    expect(open).toBe(0);
    const { siblings } = files;
    const gone = folder({ 'mu.npy': MEAN });
    const problem = await problemOf(() => openDump({ paths: ['/d/mu.npy'] }, { ...gone, siblings }));
    expect(problem).toMatchObject({ file: '/d/logvar.npy', found: 'no such file' });
  });
});

describe('what is declared', () => {
  const pair = { 'train_mu.npy': MEAN, 'train_logvar.npy': SPREAD };

  it('by the user, the JSON dump, NAME.meta.json and meta.json, in this order', async () => {
    const meta = {
      'train.meta.json': '{"gamma": 2, "bn_eps": 1e-5}',
      'meta.json': '{"gamma": 3, "epoch": 4, "tau": 1}',
    };
    const dump = await open({ ...pair, ...meta }, '/d/train_mu.npy');
    expect(dump.declared).toEqual({ gamma: 2, bnEps: 1e-5, betaWeight: null, epoch: 4, from: '/d/train.meta.json' });
    expect(dump.sidecarFiles).toEqual(['/d/train.meta.json', '/d/meta.json']);
    expect(dump.sidecar!.tau).toBe(1);
    const user = await open({ ...pair, ...meta }, '/d/train_mu.npy', { gamma: 0.5, betaWeight: 0.1 });
    expect(user.declared).toEqual({ gamma: 0.5, bnEps: 1e-5, betaWeight: 0.1, epoch: 4, from: 'user' });
    const json = await open({ 'run.json': JSON_DUMP, 'run.meta.json': '{"gamma": 2, "epochs": 9}' }, '/d/run.json');
    expect(json.declared).toMatchObject({ gamma: 1.5, epoch: 9, from: '/d/run.json' });
  });

  it('names the file of the rest where no gamma is declared', async () => {
    const from = async (meta: string) => (await open({ ...pair, 'meta.json': meta }, '/d/train_mu.npy')).declared.from;
    expect(await from('{"gamma": null, "epochs": 3}')).toBe('/d/meta.json');
    expect(await from('{"seed": 3}')).toBeNull();
    const dump = await open(pair, '/d/train_mu.npy');
    expect(dump).toMatchObject({ sidecar: null, declared: { gamma: null, from: null } });
  });
});

describe('locate', () => {
  const text = (dump: string, place: Awaited<ReturnType<LatentDump['locate']>>) =>
    dump.split('\n')[place!.range.line].slice(place!.range.column, place!.range.endColumn);

  it('finds keys, arrays and elements of a JSON dump', async () => {
    const dump = await openDump({ paths: ['/d/a.json'] }, folder({ 'a.json': JSON_DUMP, 'meta.json': '{"tau": 0.5}' }));
    expect(text(JSON_DUMP, await dump.locate({ key: 'gamma' }))).toBe('1.5');
    expect(text(JSON_DUMP, await dump.locate({ key: 'mu' }))).toBe('[[1, 2, 3], [4, 5, 6]]');
    expect(text(JSON_DUMP, await dump.locate({ role: 'spread' }))).toBe('"logvar"');
    expect(text(JSON_DUMP, await dump.locate({ role: 'spread', row: 1, column: 2 }))).toBe('-6');
    expect(await dump.locate({ key: 'tau' })).toEqual({
      file: '/d/meta.json',
      range: { line: 0, column: 8, endLine: 0, endColumn: 11 },
    });
    expect(await dump.locate({ key: 'none' })).toBeUndefined();
    await dump.close();
  });

  it('finds only sidecar keys of .npy dumps', async () => {
    const files = folder({ 'mu.npy': MEAN, 'lv.npy': SPREAD, 'meta.json': '{\n "gamma": 1}' });
    const dump = await openDump({ paths: ['/d/mu.npy'] }, files);
    expect(await dump.locate({ key: 'gamma' })).toMatchObject({ file: '/d/meta.json', range: { line: 1, column: 10 } });
    expect(await dump.locate({ role: 'mean' })).toBeUndefined();
    expect(await dump.locate({ role: 'mean', row: 0, column: 0 })).toBeUndefined();
    await dump.close();
  });
});

describe('the samples', () => {
  const SAMPLES = 'media/samples';

  it.each([
    ['digits_vae', null],
    ['digits_bnvae_g0', 0],
    ['digits_bnvae_g0.6', 0.6],
    ['digits_bnvae_g1.5', 1.5],
    ['digits_bnvae_g1.5_eps1e-8', 1.5],
  ])('%s', async (name, gamma) => {
    const single = (file: string) => {
      const bytes = readFileSync(`${SAMPLES}/${name}/${file}`);
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset + 128, bytes.byteOffset + bytes.length));
    };
    for (const path of ['', '/mu.npy', '/logvar.npy', '/meta.json']) {
      const dump = await openDump({ paths: [`${SAMPLES}/${name}${path}`] }, fileAccess);
      expect(dump).toMatchObject({
        rows: 1797,
        dimensions: 8,
        spreadKind: 'logvar',
        decidedBy: 'name',
        declared: { gamma },
      });
      const { mean, spread } = await dump.readRows(100, 1697);
      expect(mean).toEqual(Float64Array.from(single('mu.npy').subarray(800)));
      expect(spread).toEqual(Float64Array.from(single('logvar.npy').subarray(800)));
      await dump.close();
    }
  });

  it('digits_json', async () => {
    const path = `${SAMPLES}/digits_json/digits_bnvae_g1.5.json`;
    const plain = JSON.parse(readFileSync(path, 'utf8'));
    for (const paths of [[path], [`${SAMPLES}/digits_json`]]) {
      const dump = await openDump({ paths }, fileAccess);
      expect(dump).toMatchObject({ rows: 500, dimensions: 8, declared: { gamma: 1.5 } });
      const { mean, spread } = await dump.readRows(0, 500);
      expect([...mean]).toEqual(plain.mu.flat());
      expect([...spread]).toEqual(plain.logvar.flat());
      await dump.close();
    }
  });

  it('stats.json and labels.npy are no dumps', async () => {
    const refused = (file: string) =>
      problemOf(() => openDump({ paths: [`${SAMPLES}/digits_vae/${file}`] }, fileAccess));
    expect((await refused('stats.json')).found).toContain('among the keys n, d, kl');
    expect((await refused('labels.npy')).found).toContain('int64 array of shape [1797]');
  });
});
