import { describe, expect, it } from 'vitest';
import { type CellWindows, noWindows } from '../../../src/diagnostics/cellWindows';
import type { HistogramBins } from '../../../src/diagnostics/densityCurve';
import { momentsOf } from '../../../src/diagnostics/moments';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import type { Taken } from '../../../src/kernels/scanKernels';
import { SLOTS } from '../diagnostics/mixtureInCells';
import { joined, type Limits, someWindows } from '../diagnostics/someWindows';
import { expectSameMoments } from './sameMoments';
import { plain, type Rows, randomRows, SCANNERS, SIMD, scanned } from './scanned';

const BINS: HistogramBins = { low: -3, width: 0.07, bins: 80 };

/** Means and log-variances of each dimension about values of its own. */
function rows(count: number, dimensions: number, logWidth = 1): Rows {
  const { next } = normalGenerator(100 * count + dimensions);
  let k = 0;
  return randomRows(
    count,
    dimensions,
    () => Math.sin(k++ % dimensions) + next(),
    () => Math.max(-300, Math.min(300, logWidth * next() - 1)),
  );
}

/** Windows for rows like these, which miss some of their elements. */
const windowsFor = (dump: Rows, slots: (typeof SLOTS)[number], from = 0, to = dump.dimensions, limits?: Limits) =>
  joined(someWindows(dump, slots, from, to), slots, from, to, limits);

/** Dimension, mean and variance of each stray, in an order of their own. */
const sortedStrays = ({ strays: { singles } }: Taken) =>
  singles
    .flatMap((part) => Array.from({ length: part.length / 3 }, (_, k) => [...part.subarray(3 * k, 3 * k + 3)]))
    .sort(([j, mu, s], [j2, mu2, s2]) => j - j2 || mu - mu2 || s - s2);

const places = (strays: number[][]) => strays.map(([j, mu]) => [j, mu]);

function expectSame(simd: Taken, twin: Taken, logSize = 1): void {
  const strays = sortedStrays(simd);
  const theirs = sortedStrays(twin);
  expect(places(strays)).toEqual(places(theirs));
  expect(strays.filter(([, , s], k) => Math.abs(s / theirs[k][2] - 1) > 1e-14)).toEqual([]);
  expect(simd.histogram).toEqual(twin.histogram);
  expect(simd.table.length).toBe(twin.table.length);
  const apart = (a: number, b: number) => Math.abs(a - b) / Math.max(1, Math.abs(b));
  expect(simd.table.filter((x, k) => apart(x, twin.table[k]) > 1e-12)).toEqual(new Float64Array());
  expectSameMoments(momentsOf(simd.sums), momentsOf(twin.sums), logSize);
}

/** Elements in cells, and strays. */
const counted = ({ slots }: CellWindows, { table, strays }: Taken) => ({
  inCells: table.reduce((sum, x, k) => (k % slots === 0 ? sum + x : sum), 0),
  strays: strays.singles.reduce((sum, part) => sum + part.length / 3, 0),
});

