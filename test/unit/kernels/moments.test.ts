import { expect, it } from 'vitest';
import { normalGenerator } from '../../../src/diagnostics/joint';
import {
  blockMoments,
  emptyPartial,
  type MomentPartial,
  mergePartials,
  type RunningMoments,
} from '../../../src/diagnostics/moments';
import { loadKernels } from '../../../src/kernels/kernels';

const kernels = loadKernels()!;

/** Up to the rounding of the values themselves, in units of their size. */
function expectSame(a: RunningMoments, b: RunningMoments): void {
  const size = Math.abs(b.mean) + Math.sqrt(b.squares / b.count);
  expect(a.count).toBe(b.count);
  expect(Math.abs(a.mean - b.mean)).toBeLessThanOrEqual(1e-13 * size);
  const rounding = 1e-14 * size * Math.sqrt(b.count);
  if (a.squares === b.squares) return; // Infinity, too.
  const allowed = 1e-12 * b.squares + rounding * Math.sqrt(b.squares) + rounding * rounding;
  expect(Math.abs(a.squares - b.squares)).toBeLessThanOrEqual(allowed);
}

function expectSamePartials(simd: MomentPartial, twin: MomentPartial): void {
  for (const field of ['mean', 'variance', 'logVariance', 'kl'] as const) {
    expect(simd[field].length).toBe(twin[field].length);
    simd[field].forEach((moments, j) => {
      expectSame(moments, twin[field][j]);
    });
  }
  for (const field of ['totalKl', 'squaredNorm', 'squaredNormVariance'] as const) expectSame(simd[field], twin[field]);
  expect(simd.rows).toBe(twin.rows);
  expect(simd.collapsedCount).toEqual(twin.collapsedCount);
  expect(simd.tinyVarianceCount).toBe(twin.tinyVarianceCount);
}

for (const dimensions of [1, 2, 3, 64]) {
  it.each([1, 2, 31, 32, 33, 1000])(`agrees with its twin: %d rows, ${dimensions} dimensions`, (rows) => {
    const { next } = normalGenerator(rows);
    for (const [centre, width, logCentre, logWidth] of [
      [0, 1, -1, 1],
      [100, 0.1, -12, 5],
      [0, 0.01, 0, 0.01],
      [0, 0, 0, 1e-6],
      [0, 1e60, 0, 100],
    ]) {
      const values = (middle: number, deviation: number) =>
        Float64Array.from({ length: rows * dimensions }, () => middle + deviation * Math.max(-3, Math.min(3, next())));
      const mean = values(centre, width);
      const logVariance = values(logCentre, logWidth);
      expectSamePartials(
        blockMoments(mean, logVariance, rows, dimensions, kernels),
        blockMoments(mean, logVariance, rows, dimensions, null),
      );
    }
  });
}

it('is exact where all values agree', () => {
  const elements = 3 * 77;
  const { mean, variance, kl } = blockMoments(
    new Float64Array(elements).fill(0.1),
    new Float64Array(elements).fill(0.1),
    77,
    3,
    kernels,
  );
  expect(mean).toEqual(Array(3).fill({ count: 77, mean: 0.1, squares: 0 }));
  expect([...variance, ...kl].map(({ squares }) => squares)).toEqual(Array(6).fill(0));
});

it('gives the KL of nearly collapsed posteriors to full relative precision', () => {
  for (const lv of [1e-9, -1e-5, 0.01, -0.34, 0.35, -0.36]) {
    const { kl } = blockMoments(Float64Array.of(0), Float64Array.of(lv), 1, 1, kernels);
    const twin = blockMoments(Float64Array.of(0), Float64Array.of(lv), 1, 1, null);
    expect(Math.abs(kl[0].mean / twin.kl[0].mean - 1)).toBeLessThan(5e-15);
  }
});

it('keeps the variance of a small deviation beside a large mean over 1e6 float32 rows', () => {
  const { next } = normalGenerator(5);
  const rows = 1_000_000;
  const block = 4096;
  const values = Float64Array.from({ length: rows }, () => Math.fround(100 + 0.1 * next()));
  let merged = emptyPartial(1);
  for (let start = 0; start < rows; start += block) {
    const part = values.subarray(start, start + block);
    merged = mergePartials(merged, blockMoments(part, new Float64Array(part.length), part.length, 1, kernels));
  }
  // All about 100, so that two passes are exact to rounding.
  let first = 0;
  for (const x of values) first += x - 100;
  let squares = 0;
  for (const x of values) squares += (x - 100 - first / rows) ** 2;
  for (const { squares: ours } of [
    merged.mean[0],
    blockMoments(values, new Float64Array(rows), rows, 1, kernels).mean[0],
  ])
    expect(Math.abs(ours / squares - 1)).toBeLessThan(1e-9);
});
