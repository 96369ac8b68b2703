import { describe, expect, it } from 'vitest';
import { type DumpRequest, openLatents } from '../../../src/dumps/openDump';
import { isSampleName } from '../../../src/dumps/roles';
import { folder, npyOf, problemOf } from './inMemory';

const MEAN = npyOf([2, 3], [1, 2, 3, 4, 5, 6]);
const SPREAD = npyOf([2, 3], [-1, -2, -3, -4, -5, -6]);
const STATISTIC = npyOf([3], [1, 2, 3]);

type Files = Record<string, string | Uint8Array>;

/** "means of /d/mu.npy", "posteriors" where there is a spread. */
async function opened(files: Files, path: string, more: Partial<DumpRequest> = {}): Promise<string> {
  const dump = await openLatents({ paths: [path], ...more }, folder(files));
  await dump.close();
  if (!('array' in dump)) return 'posteriors';
  const { file, array, shape } = dump.array;
  return `${dump.holds} of ${file}${array === null ? '' : `:${array}`} [${shape}]`;
}

describe('one array is a dump of its own', () => {
  it.each<[string, Files, string, string]>([
    ['a mean', { 'mu.npy': MEAN }, '/d/mu.npy', 'means of /d/mu.npy [2,3]'],
    ['a mean in a folder', { 'mu.npy': MEAN, 'labels.npy': STATISTIC }, '/d', 'means of /d/mu.npy [2,3]'],
    [
      'a mean beside another pair',
      { 'mu.npy': MEAN, 'a_mu.npy': MEAN, 'a_lv.npy': SPREAD },
      '/d/mu.npy',
      'means of /d/mu.npy [2,3]',
    ],
    ['a mean by its sidecar', { 'mu.npy': MEAN, 'meta.json': '{}' }, '/d/meta.json', 'means of /d/mu.npy [2,3]'],
    [
      'a mean among keys',
      { 'a.json': '{"mu": [[1], [2]], "labels": [0, 1]}' },
      '/d/a.json',
      'means of /d/a.json:mu [2,1]',
    ],
    [
      'a mean beside statistics',
      { 'a.json': '{"mu": [[1], [2]], "mean": [0, 1]}' },
      '/d/a.json',
      'means of /d/a.json:mu [2,1]',
    ],
    [
      'a mean before samples',
      { 'a.json': '{"z": [[1], [2]], "mu": [[3], [4]]}' },
      '/d/a.json',
      'means of /d/a.json:mu [2,1]',
    ],
    ['images of means', { 'mu.npy': npyOf([2, 3, 1, 1], [1, 2, 3, 4, 5, 6]) }, '/d', 'means of /d/mu.npy [2,3]'],
    ['samples', { 'z.npy': MEAN }, '/d/z.npy', 'samples of /d/z.npy [2,3]'],
    ['samples in a folder', { 'test_latents.npy': MEAN, 'x.npy': MEAN }, '/d', 'samples of /d/test_latents.npy [2,3]'],
    [
      'samples among keys',
      { 'a.json': '{"codes": [[1], [2]], "x": [[1], [2]]}' },
      '/d/a.json',
      'samples of /d/a.json:codes [2,1]',
    ],
    ['a pair before all', { 'mu.npy': MEAN, 'logvar.npy': SPREAD, 'z.npy': MEAN }, '/d/mu.npy', 'posteriors'],
    ['a pair in a folder', { 'mu.npy': MEAN, 'logvar.npy': SPREAD, 'z.npy': MEAN }, '/d', 'posteriors'],
    [
      'a stack under a name of samples',
      {
        'z.npy': npyOf(
          [2, 3, 4],
          Array.from({ length: 24 }, (_, k) => k - 12),
        ),
      },
      '/d/z.npy',
      'posteriors',
    ],
  ])('%s', async (_, files, path, expected) => {
    expect(await opened(files, path)).toBe(expected);
  });

  it('named by the user', async () => {
    const files = { 'a.npy': MEAN, 'a.json': '{"foo": [[1], [2]], "bar": [[1], [2]]}' };
    expect(await opened(files, '/d', { mean: { file: 'a.npy', array: null } })).toBe('means of /d/a.npy [2,3]');
    expect(await opened(files, '/d', { mean: { file: 'a.json', array: 'foo' } })).toBe('means of /d/a.json:foo [2,1]');
    expect(await opened(files, '/d', { samples: { file: 'a.npy', array: null } })).toBe('samples of /d/a.npy [2,3]');
    const bar = { samples: { file: 'a.json', array: 'bar' } };
    expect(await opened(files, '/d', bar)).toBe('samples of /d/a.json:bar [2,1]');
  });
});

describe('one array is none', () => {
  it.each<[string, Files, string, string]>([
    ['labels', { 'labels.npy': STATISTIC }, '/d/labels.npy', 'float64 array of shape [3]'],
    ['a statistic', { 'mean.npy': STATISTIC }, '/d/mean.npy', '[3] is one row, as normalisation statistics'],
    ['a statistic in a folder', { 'mean.npy': STATISTIC }, '/d', 'mean.npy but no spread array'],
    ['a spread', { 'logvar.npy': SPREAD }, '/d/logvar.npy', 'none beside logvar.npy'],
    [
      'an array that no name explains',
      { 'data.npy': MEAN },
      '/d/data.npy',
      '[2, 3] is no shape of a mean and a spread in one array',
    ],
    ['images', { 'x_samples.npy': MEAN }, '/d/x_samples.npy', '[2, 3] is no shape of a mean and a spread in one array'],
    ['two candidates', { 'z.npy': MEAN, 'latents.npy': MEAN }, '/d', '2 dumps (latents.npy, z.npy)'],
    ['two slabs', { 'z.npy': npyOf([2, 1, 2], [1, 2, 3, 4]) }, '/d/z.npy', 'may be several things'],
    [
      'a mean with a spread that does not fit',
      { 'a.json': '{"mu": [[1], [2]], "b_lv": [[1], [2]]}' },
      '/d/a.json',
      'no spread array among the keys mu, b_lv',
    ],
    ['a row', { 'mu.npy': npyOf([1, 3], [1, 2, 3]) }, '/d/mu.npy', 'one row, as normalisation statistics have'],
  ])('%s', async (_, files, path, expected) => {
    expect((await problemOf(() => opened(files, path))).found).toContain(expected);
  });
});

it('names of samples', () => {
  const names = ['z', 'zs', 'z_sample', 'train_latents', 'epoch_3_codes', 'embeddings', 'zSamples', 'vae/latents'];
  expect(names.filter((name) => !isSampleName(name))).toEqual([]);
  const others = [
    'z_mean',
    'z_logvar',
    'x_samples',
    'sample_weights',
    'z_tsne',
    'latent_labels',
    'data',
    'z.weight',
    '',
  ];
  expect(others.filter(isSampleName)).toEqual([]);
});
