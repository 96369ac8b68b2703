import { describe, expect, it } from 'vitest';
import { FINE } from '../../../src/diagnostics/coverage';
import { loadKernels } from '../../../src/kernels/kernels';
import { allNodes } from '../diagnostics/allNodes';
import { LARGE_MIXTURES } from '../diagnostics/largeMixtures';
import { inCells, partlyInCells, SLOTS } from '../diagnostics/mixtureInCells';

const kernels = loadKernels()!;

const largest = (values: Float64Array) => values.reduce((a, b) => Math.max(a, b), 0);
const largestDifference = (a: Float64Array, b: Float64Array) => largest(a.map((x, k) => Math.abs(x - b[k])));

describe.each(LARGE_MIXTURES)('the density of its twin: a mixture %s', (_, q) => {
  it.each(SLOTS)('in cells of %i slots, all or partly', (slots) => {
    for (const mixture of [inCells(q, slots), partlyInCells(q, slots)]) {
      const simd = allNodes(mixture, FINE, kernels);
      const twin = allNodes(mixture, FINE, null);
      expect(largestDifference(simd.z, twin.z)).toBe(0);
      expect(largestDifference(simd.density, twin.density)).toBeLessThan(1e-13 * largest(twin.density));
      expect(largestDifference(simd.densityError, twin.densityError)).toBeLessThan(1e-13 * largest(twin.density));
    }
  });
});

it('adds cells to what the grids hold, and counts nodes through all of them', () => {
  const [half, width, slots] = [7, 16, 3];
  const table = Float64Array.from({ length: slots * width }, (_, k) => Math.sin(k));
  const sums = Float64Array.of(1, 2, 3, 10, 20, 30);
  const grids = [new Float64Array(30).fill(1), new Float64Array(20)];
  const errors = [new Float64Array(30), new Float64Array(20).fill(2)];
  // The first cell in the first grid, the second in the other.
  kernels.depositCells(grids, errors, Int32Array.of(10, 37), sums, table, half, width);
  const expected = (start: number, length: number, cell: number, before: number, slotsOf: number[]) =>
    Float64Array.from({ length }, (_, k) =>
      k < start || k >= start + width
        ? before
        : slotsOf.reduce((sum, s) => sum + sums[cell * slots + s] * table[s * width + k - start], before),
    );
  const close = (a: Float64Array, b: Float64Array) => expect(largestDifference(a, b)).toBeLessThan(1e-14);
  close(grids[0], expected(3, 30, 0, 1, [0, 1]));
  close(grids[1], expected(0, 20, 1, 0, [0, 1]));
  close(errors[0], expected(3, 30, 0, 0, [2]));
  close(errors[1], expected(0, 20, 1, 2, [2]));
});
