import { describe, expect, it } from 'vitest';
import { blockWork, takeBlocks } from '../../../src/analysis/blocks';
import { checkSeen, mergeSeen, nothingSeen } from '../../../src/analysis/rows';
import type { SpreadKind } from '../../../src/diagnostics/report';
import { openDump } from '../../../src/dumps/openDump';
import { inspect } from '../../../src/kernels/plainScanner';
import { folder, problemOf } from '../dumps/inMemory';
import { analyzed } from './analyzed';
import { type Element, float16Npy, float32Npy, float64Npy } from './npyFile';

const { NaN: NAN, POSITIVE_INFINITY: INFINITY } = Number;

/** All usable rows of a dump, read in blocks. */
async function rowsOf(files: Record<string, string | Uint8Array>, blockRows = 1000) {
  const dump = await openDump({ paths: ['/d'] }, folder(files));
  const { dimensions } = dump;
  const elements = () => new Float64Array(blockRows * dimensions);
  const block = { mean: elements(), spread: elements() };
  const mean: number[] = [];
  const logVariance: number[] = [];
  const take = (rows: number) => {
    mean.push(...block.mean.subarray(0, rows * dimensions));
    logVariance.push(...block.spread.subarray(0, rows * dimensions));
  };
  const seen = nothingSeen();
  const done: number[] = [];
  const work = blockWork(dump.rows, blockRows);
  await takeBlocks(dump, work, 1, { block, inspect, take }, seen, (taken) => done.push(taken));
  await checkSeen(dump, seen, mean.length / dimensions);
  return { ...seen, mean, logVariance, rows: mean.length / dimensions, done };
}

const json = (mu: unknown[][], spread: unknown[][], name = 'logvar') =>
  JSON.stringify({ mu, [name]: spread })
    .replaceAll('"NaN"', 'NaN')
    .replaceAll('"-Infinity"', '-Infinity');

describe('rows with a non-finite element', () => {
  it('are left out, counted and located', async () => {
    const files = {
      'd.json': json(
        [
          [1, 2],
          ['NaN', 3],
          [4, 5],
          [6, 7],
        ],
        [
          [-1, -2],
          [-3, -4],
          [-5, '-Infinity'],
          [-7, -8],
        ],
      ),
    };
    const rows = await rowsOf(files);
    expect(rows).toMatchObject({
      skippedRows: 2,
      skippedAt: [
        [1, 0],
        [2, 1],
      ],
      skippedIn: ['mean', 'spread'],
      mean: [1, 2, 6, 7],
      logVariance: [-1, -2, -7, -8],
      rows: 2,
    });
  });

  it('change no number of the report beside their count', async () => {
    const element: Element = (i, j) => Math.sin(3 * i + j);
    const clean = await analyzed({ 'mu.npy': float64Npy(40, 2, element), 'logvar.npy': float64Npy(40, 2, () => -1) });
    const dirty = await analyzed({
      'mu.npy': float64Npy(42, 2, (i, j) => (i < 20 ? element(i, j) : i < 22 ? INFINITY : element(i - 2, j))),
      'logvar.npy': float64Npy(42, 2, () => -1),
    });
    expect(dirty.report.source).toMatchObject({ rows: 40, skippedRows: 2 });
    expect(dirty.report.dimensions).toEqual(clean.report.dimensions);
    expect(dirty.report.totals).toEqual(clean.report.totals);
  });

  it('are located five times at most', async () => {
    const rows = await rowsOf({
      'mu.npy': float64Npy(20, 2, (i) => (i < 9 ? NAN : i)),
      'logvar.npy': float64Npy(20, 2, () => 0),
    });
    expect(rows.skippedRows).toBe(9);
    expect(rows.skippedAt).toEqual([0, 1, 2, 3, 4].map((row) => [row, 0]));
  });

  it('in the spread are said to be there', async () => {
    const files = { 'mu.npy': float64Npy(3, 1, () => 0), 'logvar.npy': float64Npy(3, 1, (i) => (i === 1 ? NAN : 0)) };
    expect(await rowsOf(files)).toMatchObject({ skippedIn: ['spread'], skippedAt: [[1, 0]] });
  });

  it('without any other are an error that names the first', async () => {
    const files = {
      'mu.npy': float64Npy(3, 2, () => 0),
      'logvar.npy': float64Npy(3, 2, (_, j) => (j === 1 ? NAN : 0)),
    };
    expect(await problemOf(() => rowsOf(files))).toMatchObject({
      file: '/d/logvar.npy',
      place: 'row 0, column 1 and every other row',
      found: expect.stringContaining('NaN or infinity'),
      expected: 'at least one row of finite numbers',
    });
  });
});

