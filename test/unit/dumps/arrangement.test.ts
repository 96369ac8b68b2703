import { describe, expect, it } from 'vitest';
import { arrange } from '../../../src/dumps/arrange';
import type { ByteSource } from '../../../src/dumps/byteSource';
import { readJsonDump } from '../../../src/dumps/jsonDump';
import type { LatentArray, StackableArray } from '../../../src/dumps/latentArray';
import { memoryArray } from '../../../src/dumps/memoryArray';
import { problemOf, sourceOf } from './inMemory';
import { seededRandom } from './random';
import { exactValues, NPY_KINDS, npyArray } from './randomNpy';

type Place = (row: number, column: number) => number[];

interface Case {
  id: string;
  stored: number[];
  shape: [number, number];
  /** Index in the stored array of an element of the mean and of the spread, which is in the same array where joint. */
  mean: Place;
  spread?: Place;
}

const CASES: Case[] = [
  { id: 'rows', stored: [7, 3], shape: [7, 3], mean: (i, j) => [i, j] },
  { id: 'stack', stored: [2, 6, 4], shape: [6, 4], mean: (i, j) => [0, i, j], spread: (i, j) => [1, i, j] },
  { id: 'halves', stored: [9, 6], shape: [9, 3], mean: (i, j) => [i, j], spread: (i, j) => [i, j + 3] },
  {
    id: 'halves',
    stored: [3, 4, 6],
    shape: [12, 3],
    mean: (i, j) => [Math.floor(i / 4), i % 4, j],
    spread: (i, j) => [Math.floor(i / 4), i % 4, j + 3],
  },
  {
    id: 'halves',
    stored: [3, 2, 5, 4],
    shape: [30, 2],
    mean: (i, j) => [Math.floor(i / 10), Math.floor(i / 5) % 2, i % 5, j],
    spread: (i, j) => [Math.floor(i / 10), Math.floor(i / 5) % 2, i % 5, j + 2],
  },
  { id: 'interleaved', stored: [8, 5, 2], shape: [8, 5], mean: (i, j) => [i, j, 0], spread: (i, j) => [i, j, 1] },
  { id: 'step:0', stored: [4, 6, 3], shape: [6, 3], mean: (i, j) => [0, i, j] },
  { id: 'step:2', stored: [4, 6, 3], shape: [6, 3], mean: (i, j) => [2, i, j] },
  { id: 'step:-1', stored: [4, 6, 3], shape: [6, 3], mean: (i, j) => [3, i, j] },
  { id: 'step:-4', stored: [4, 6, 3], shape: [6, 3], mean: (i, j) => [0, i, j] },
  {
    id: 'halves-step:2',
    stored: [4, 5, 6],
    shape: [5, 3],
    mean: (i, j) => [2, i, j],
    spread: (i, j) => [2, i, j + 3],
  },
  {
    id: 'halves-step:-1',
    stored: [4, 5, 6],
    shape: [5, 3],
    mean: (i, j) => [3, i, j],
    spread: (i, j) => [3, i, j + 3],
  },
  { id: 'last-axis', stored: [5, 4, 3], shape: [20, 3], mean: (i, j) => [Math.floor(i / 4), i % 4, j] },
  {
    id: 'last-axis',
    stored: [3, 2, 4, 5],
    shape: [24, 5],
    mean: (i, j) => [Math.floor(i / 8), Math.floor(i / 4) % 2, i % 4, j],
  },
  { id: 'flatten', stored: [6, 4, 3], shape: [6, 12], mean: (i, j) => [i, Math.floor(j / 3), j % 3] },
  {
    id: 'flatten',
    stored: [5, 2, 3, 4],
    shape: [5, 24],
    mean: (i, j) => [i, Math.floor(j / 12), Math.floor(j / 4) % 3, j % 4],
  },
  { id: 'channels', stored: [4, 3, 5], shape: [15, 4], mean: (i, j) => [j, Math.floor(i / 5), i % 5] },
  {
    id: 'channels',
    stored: [4, 3, 2, 5],
    shape: [40, 3],
    mean: (i, j) => [Math.floor(i / 10), j, Math.floor(i / 5) % 2, i % 5],
  },
  {
    id: 'channels',
    stored: [2, 3, 2, 2, 3],
    shape: [24, 3],
    mean: (i, j) => [Math.floor(i / 12), j, Math.floor(i / 6) % 2, Math.floor(i / 3) % 2, i % 3],
  },
  {
    id: 'moments',
    stored: [6, 3, 4],
    shape: [12, 3],
    mean: (i, j) => [j, Math.floor(i / 4), i % 4],
    spread: (i, j) => [j + 3, Math.floor(i / 4), i % 4],
  },
  {
    id: 'moments',
    stored: [5, 4, 2, 3],
    shape: [30, 2],
    mean: (i, j) => [Math.floor(i / 6), j, Math.floor(i / 3) % 2, i % 3],
    spread: (i, j) => [Math.floor(i / 6), j + 2, Math.floor(i / 3) % 2, i % 3],
  },
  {
    id: 'moments-flatten',
    stored: [5, 4, 2, 3],
    shape: [5, 12],
    mean: (i, j) => [i, Math.floor(j / 6), Math.floor(j / 3) % 2, j % 3],
    spread: (i, j) => [i, Math.floor(j / 6) + 2, Math.floor(j / 3) % 2, j % 3],
  },
];

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The view by its definition, one element at a time. */
function plainly(values: readonly number[], stored: number[], [rows, columns]: [number, number], place: Place) {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => {
      const at = place(i, j).reduce((index, part, axis) => index * stored[axis] + part, 0);
      return values[at];
    }),
  );
}

