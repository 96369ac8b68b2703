import { expect } from 'vitest';
import type { Moments, RunningMoments } from '../../../src/diagnostics/moments';

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

/** @param logSize of the log-variances */
export function expectSameMoments(simd: Moments, twin: Moments, logSize: number): void {
  for (const field of ['mean', 'kl'] as const) {
    expect(simd[field].length).toBe(twin[field].length);
    simd[field].forEach((moments, j) => {
      expectSame(moments, twin[field][j]);
    });
  }
  for (const field of ['totalKl', 'squaredNorm'] as const) expectSame(simd[field], twin[field]);
  expect(simd.variance.length).toBe(twin.variance.length);
  simd.variance.forEach((variance, j) => {
    expect(Math.abs(variance / twin.variance[j] - 1)).toBeLessThanOrEqual(1e-13);
    expect(Math.abs(simd.logVariance[j] - twin.logVariance[j])).toBeLessThanOrEqual(1e-13 * logSize);
  });
  const normVariances = Math.abs(simd.squaredNormVariance - twin.squaredNormVariance);
  expect(normVariances).toBeLessThanOrEqual(1e-13 * twin.squaredNormVariance);
  expect(simd.rows).toBe(twin.rows);
  expect(simd.collapsedCount).toEqual(twin.collapsedCount);
  expect(simd.tinyVarianceCount).toBe(twin.tinyVarianceCount);
}