describe('a variance of 0, whose logarithm is infinite,', () => {
  it.each(['var', 'std'])('leaves its row out (%s)', async (name) => {
    const spread = float64Npy(5, 2, (i, j) => (i === 3 && j === 1 ? 0 : 0.5));
    const rows = await rowsOf({ 'mu.npy': float64Npy(5, 2, () => 0), [`${name}.npy`]: spread });
    expect(rows).toMatchObject({ skippedRows: 1, skippedAt: [[3, 1]], skippedIn: ['spread'] });
  });

  it('in every row is an error', async () => {
    const files = { 'mu.npy': float64Npy(2, 1, () => 0), 'std.npy': float64Npy(2, 1, () => 0) };
    const problem = await problemOf(() => rowsOf(files));
    expect(problem).toMatchObject({ file: '/d/std.npy', place: 'row 0, column 0 and every other row' });
    expect(problem.found).toContain('a variance of 0');
  });

  it('is nothing special in a logarithm', async () => {
    const zeros = { 'mu.npy': float64Npy(2, 1, () => 0), 'logvar.npy': float64Npy(2, 1, () => 0) };
    expect((await rowsOf(zeros)).skippedRows).toBe(0);
  });
});

describe('an element that is no spread', () => {
  it.each([
    ['variance', -0.25, 'negative variance -0.25', 'variances above 0 (is it a log-variance?'],
    ['logvar', 800, 'log-variance 800, whose exponential overflows', 'at most 322'],
    ['logvar', -800, 'log-variance -800, whose exponential underflows', 'at least -322'],
    ['logstd', 400, 'log standard deviation 400, whose exponential overflows', 'at most 161'],
    ['variance', 1e200, 'variance 1e+200, which overflows', 'at most 1e140'],
    ['variance', 1e-200, 'variance 1e-200, which underflows', 'at least 1e-140'],
    ['std', -1e80, 'standard deviation -1e+80, which overflows', 'a size of at most 1e70'],
  ] as const)('%s %d is refused at its place', async (kind, spread, found, expected) => {
    const files = {
      'mu.npy': float64Npy(4, 3, () => 0),
      [`${kind}.npy`]: float64Npy(4, 3, (i, j) => (i === 2 && j === 1 ? spread : 0.5)),
    };
    const problem = await problemOf(() => rowsOf(files));
    expect(problem).toMatchObject({ file: `/d/${kind}.npy`, place: 'row 2, column 1' });
    expect(problem.found).toContain(found);
    expect(problem.expected).toContain(expected);
  });

  it('is named by its key and range in JSON', async () => {
    const text = '{"mu": [[0], [0]],\n "var": [[1], [-0.5]]}';
    const problem = await problemOf(() => rowsOf({ 'd.json': text }));
    expect(problem).toMatchObject({ file: '/d/d.json', place: 'key "var", row 1, column 0' });
    const { line, column, endColumn } = problem.range!;
    expect(text.split('\n')[line].slice(column, endColumn)).toBe('-0.5');
  });

  it.each([
    ['logvar', 321, -321],
    ['logstd', 160, -160],
    ['variance', 1e139, 1e-139],
    ['std', 1e69, -1e-69],
  ] as const)('%s from %d to %d is none', async (kind, high, low) => {
    const rows = await rowsOf({
      'mu.npy': float64Npy(2, 1, () => 0),
      [`${kind}.npy`]: float64Npy(2, 1, (i) => (i === 0 ? high : low)),
    });
    expect(rows.logVariance.every(Number.isFinite)).toBe(true);
  });
});

it('a mean whose fourth power overflows is refused at its place', async () => {
  const files = { 'mu.npy': float64Npy(3, 1, (i) => (i === 2 ? -1e80 : 0)), 'logvar.npy': float64Npy(3, 1, () => 0) };
  const problem = await problemOf(() => rowsOf(files));
  expect(problem).toMatchObject({ file: '/d/mu.npy', place: 'row 2, column 0', expected: 'a size of at most 1e70' });
});

describe('the kinds of spread', () => {
  const logVariance: Element = (i, j) => -1.5 + Math.sin(5 * i + j);
  const mean: Element = (i, j) => Math.cos(2 * i - j);
  const convert: Record<SpreadKind, (lv: number) => number> = {
    logvar: (lv) => lv,
    logstd: (lv) => lv / 2,
    variance: Math.exp,
    std: (lv) => Math.exp(lv / 2),
  };
  const reportOf = async (kind: SpreadKind, sign = 1) => {
    const spread = float64Npy(60, 3, (i, j) => sign ** i * convert[kind](logVariance(i, j)));
    return (await analyzed({ 'mu.npy': float64Npy(60, 3, mean), [`${kind}.npy`]: spread }, {}, { jointSamples: 64 }))
      .report;
  };

  /** All numbers below `value`, in order. */
  const numbersIn = (value: unknown): number[] =>
    typeof value === 'number'
      ? [value]
      : value !== null && typeof value === 'object'
        ? Object.values(value).flatMap(numbersIn)
        : [];

  it.each([
    ['logstd', 1],
    ['variance', 1],
    ['std', 1],
    ['std', -1],
  ] as const)('%s (signed by %i) gives the report that logvar gives', async (kind, sign) => {
    const named = await reportOf('logvar');
    const other = await reportOf(kind, sign);
    expect(other.source.spread).toMatchObject({ kind, decidedBy: 'name' });
    for (const part of ['dimensions', 'totals', 'joint'] as const) {
      const expected = numbersIn(named[part]);
      const found = numbersIn(other[part]);
      expect(found).toHaveLength(expected.length);
      const largest = Math.max(...found.map((x, k) => Math.abs(x - expected[k])));
      expect(largest).toBeLessThan(1e-12);
    }
  });

  it('keep their sign and their zeros for the findings', async () => {
    const flags = async (spread: Element) => {
      const rows = await rowsOf({ 'mu.npy': float64Npy(4, 1, () => 0), 'logvar.npy': float64Npy(4, 1, spread) });
      return [rows.spreadNegative, rows.spreadAllZero];
    };
    expect(await flags((i) => (i === 3 ? -1 : 0))).toEqual([true, false]);
    expect(await flags(() => 0)).toEqual([false, true]);
    expect(await flags((i) => i)).toEqual([false, false]);
  });
});

