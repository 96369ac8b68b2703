import { describe, expect, it } from 'vitest';
import { DumpError } from '../../../src/dumps/dumpError';
import { episodeName } from '../../../src/dumps/episodeName';
import { joinEpisodes } from '../../../src/dumps/episodes';
import type { NamedEntry } from '../../../src/dumps/namedEntries';
import { problemOf } from './inMemory';
import { seededRandom } from './random';
import { exactValues, NPY_KINDS, npyArray } from './randomNpy';

const F4 = NPY_KINDS[2];

async function entry(shape: number[], value = 0, kind = F4): Promise<NamedEntry> {
  const size = shape.reduce((product, length) => product * length, 1);
  return { array: await npyArray(shape, new Array(size).fill(value), kind) };
}

async function entriesOf(shapes: Record<string, number[]>): Promise<Map<string, NamedEntry>> {
  const entries = new Map<string, NamedEntry>();
  for (const [name, shape] of Object.entries(shapes)) entries.set(name, await entry(shape));
  return entries;
}

/** Names with their shapes, or "problem" or "value". */
function summary(entries: ReadonlyMap<string, NamedEntry>) {
  return Object.fromEntries(
    [...entries].map(([name, { array, problem }]) => [name, array?.shape ?? (problem ? 'problem' : 'value')]),
  );
}

describe('episodeName', () => {
  it.each([
    ['mu_0', 'mu', 0, false],
    ['mu_012', 'mu', 12, false],
    ['z_mean-3', 'z_mean', 3, false],
    ['train_mu_3', 'train_mu', 3, false],
    ['mu.7', 'mu', 7, false],
    ['mu[7]', 'mu', 7, false],
    ['7/mu', 'mu', 7, false],
    ['7.logvar', 'logvar', 7, false],
    ['7_logvar', 'logvar', 7, false],
    ['train/7/mu', 'train/mu', 7, false],
    ['ep_7/mu', 'ep/mu', 7, false],
    ['episode_3/mu', 'episode/mu', 3, true],
    ['episode3_z_mu', 'episode_z_mu', 3, true],
    ['mu_episode_3', 'mu_episode', 3, true],
    ['data/demo_12/obs/logvar', 'data/demo/obs/logvar', 12, true],
    ['s3_rollout-4_logvar', 's3_rollout_logvar', 4, true],
    ['batch[4].mu', 'batch.mu', 4, true],
  ])('%s is %s number %i', (name, family, number, isSaid) => {
    expect(episodeName(name)).toEqual({ family, number, isSaid });
  });

  it.each([
    'mu',
    'gamma_0',
    'epoch_3_mu',
    'mu_epoch_3',
    'mu_s3_',
    'step_10/mu',
    'layer_0_mu',
    'timestep_4_mu',
    'z0_mu',
    'sigma2',
    'labels_0',
    '0',
    '',
    '0/mu_1',
    'episode_1/batch_2/mu',
    'fc_mu_0.weight',
    `mu_${'0'.repeat(5000)}`,
  ])('%s is none', (name) => expect(episodeName(name)).toBeUndefined());
});

