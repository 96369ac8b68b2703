import { describe, expect, it } from 'vitest';
import {
  blockMoments,
  emptyPartial,
  type MomentPartial,
  mergePartials,
  populationVariance,
  standardError,
} from '../../../src/diagnostics/moments';
import { type Kernels, simdKernels } from '../../../src/kernels/kernels';
import { seededRandom } from '../dumps/random';
import { seededNormal } from './mixture';

/** A partial of rows [from, to) of a matrix with D columns. */
function partialOf(
  kernels: Kernels | null,
  mean: Float64Array,
  logVariance: Float64Array,
  dimensions: number,
  from: number,
  to: number,
) {
  const rows = (values: Float64Array) => values.subarray(from * dimensions, to * dimensions);
  return blockMoments(rows(mean), rows(logVariance), to - from, dimensions, kernels);
}

/** Every number of a partial, in one list. */
function numbersOf(partial: MomentPartial): number[] {
  const collect = (value: unknown): number[] =>
    typeof value === 'number' ? [value] : Object.values(value as object).flatMap(collect);
  return collect(partial);
}

const largestDifference = (a: MomentPartial, b: MomentPartial) => {
  const theirs = numbersOf(b);
  return Math.max(...numbersOf(a).map((x, k) => Math.abs(x - theirs[k]) / Math.max(1, Math.abs(theirs[k]))));
};

describe.each([
  ['SIMD', simdKernels()],
  ['plain', null],
] as const)('%s', (_, kernels) => {
  describe('moments merge', () => {
    const rows = 200;
    const dimensions = 3;
    const normal = seededNormal(3);
    const mean = Float64Array.from({ length: rows * dimensions }, () => 5 + normal());
    const logVariance = Float64Array.from({ length: rows * dimensions }, () => normal() - 1);
    const whole = partialOf(kernels, mean, logVariance, dimensions, 0, rows);

    it.each([1, 7, 64, 199])('to the same from blocks of %i rows', (size) => {
      let merged = emptyPartial(dimensions);
      for (let from = 0; from < rows; from += size) {
        merged = mergePartials(
          merged,
          partialOf(kernels, mean, logVariance, dimensions, from, Math.min(rows, from + size)),
        );
      }
      expect(merged.rows).toBe(rows);
      expect(largestDifference(merged, whole)).toBeLessThan(1e-12);
    });

    it('to the same in any order and any tree', () => {
      const random = seededRandom(4);
      let parts = Array.from({ length: 20 }, (_, k) =>
        partialOf(kernels, mean, logVariance, dimensions, 10 * k, 10 * k + 10),
      );
      while (parts.length > 1) {
        const [a] = parts.splice(Math.floor(random() * parts.length), 1);
        const [b] = parts.splice(Math.floor(random() * parts.length), 1);
        parts = [...parts, mergePartials(a, b)];
      }
      expect(largestDifference(parts[0], whole)).toBeLessThan(1e-12);
    });

    it('with an empty block to the other, on either side', () => {
      const empty = emptyPartial(dimensions);
      expect(mergePartials(empty, whole)).toEqual(whole);
      expect(mergePartials(whole, empty)).toEqual(whole);
    });
  });

  it('the variance of float32 values of mean 100 and deviation 0.1 keeps its digits', () => {
    const rows = 100_000;
    const normal = seededNormal(5);
    const values = Float64Array.from({ length: rows }, () => Math.fround(100 + 0.1 * normal()));
    const { mean } = blockMoments(values, new Float64Array(rows), rows, 1, kernels);
    const m = values.reduce((sum, x) => sum + (x - 100), 0) / rows;
    const variance = values.reduce((sum, x) => sum + (x - 100 - m) ** 2, 0) / rows;
    expect(Math.abs(populationVariance(mean[0]) - variance)).toBeLessThan(1e-9 * variance);
    expect(Math.abs(mean[0].mean - 100 - m)).toBeLessThan(1e-12);
  });

  it('a block by hand', () => {
    const partial = blockMoments(
      Float64Array.of(1, 0, 3, 0),
      Float64Array.of(0, Math.log(2), 0, Math.log(1e-5)),
      2,
      2,
      kernels,
    );
    const kl = [0.5, 4.5, (2 - Math.LN2 - 1) / 2, (1e-5 - Math.log(1e-5) - 1) / 2];
    expect(partial.mean[0]).toMatchObject({ count: 2, mean: 2, squares: 2 });
    expect(partial.variance[1].mean).toBeCloseTo(1.000005, 14);
    expect(partial.kl[0].mean).toBeCloseTo((kl[0] + kl[1]) / 2, 14);
    expect(partial.kl[1].mean).toBeCloseTo((kl[2] + kl[3]) / 2, 14);
    expect(partial.totalKl.mean).toBeCloseTo(kl.reduce((a, b) => a + b) / 2, 14);
    expect(partial.squaredNorm.mean).toBeCloseTo((1 + 1 + 2 + (9 + 1 + 1e-5)) / 2, 14);
    expect(partial.squaredNormVariance.mean).toBeCloseTo((2 + 4 + 8 + (2 + 36 + 2e-10)) / 2, 14);
    expect(partial.tinyVarianceCount).toBe(1);
  });

  it('an example counts as collapsed below 0.01 nats', () => {
    const mean = Float64Array.of(Math.sqrt(0.0199), Math.sqrt(0.0201), 0);
    expect(blockMoments(mean, new Float64Array(3), 3, 1, kernels).collapsedCount[0]).toBe(2);
  });
});

it('the standard error has N - 1, and needs two examples', () => {
  expect(standardError({ count: 4, mean: 0, squares: 12 })).toBe(1);
  expect(standardError({ count: 1, mean: 0, squares: 0 })).toBeNull();
});