describe('the types of elements', () => {
  const mean: Element = (i, j) => ((i * 7 + j * 3) % 32) / 16 - 1;
  const spread: Element = (i, j) => -((i * 5 + j) % 64) / 32;
  const reportOf = async (npy: typeof float64Npy) =>
    (await analyzed({ 'mu.npy': npy(80, 2, mean), 'logvar.npy': npy(80, 2, spread) })).report;

  it.each([
    ['float16', float16Npy],
    ['float32', float32Npy],
  ])('%s gives the report that float64 gives of the same numbers', async (dtype, npy) => {
    const double = await reportOf(float64Npy);
    const other = await reportOf(npy);
    expect(other.source.mean.dtype).toBe(dtype);
    expect(other.dimensions).toEqual(double.dimensions);
    expect(other.totals).toEqual(double.totals);
    expect(other.findings).toEqual(double.findings);
  });
});

describe('more rows than a block holds', () => {
  const DIMENSIONS = 4;
  const BLOCK_ROWS = 300;
  const rowCount = 10 * BLOCK_ROWS + 77;
  const bad = new Set([10, BLOCK_ROWS - 1, BLOCK_ROWS, 5 * BLOCK_ROWS + 3, rowCount - 1]);
  const mean: Element = (i, j) => (bad.has(i) && j === 3 ? NAN : i / 1000 + j);
  const files = {
    'mu.npy': float64Npy(rowCount, DIMENSIONS, mean),
    'logvar.npy': float64Npy(rowCount, DIMENSIONS, (i) => -(i % 7)),
  };

  it('are read once each, in order, with progress', async () => {
    const rows = await rowsOf(files, BLOCK_ROWS);
    expect(rows.done).toEqual(Array.from({ length: 11 }, (_, block) => block));
    expect(rows.skippedAt).toEqual([...bad].map((row) => [row, 3]));
    const kept = Array.from({ length: rowCount }, (_, i) => i).filter((i) => !bad.has(i));
    expect(rows.rows).toBe(kept.length);
    expect(rows.mean).toEqual(kept.flatMap((i) => [0, 1, 2, 3].map((j) => mean(i, j))));
    expect(rows.logVariance).toEqual(kept.flatMap((i) => Array(4).fill(-(i % 7))));
  });

  it('end at the first element that cannot be used', async () => {
    const files = {
      'mu.npy': float64Npy(rowCount, 1, () => 0),
      'logvar.npy': float64Npy(rowCount, 1, (i) => (i === 777 || i === 2222 ? 999 : 0)),
    };
    expect(await problemOf(() => rowsOf(files, BLOCK_ROWS))).toMatchObject({ place: 'row 777, column 0' });
  });
});

describe('what several threads saw', () => {
  it('is put together in the order of the file, whoever saw it', () => {
    const seenAt = (...rows: number[]) => ({
      ...nothingSeen(),
      skippedRows: rows.length,
      skippedAt: rows.map((row): [number, number] => [row, 0]),
      skippedIn: rows.map(() => 'mean' as const),
    });
    const a = seenAt(1, 7, 9, 20);
    const b = { ...seenAt(3, 4, 30), spreadNegative: true, spreadAllZero: false };
    for (const both of [mergeSeen(a, b), mergeSeen(b, a)]) {
      expect(both).toMatchObject({ skippedRows: 7, spreadNegative: true, spreadAllZero: false, problem: null });
      expect(both.skippedAt.map(([row]) => row)).toEqual([1, 3, 4, 7, 9]);
    }
  });

  it('has the first of their problems', () => {
    const problemAt = (row: number) => ({
      ...nothingSeen(),
      problem: { role: 'mean' as const, found: 'x', expected: 'y', row, column: 0 },
    });
    for (const [a, b] of [
      [problemAt(5), problemAt(3)],
      [problemAt(3), problemAt(5)],
      [problemAt(3), nothingSeen()],
      [nothingSeen(), problemAt(3)],
    ])
      expect(mergeSeen(a, b).problem).toMatchObject({ row: 3 });
  });
});
