import { expect, test } from 'vitest';
import { raiseVariances } from '../../../src/diagnostics/varianceFloor';

test('variances below the floor are brought up to it, the others and those between are left', () => {
  const variance = Float64Array.of(9, 1, 9, 0.25, 9, 4, 9, 0.5);
  const { logRatio, variance: added } = raiseVariances(variance, 1, 2, 3, 2);
  expect(variance).toEqual(Float64Array.of(9, 2, 9, 2, 9, 4, 9, 0.5));
  expect(logRatio).toBeCloseTo((Math.log(2) + Math.log(8)) / 2, 14);
  expect(added).toBe(2.75);
});

test('a product of large ratios does not overflow', () => {
  const variance = new Float64Array(100).fill(1e-140);
  const { logRatio } = raiseVariances(variance, 0, 1, 100, 1e140);
  expect(Math.abs(logRatio / (50 * 280 * Math.LN10) - 1)).toBeLessThan(1e-14);
});