/** Reads blocks at any start, into float32 and float64 and nothing, one after another and all at once. */
async function expectRows(view: LatentArray, rows: number[][], next: () => number): Promise<void> {
  const columns = rows[0].length;
  expect(view.shape).toEqual([rows.length, columns]);
  const read = async (start: number, count: number, kind: number) => {
    const room = count * columns + 3;
    const into = [undefined, new Float32Array(room).fill(-1), new Float64Array(room).fill(-1)][kind];
    const found = await view.readRows(start, count, into);
    expect([...found]).toEqual(rows.slice(start, start + count).flat());
    if (into) {
      expect(found.buffer).toBe(into.buffer);
      expect([...into.subarray(count * columns)]).toEqual([-1, -1, -1]);
    }
  };
  await read(0, rows.length, 0);
  const block = () => {
    const start = Math.floor(next() * rows.length);
    return [start, 1 + Math.floor(next() * (rows.length - start)), Math.floor(next() * 3)] as const;
  };
  for (let round = 0; round < 12; round++) await read(...block());
  await Promise.all(Array.from({ length: 24 }, () => read(...block())));
  expect(await view.readRows(1, 0)).toHaveLength(0);
}

describe('arrange', () => {
  const kinds = NPY_KINDS.map((kind) => ({ ...kind, order: kind.fortranOrder ? 'Fortran' : 'C' }));
  const cases = CASES.flatMap((each) => kinds.map((kind) => ({ ...each, text: each.stored.join(' x '), kind })));

  it.each(cases)(
    '$id of $text, $kind.dtype in $kind.order order',
    async ({ id, stored, shape, mean, spread, kind }) => {
      const next = seededRandom(size(stored) + id.length);
      const means = exactValues(size(stored), next);
      const spreads = spread ? means : exactValues(size(stored), next);
      const array = await npyArray(stored, means, kind);
      const arranged = arrange(id, array, spread ? null : await npyArray(stored, spreads, kind));
      await expectRows(arranged.mean, plainly(means, stored, shape, mean), next);
      await expectRows(arranged.spread, plainly(spreads, stored, shape, spread ?? mean), next);
    },
  );

  it('arrays larger than a piece, in any blocks', async () => {
    const next = seededRandom(3);
    for (const [id, stored, rows] of [
      ['moments', [70, 8, 32, 32], 70 * 1024],
      ['moments', [4, 600, 500], 300_000],
      ['halves', [9000, 128], 9000],
      ['moments-flatten', [50, 8, 64, 64], 50],
    ] as const) {
      const values = exactValues(size(stored), next);
      const { mean, spread } = arrange(id, await npyArray([...stored], values, NPY_KINDS[2]), null);
      const columns = mean.shape[1];
      const inImage = stored.length === 3 ? rows : rows / stored[0];
      const at = (row: number, column: number) => {
        const image = Math.floor(row / inImage);
        return values[image * inImage * 2 * columns + column * inImage + (row % inImage)];
      };
      for (let round = 0; round < 12; round++) {
        const start = Math.floor(next() * rows);
        const count = Math.min(rows - start, 1 + Math.floor(next() * next() * rows));
        const into = round % 2 === 0 ? undefined : new Float32Array(count * columns);
        const [means, spreads] = await Promise.all([mean.readRows(start, count, into), spread.readRows(start, count)]);
        for (let probe = 0; probe < 500; probe++) {
          const row = Math.floor(next() * count);
          const column = Math.floor(next() * columns);
          const found = [means, spreads].map((block) => block[row * columns + column]);
          expect(found).toEqual([at(start + row, column), at(start + row, column + columns)]);
        }
      }
    }
  });

  it.each([
    ['halves', [40_000, 64]],
    ['interleaved', [40_000, 32, 2]],
    ['moments', [300, 8, 32, 32]],
    ['moments', [8, 256, 256]],
  ])('%s of %s reads no byte twice in a scan by blocks', async (id, stored) => {
    let bytes = 0;
    const counted = (source: ByteSource): ByteSource => ({
      ...source,
      read(offset, length, into) {
        bytes += length;
        return source.read(offset, length, into);
      },
    });
    const array = await npyArray(stored, new Array(size(stored)).fill(1), NPY_KINDS[2], counted);
    const { mean, spread } = arrange(id, array, null);
    bytes = 0;
    const [rows] = mean.shape;
    for (let start = 0; start < rows; start += 1234) {
      const count = Math.min(1234, rows - start);
      await Promise.all([mean.readRows(start, count), spread.readRows(start, count)]);
    }
    expect(bytes).toBe(4 * size(stored));
  });

  it('reads again after a read that failed', async () => {
    let fails = true;
    const array: StackableArray = {
      ...(await npyArray([4, 6], exactValues(24, seededRandom(1)), NPY_KINDS[4])),
    };
    const { readRows } = array;
    array.readRows = async (...request) => {
      if (fails) throw new Error('busy');
      return readRows(...request);
    };
    const { mean, spread } = arrange('halves', array, null);
    const both = () => Promise.all([mean.readRows(0, 4), spread.readRows(0, 4)]);
    await expect(both()).rejects.toThrow('busy');
    fails = false;
    expect(await both()).toHaveLength(2);
  });

  it('knows whether the array is in memory, and its file, name and type', async () => {
    const values = Float64Array.from({ length: 24 }, (_, i) => i);
    const array = memoryArray({ file: '/d/a.csv', array: 'moments', dtype: 'csv', shape: [4, 6], values });
    const { mean, spreadKindHint } = arrange('halves', array, null);
    expect(mean).toMatchObject({ file: '/d/a.csv', array: 'moments', dtype: 'csv', inMemory: true, shape: [4, 3] });
    expect(spreadKindHint).toBe('logvar');
    const file = await npyArray([2, 4, 3], exactValues(24, seededRandom(1)), NPY_KINDS[0]);
    expect(arrange('last-axis', file, file).mean).not.toHaveProperty('inMemory');
  });
});