describe.each([false, true])('with elements of float32: %s', (single) => {
  describe.each([1, 2, 3, 64])('%i dimensions', (dimensions) => {
    describe.each(SLOTS)('%i slots', (slots) => {
      const limits: Limits = [-1.7, 1.9, 1.2];
      const windows = windowsFor(rows(300, dimensions), slots, 0, dimensions, limits);
      it.each([
        [1, 1],
        [31, 31],
        [200, 64],
        [777, 100],
      ])('agrees with its twin: %i rows in blocks of %i', (count, block) => {
        const dump = rows(count, dimensions);
        const options = { windows, block, bins: BINS, single };
        const simd = scanned(SIMD, dump, options);
        expectSame(simd, scanned(plain, dump, options));
        const { inCells, strays } = counted(windows, simd);
        expect(inCells + strays).toBe(count * dimensions);
        if (count > 100) expect(Math.min(inCells, strays)).toBeGreaterThan(0);
      });
    });
  });

  it.each(SLOTS)('agrees with its twin where log-variances span -300 to 300, with %i slots', (slots) => {
    const dump = rows(500, 3, 100);
    const options = { windows: windowsFor(dump, slots), block: 77, single };
    const simd = scanned(SIMD, dump, options);
    expectSame(simd, scanned(plain, dump, options), 100);
    expect(Math.min(...Object.values(counted(options.windows, simd)))).toBeGreaterThan(100);
  });

  it.each(SLOTS)('decides as its twin half way between cells and at the ends of octaves, with %i slots', (slots) => {
    const mean = Float64Array.from({ length: 400 }, (_, k) => (k - 200) / 2);
    // e^0 is exactly 1, where an octave begins.
    const dump = { mean, logVariance: mean.map((_, k) => (k % 2) * Math.log(1.3)), dimensions: 1 };
    const windows = windowsFor(dump, slots);
    const [simd, twin] = SCANNERS.map(([, create]) => scanned(create, dump, { windows, single }));
    expectSame(simd, twin);
    expect(counted(windows, simd).inCells).toBeGreaterThan(100);
  });

  it('collects the dimensions of its windows only, also an odd number of them', () => {
    const dump = rows(300, 7);
    for (const [from, to] of [
      [0, 2],
      [2, 6],
      [4, 7],
      [6, 7],
    ]) {
      const windows = windowsFor(dump, SLOTS[0], from, to);
      const options = { windows, block: 50, single };
      const simd = scanned(SIMD, dump, options);
      expectSame(simd, scanned(plain, dump, options));
      const { inCells, strays } = counted(windows, simd);
      expect(inCells + strays).toBe(300 * (to - from));
    }
  });

  it('takes far means and more elements than are staged at once', () => {
    const dump = rows(3000, 3);
    for (let k = 0; k < dump.mean.length; k += 100) dump.mean[k] *= 10 ** (k / 300);
    const options = { windows: windowsFor(rows(1000, 3), SLOTS[0]), block: 77, bins: BINS, single, stage: 1000 };
    expectSame(scanned(SIMD, dump, options), scanned(plain, dump, options));
  });

  it.each(SCANNERS)('keeps columns by row, and collects the dimensions between them (%s)', (_, create) => {
    const dump = rows(500, 7);
    const columns = {
      dimensions: [1, 4, 5],
      rows: 510,
      mean: new Float64Array(3 * 510),
      sigma: new Float64Array(3 * 510),
    };
    const collected = Uint8Array.of(0, 0, 1, 1, 0, 0, 1);
    const windows = { ...windowsFor(dump, SLOTS[0]), collected };
    const taken = scanned(create, dump, { windows, columns, block: 30, single, stage: 900 });
    const { inCells, strays } = counted(windows, taken);
    // Some windows are of dimensions that are not to be collected, which a plan never has.
    expect(sortedStrays(taken).every(([j]) => collected[j] === 1)).toBe(true);
    expect(inCells + strays).toBeGreaterThanOrEqual(500 * 3);
    columns.dimensions.forEach((j, c) => {
      for (let i = 0; i < 500; i++) {
        const at = i * 7 + j;
        expect(columns.mean[c * 510 + i]).toBe(single ? Math.fround(dump.mean[at]) : dump.mean[at]);
        const logVariance = single ? Math.fround(dump.logVariance[at]) : dump.logVariance[at];
        expect(Math.abs(columns.sigma[c * 510 + i] / Math.exp(logVariance / 2) - 1)).toBeLessThan(1e-14);
      }
      expect(columns.sigma.subarray(c * 510 + 500, (c + 1) * 510)).toEqual(new Float64Array(10));
    });
  });

  it('widens what is below the floor of its dimension, as its twin', () => {
    const dump = rows(500, 3);
    const floors = Float64Array.of(0, 0.6, 0.3);
    const windows = { ...windowsFor(dump, SLOTS[0]), floors };
    const options = { windows, block: 77, single, stage: 300 };
    const simd = scanned(SIMD, dump, options);
    const twin = scanned(plain, dump, options);
    expectSame(simd, twin);
    simd.widenings.forEach(({ logRatio, variance }, j) => {
      const own = dump.logVariance.filter((_, k) => k % 3 === j).map((lv) => Math.exp(single ? Math.fround(lv) : lv));
      const low = own.filter((s) => s < floors[j]);
      const expected = [
        low.reduce((sum, s) => sum + Math.log(floors[j] / s) / 2, 0),
        low.reduce((sum, s) => sum + floors[j] - s, 0),
      ];
      expect(low.length > 100).toBe(j > 0);
      expect(Math.abs(logRatio - expected[0])).toBeLessThan(1e-11 * (1 + expected[0]));
      expect(Math.abs(variance - expected[1])).toBeLessThan(1e-11 * (1 + expected[1]));
      expect(Math.abs(twin.widenings[j].logRatio - logRatio)).toBeLessThan(1e-11 * (1 + logRatio));
    });
  });

  it.each(SCANNERS)('without windows collects nothing (%s)', (_, create) => {
    const taken = scanned(create, rows(100, 3), { windows: noWindows(0, 3), block: 30, single });
    expect(taken.strays.singles.every((part) => part.length === 0)).toBe(true);
    expect(taken.table.length).toBe(0);
  });

  it.each(SCANNERS)('the histogram counts what lies in its bins (%s)', (_, create) => {
    const mean = Float64Array.of(-1, 0, 0.49, 0.5, 1, -1.01, 1e9, -1e9);
    const dump = { mean, logVariance: new Float64Array(8), dimensions: 2 };
    const { histogram } = scanned(create, dump, { bins: { low: -1, width: 0.5, bins: 4 }, single });
    // -1, 0.49, 1 and 1e9; 0, 0.5, -1.01 and -1e9.
    expect([...histogram]).toEqual([1, 0, 1, 0, 0, 0, 1, 1]);
  });
});
