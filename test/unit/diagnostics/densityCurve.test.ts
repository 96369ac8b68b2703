import { describe, expect, it } from 'vitest';
import { FINE } from '../../../src/diagnostics/coverage';
import {
  binsOf,
  CELLS_PER_BIN,
  type CurveGrid,
  countMeans,
  curveGrid,
  densityCurveSum,
} from '../../../src/diagnostics/densityCurve';
import { standardNormalDensity, standardNormalMass } from '../../../src/diagnostics/gaussian';
import type { Mixture } from '../../../src/diagnostics/mixtureCells';
import { summed } from './allNodes';
import { mixture } from './mixture';

const USUAL = curveGrid([0], [1]);

function curveOf(q: Mixture, grid: CurveGrid = USUAL): Float32Array {
  return Float32Array.from(summed(densityCurveSum(grid), q, FINE));
}

const areaOf = (curve: Float32Array, grid: CurveGrid = USUAL) => grid.zStep * curve.reduce((sum, y) => sum + y, 0);

describe('the grid', () => {
  const ends = ({ zMin, zStep, points }: CurveGrid) => [zMin, Number((zMin + zStep * points).toFixed(9))];

  it('spans -4 to 4 for aggregate posteriors within the range of the prior', () => {
    expect(ends(curveGrid([0, 0.5], [1, 0.6]))).toEqual([-4, 4]);
  });

  it('widens, in whole units, to four deviations of what is wider or beside', () => {
    expect(ends(curveGrid([0], [4]))).toEqual([-8, 8]);
    expect(ends(curveGrid([0, 3], [1, 1]))).toEqual([-4, 7]);
    expect(ends(curveGrid([-5.5, 0], [1, 1]))).toEqual([-10, 4]);
  });

  it('holds a whole number of histogram bins', () => expect(USUAL.points % CELLS_PER_BIN).toBe(0));
});

describe('the curve', () => {
  it('integrates to the mass of q on the grid', () => {
    expect(areaOf(curveOf(mixture([-1, 0.5], [0.3, 0.7])))).toBeCloseTo(1, 5);
    expect(areaOf(curveOf(mixture([0], [3])))).toBeCloseTo(standardNormalMass(-4 / 3, 4 / 3), 3);
    expect(areaOf(curveOf(mixture([4], [0.5])))).toBeCloseTo(0.5, 4);
    expect(areaOf(curveOf(mixture([100], [0.5])))).toBe(0);
  });

  it('holds the mass of a spike narrower than a cell, in its cell', () => {
    const curve = curveOf(mixture([0.505], [1e-4]));
    expect(areaOf(curve)).toBeCloseTo(1, 4);
    expect(curve.indexOf(Math.max(...curve))).toBe(Math.floor((0.505 + 4) / USUAL.zStep));
  });

  it.each([1, 3, 50])('is the density of a Gaussian of deviation %d', (sigma) => {
    const grid = curveGrid([0], [sigma ** 2]);
    const curve = curveOf(mixture([0], [sigma]), grid);
    const worst = curve.reduce((largest, y, k) => {
      const z = grid.zMin + (k + 0.5) * grid.zStep;
      return Math.max(largest, Math.abs(y - standardNormalDensity(z / sigma) / sigma));
    }, 0);
    expect(worst).toBeLessThan(0.003 / sigma);
  });
});

it('the histogram of means leaves out what lies beside the grid, and other dimensions', () => {
  const bins = binsOf(USUAL);
  const counts = new Float64Array(bins.bins);
  countMeans([-3.99, 7, 0.01, 7, 0.02, 7, 50, 7, 4, 7, -4.001], 0, 2, bins, counts);
  expect(bins.width * bins.bins).toBeCloseTo(8, 12);
  expect([counts[0], counts[Math.round(4 / bins.width)], counts.reduce((a, b) => a + b, 0)]).toEqual([1, 2, 3]);
});