describe('places of elements in a text', () => {
  const text = JSON.stringify(
    Array.from({ length: 4 }, (_, i) => Array.from({ length: 6 }, (_, j) => [1000 + 100 * i + 10 * j, -(100 * i + j)])),
  );
  const flat = JSON.stringify(Array.from({ length: 4 }, (_, i) => Array.from({ length: 6 }, (_, j) => 100 * i + j)));

  async function expectPlaces(content: string, id: string): Promise<void> {
    const json = `{"moments": ${content}}`;
    const { array } = (await readJsonDump(await sourceOf(json), ['moments'])).get('moments')!;
    const isPair = ['flatten', 'channels', 'last-axis', 'step:1'].includes(id);
    const arranged = arrange(id, array!, isPair ? array! : null);
    for (const view of [arranged.mean, arranged.spread]) {
      const [rows, columns] = view.shape;
      const values = await view.readRows(0, rows);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const range = await view.locate!(row, column);
          expect(json.slice(range!.column, range!.endColumn)).toBe(`${values[row * columns + column]}`);
        }
      }
    }
  }

  it.each(['interleaved', 'halves', 'moments', 'flatten', 'channels', 'last-axis', 'step:1', 'halves-step:1'])(
    '%s of three axes',
    (id) => expectPlaces(text, id),
  );
  it('halves of two axes', () => expectPlaces(flat, 'halves'));
});