describe('joinEpisodes', () => {
  it('joins rows in the order of the numbers, in any block', async () => {
    const next = seededRandom(5);
    for (const inner of [[3], [2, 2]]) {
      const columns = inner.reduce((product, length) => product * length, 1);
      const numbers = [10, 2, 0, 33, 7, 1];
      const rows = new Map<number, number[]>();
      const entries = new Map<string, NamedEntry>([['eps', { value: 1e-8 }]]);
      for (const [at, number] of numbers.entries()) {
        const length = [4, 0, 1, 7, 2, 5][at];
        const values = exactValues(length * columns, next);
        rows.set(number, values);
        const array = await npyArray([length, ...inner], values, NPY_KINDS[at]);
        entries.set(`mu_${number}`, { array: { ...array, locate: async (row) => place(number, row) } });
      }
      entries.set('epoch', { value: 3 });
      const joined = joinEpisodes(entries);
      expect(summary(joined)).toEqual({ eps: 'value', mu: [19, ...inner], epoch: 'value' });
      expect([...joined.keys()]).toEqual(['eps', 'mu', 'epoch']);
      const array = joined.get('mu')!.array!;
      expect(array).toMatchObject({ array: 'mu', dtype: 'float64', file: '/d/mu.npy' });

      const order = numbers.toSorted((a, b) => a - b);
      const whole = order.flatMap((number) => rows.get(number)!);
      const read = async () => {
        const start = Math.floor(next() * 19);
        const count = Math.floor(next() * (20 - start));
        const into = [undefined, new Float32Array(80).fill(-1), new Float64Array(80).fill(-1)][Math.floor(next() * 3)];
        const found = await array.readRows(start, count, into);
        expect([...found]).toEqual(whole.slice(start * columns, (start + count) * columns));
        if (into) expect(into[count * columns]).toBe(-1);
      };
      for (let round = 0; round < 60; round++) await read();
      await Promise.all(Array.from({ length: 20 }, read));

      const owners = order.flatMap((number) =>
        rows
          .get(number)!
          .filter((_, at) => at % columns === 0)
          .map(() => number),
      );
      for (let row = 0; row < 19; row++) {
        expect(await array.locate!(row, 0)).toEqual(
          place(owners[row], owners.slice(0, row).filter((each) => each === owners[row]).length),
        );
        const slab = array.slab(row);
        expect(slab.shape).toEqual(inner);
        expect([...(await slab.readRows(0, inner[0]))]).toEqual(whole.slice(row * columns, (row + 1) * columns));
        const size = columns / inner[0];
        expect([...(await slab.readRows(1, 1))]).toEqual(whole.slice(row * columns + size, row * columns + 2 * size));
      }
    }

    function place(number: number, row: number) {
      return { line: number, column: row, endLine: number, endColumn: row + 1 };
    }
  });

  it('joins parts of one length where a word says that they are parts', async () => {
    const entries = await entriesOf({ 'ep/x': [1], 'episode_0/mu': [5, 3], 'episode_1/mu': [5, 3] });
    expect(summary(joinEpisodes(entries))).toEqual({ 'ep/x': [1], 'episode/mu': [10, 3] });
  });

  it.each([
    ['levels or epochs of one length', { mu_0: [9, 3], mu_1: [9, 3] }],
    ['levels of several widths', { mu_0: [9, 3], mu_1: [7, 2] }],
    ['numbers of epochs', { epoch_1_mu: [9, 3], epoch_2_mu: [8, 3] }],
    ['one alone', { mu_0: [9, 3], logvar_1: [9, 3] }],
    ['a name that stands there already', { mu_0: [9, 3], mu_1: [7, 3], mu: [16, 3] }],
    ['vectors', { mu_0: [9], mu_1: [8] }],
    ['arrays without a role', { gamma_0: [9, 3], gamma_1: [8, 3], x_0: [9, 3], x_1: [8, 3] }],
  ])('leaves %s', async (_, shapes) => {
    const entries = await entriesOf(shapes);
    expect([...joinEpisodes(entries)]).toEqual([...entries]);
  });

  it('leaves a value between the episodes', async () => {
    const entries = await entriesOf({ mu_0: [9, 3], mu_1: [8, 3] });
    entries.set('mu_2', { value: 'none' });
    expect(summary(joinEpisodes(entries))).toEqual({ mu: [17, 3], mu_2: 'value' });
  });

  async function failure(entries: ReadonlyMap<string, NamedEntry>, name: string) {
    const problem = joinEpisodes(entries).get(name)?.problem;
    return problemOf(() => {
      if (problem) throw new DumpError(problem);
    });
  }

  it.each([
    [
      'width',
      { mu_0: [9, 3], mu_1: [8, 3], mu_2: [8, 4] },
      'array "mu_2"',
      'float32 array of shape [8, 4]',
      'shape [T, 3] as "mu_0" has',
    ],
    ['rank', { mu_0: [9, 3], mu_1: [8, 3], mu_2: [8] }, 'array "mu_2"', 'float32 array of shape [8]', 'shape [T, 3]'],
    ['number', { mu_0: [9, 3], mu_1: [8, 3], mu_01: [8, 3] }, 'array "mu_01"', 'number 1 a second time', 'once'],
  ])('names the one of another %s', async (_, shapes, place, found, expected) => {
    const problem = await failure(await entriesOf(shapes as unknown as Record<string, number[]>), 'mu');
    expect(problem).toMatchObject({ file: '/d/mu.npy', place, found });
    expect(problem.expected).toContain(expected);
  });

  it('names the one of integers, and the one that cannot be read', async () => {
    const entries = await entriesOf({ mu_0: [9, 3], mu_1: [8, 3], mu_2: [7, 3] });
    const integers = { ...entries.get('mu_2')!.array!, dtype: 'int32' };
    expect((await failure(new Map(entries).set('mu_2', { array: integers }), 'mu')).found).toBe(
      'int32 array of shape [7, 3]',
    );
    const broken = { file: '/d/mu.npy', place: 'array "mu_2"', found: 'objects', expected: 'floats' };
    expect(await failure(new Map(entries).set('mu_2', { problem: broken }), 'mu')).toMatchObject(broken);
  });

  it('names the episode whose spread has another length, or is missing, or is there alone', async () => {
    const shapes = { mu_0: [9, 3], mu_1: [8, 3], logvar_0: [9, 3], logvar_1: [8, 3] };
    const swapped = await entriesOf({ ...shapes, logvar_0: [8, 3], logvar_1: [9, 3] });
    expect(await failure(swapped, 'logvar')).toMatchObject({
      place: 'array "logvar_0"',
      found: 'shape [8, 3]',
      expected: '[9, 3] as "mu_0" has',
    });
    expect((await failure(await entriesOf({ ...shapes, mu_2: [4, 3] }), 'logvar')).place).toBe('spread of "mu_2"');
    expect(await failure(await entriesOf({ ...shapes, logvar_2: [4, 3] }), 'logvar')).toMatchObject({
      place: 'array "logvar_2"',
      expected: 'a mean of the same number',
    });
    expect(summary(joinEpisodes(await entriesOf(shapes)))).toEqual({ mu: [17, 3], logvar: [17, 3] });
  });
});
