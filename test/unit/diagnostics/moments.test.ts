import { describe, expect, it } from 'vitest';
import {
  emptySums,
  type Moments,
  mergeSums,
  momentsOf,
  populationVariance,
  shiftOf,
  standardError,
} from '../../../src/diagnostics/moments';
import { seededRandom } from '../dumps/random';
import { randomRows, SCANNERS, scanned, shiftOfRows } from '../kernels/scanned';
import { seededNormal } from './mixture';

/** Every number of the moments, in one list. */
function numbersOf(moments: Moments): number[] {
  const collect = (value: unknown): number[] =>
    typeof value === 'number' ? [value] : Object.values(value as object).flatMap(collect);
  return collect(moments);
}

const largestDifference = (a: Moments, b: Moments) => {
  const theirs = numbersOf(b);
  return Math.max(...numbersOf(a).map((x, k) => Math.abs(x - theirs[k]) / Math.max(1, Math.abs(theirs[k]))));
};

describe.each(SCANNERS)('%s', (_, create) => {
  const momentsBy = (rows: Parameters<typeof scanned>[1]) => momentsOf(scanned(create, rows).sums);

  describe('moments merge', () => {
    const count = 200;
    const dimensions = 3;
    const normal = seededNormal(3);
    const rows = randomRows(
      count,
      dimensions,
      () => 5 + normal(),
      () => normal() - 1,
    );
    const shift = shiftOfRows(rows);
    const sumsOf = (from: number, to: number) => scanned(create, rows, { shift, from, to }).sums;
    const whole = sumsOf(0, count);

    it.each([1, 7, 64, 199])('to the same from blocks of %i rows', (size) => {
      let merged = emptySums(shift);
      for (let from = 0; from < count; from += size) {
        merged = mergeSums(merged, sumsOf(from, Math.min(count, from + size)));
      }
      expect(merged.rows).toBe(count);
      expect(largestDifference(momentsOf(merged), momentsOf(whole))).toBeLessThan(1e-12);
      const taken = scanned(create, rows, { shift, block: size }).sums;
      expect(largestDifference(momentsOf(taken), momentsOf(whole))).toBeLessThan(1e-12);
    });

    it('to the same in any order and any tree', () => {
      const random = seededRandom(4);
      let parts = Array.from({ length: 20 }, (_, k) => sumsOf(10 * k, 10 * k + 10));
      while (parts.length > 1) {
        const [a] = parts.splice(Math.floor(random() * parts.length), 1);
        const [b] = parts.splice(Math.floor(random() * parts.length), 1);
        parts = [...parts, mergeSums(a, b)];
      }
      expect(largestDifference(momentsOf(parts[0]), momentsOf(whole))).toBeLessThan(1e-12);
    });

    it('with those of no rows to the others, on either side', () => {
      const empty = emptySums(shift);
      expect(mergeSums(empty, whole)).toEqual(whole);
      expect(mergeSums(whole, empty)).toEqual(whole);
    });

    it('the same about the mean of a few rows, or of none', () => {
      for (const sample of [1, 20, 0]) {
        const about = shiftOf(rows.mean, rows.logVariance, sample, dimensions);
        const { sums } = scanned(create, rows, { shift: about });
        expect(largestDifference(momentsOf(sums), momentsOf(whole))).toBeLessThan(1e-12);
      }
    });
  });

  it('the variance of float32 values of mean 100 and deviation 0.1 keeps its digits', () => {
    const count = 100_000;
    const normal = seededNormal(5);
    const rows = randomRows(
      count,
      1,
      () => Math.fround(100 + 0.1 * normal()),
      () => 0,
    );
    const m = rows.mean.reduce((sum, x) => sum + (x - 100), 0) / count;
    const variance = rows.mean.reduce((sum, x) => sum + (x - 100 - m) ** 2, 0) / count;
    const { mean } = momentsBy(rows);
    expect(Math.abs(populationVariance(mean[0]) - variance)).toBeLessThan(1e-9 * variance);
    expect(Math.abs(mean[0].mean - 100 - m)).toBeLessThan(1e-12);
  });

  it('a block by hand', () => {
    const moments = momentsBy({
      mean: Float64Array.of(1, 0, 3, 0),
      logVariance: Float64Array.of(0, Math.log(2), 0, Math.log(1e-5)),
      dimensions: 2,
    });
    const kl = [0.5, 4.5, (2 - Math.LN2 - 1) / 2, (1e-5 - Math.log(1e-5) - 1) / 2];
    expect(moments.mean[0]).toMatchObject({ count: 2, mean: 2, squares: 2 });
    expect(moments.variance[1]).toBeCloseTo(1.000005, 14);
    expect(moments.logVariance[1]).toBeCloseTo((Math.LN2 + Math.log(1e-5)) / 2, 14);
    expect(moments.kl[0].mean).toBeCloseTo((kl[0] + kl[1]) / 2, 14);
    expect(moments.kl[1].mean).toBeCloseTo((kl[2] + kl[3]) / 2, 14);
    expect(moments.totalKl.mean).toBeCloseTo(kl.reduce((a, b) => a + b) / 2, 14);
    expect(moments.squaredNorm.mean).toBeCloseTo((1 + 1 + 2 + (9 + 1 + 1e-5)) / 2, 14);
    expect(moments.squaredNormVariance).toBeCloseTo((2 + 4 + 8 + (2 + 36 + 2e-10)) / 2, 14);
    expect(moments.tinyVarianceCount).toBe(1);
  });

  it('an example counts as collapsed below 0.01 nats', () => {
    const mean = Float64Array.of(Math.sqrt(0.0199), Math.sqrt(0.0201), 0);
    const { collapsedCount } = momentsBy({ mean, logVariance: new Float64Array(3), dimensions: 1 });
    expect(collapsedCount[0]).toBe(2);
  });
});

it('the standard error has N - 1, and needs two examples', () => {
  expect(standardError({ count: 4, mean: 0, squares: 12 })).toBe(1);
  expect(standardError({ count: 1, mean: 0, squares: 0 })).toBeNull();
});