describe('arrange refuses', () => {
  const array = (shape: number[]) => npyArray(shape, new Array(size(shape)).fill(0), NPY_KINDS[2]);

  it.each([
    ['rows', [2, 3, 4], '[2, 3, 4]', '[N, D] for'],
    ['step:4', [4, 3, 2], '[4, 3, 2]', '[T, N, D] with T > 4'],
    ['step:-5', [4, 3, 2], '[4, 3, 2]', '[T, N, D] with T >= 5'],
    ['flatten', [4, 3], '[4, 3]', '[N, ...]'],
    ['channels', [4, 3], '[4, 3]', '[N, C, H, W]'],
    ['last-axis', [4, 3], '[4, 3]', '[T, N, D]'],
  ])('%s of pairs %j', async (id, shape, found, expected) => {
    const problem = await problemOf(async () => arrange(id, await array(shape), await array(shape)));
    expect(problem.found).toContain(found);
    expect(problem.expected).toContain(expected);
    expect(problem.expected).toContain(`"${id}"`);
  });

  it.each([
    ['stack', [3, 3, 4]],
    ['stack', [2, 3]],
    ['halves-step:4', [4, 3, 2]],
    ['halves-step:-5', [4, 3, 2]],
    ['halves-step:0', [4, 2, 3]],
    ['halves-step:0', [4, 2]],
    ['halves', [4, 5]],
    ['halves', [6]],
    ['interleaved', [4, 5, 3]],
    ['moments', [3, 4, 4]],
    ['moments', [2, 3, 4, 4]],
    ['moments-flatten', [4, 4, 4]],
  ])('%s of one array %j', async (id, shape) => {
    const problem = await problemOf(async () => arrange(id, await array(shape), null));
    expect(problem).toMatchObject({ file: '/d/mu.npy', place: 'shape', found: `shape [${shape.join(', ')}]` });
  });

  it('pairs where it takes one array, and one where it takes pairs', async () => {
    const stack = await array([2, 3, 4]);
    expect((await problemOf(() => arrange('stack', stack, stack))).expected).toContain('one array [2, N, D]');
    expect((await problemOf(() => arrange('flatten', stack, null))).expected).toContain('mean and spread, each');
  });

  it('examples that are too large to hold', async () => {
    const huge: StackableArray = { ...(await array([2, 2, 2, 2])), shape: [4, 30_000, 30_000] };
    expect((await problemOf(() => arrange('moments', huge, null))).found).toContain('3,600,000,000 numbers');
    expect(arrange('last-axis', huge, huge).mean.shape).toEqual([120_000, 30_000]);
  });

  it('arrays that differ, although a step of them does not', async () => {
    const problem = await problemOf(async () => arrange('step:-1', await array([4, 3, 2]), await array([5, 3, 2])));
    expect(problem).toMatchObject({ found: 'shape [5, 3, 2]', expected: '[4, 3, 2] as the mean has' });
  });

  it.each([
    '',
    'step',
    'step:',
    'step:1.5',
    'step:x',
    'halves-step:',
    'stack-step:1',
    'rows ',
    'constructor',
    'a long id',
  ])('"%s"', async (text) => {
    const id = text === 'a long id' ? 'x'.repeat(5000) : text;
    const problem = await problemOf(async () => arrange(id, await array([4, 3]), null));
    expect(problem.found).toContain('no arrangement');
    expect(problem.expected).toContain('moments-flatten');
    expect(problem.expected).toContain('step:-1');
  });
});
