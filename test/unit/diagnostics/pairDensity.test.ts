import { describe, expect, it } from 'vitest';
import type { CurveGrid } from '../../../src/diagnostics/densityCurve';
import { standardNormalMass } from '../../../src/diagnostics/gaussian';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import {
  correlationOf,
  gaussianPairCorrelation,
  type PairComponents,
  pairDensity,
  pairMoments,
} from '../../../src/diagnostics/pairDensity';

const GRID: CurveGrid = { zMin: -4, zStep: 0.25, points: 32 };

/** Components of [mu_a, s_a, mu_b, s_b], s a standard deviation. */
function componentsOf(rows: number[][]): PairComponents {
  const column = (k: number) => Float64Array.from(rows, (row) => row[k]);
  return { meanA: column(0), sigmaA: column(1), meanB: column(2), sigmaB: column(3) };
}

/** The same by the definition: the mass of every component in every cell. */
function directSum(rows: number[][], { zMin, zStep, points }: CurveGrid): number[] {
  const mass = (mean: number, sigma: number, cell: number) =>
    standardNormalMass((zMin + cell * zStep - mean) / sigma, (zMin + (cell + 1) * zStep - mean) / sigma);
  return Array.from({ length: points * points }, (_, k) => {
    const [row, column] = [Math.floor(k / points), k % points];
    const sum = rows.reduce((total, [a, sa, b, sb]) => total + mass(a, sa, column) * mass(b, sb, row), 0);
    return sum / rows.length / zStep ** 2;
  });
}

function randomRows(count: number, sigma: number): number[][] {
  const { next } = normalGenerator(3);
  return Array.from({ length: count }, () => {
    const shared = next();
    const spread = () => sigma * Math.exp(0.3 * next());
    return [shared, spread(), 0.8 * shared + 0.4 * next(), spread()];
  });
}

describe('the density of a pair', () => {
  it.each([
    ['wide', 0.7],
    ['as wide as a cell', 0.2],
    ['far narrower than a cell', 1e-6],
  ])('of components %s is their sum', (_, sigma) => {
    const rows = randomRows(60, sigma);
    const expected = directSum(rows, GRID);
    const highest = Math.max(...expected);
    pairDensity(componentsOf(rows), GRID).forEach((q, k) => {
      expect(Math.abs(q - expected[k])).toBeLessThan(1e-8 * highest);
    });
  });

  it('has its tails to full relative precision, not as differences of ones', () => {
    const rows = [[0, 0.5, 0, 0.5]];
    const expected = directSum(rows, GRID);
    pairDensity(componentsOf(rows), GRID).forEach((q, k) => {
      expect(Math.abs(q / expected[k] - 1)).toBeLessThan(1e-5);
    });
  });

  it('has mass 1 on a grid that holds all, and less where some lies beside', () => {
    const mass = (rows: number[][]) =>
      pairDensity(componentsOf(rows), GRID).reduce((sum, q) => sum + q, 0) * GRID.zStep ** 2;
    expect(mass(randomRows(40, 0.01).map(([a, sa, b, sb]) => [a / 2, sa, b / 2, sb]))).toBeCloseTo(1, 12);
    expect(mass([[4, 0.3, 0, 0.3]])).toBeCloseTo(0.5, 9);
    expect(mass([[40, 1, 0, 1]])).toBe(0);
  });

  it('says how far it is', () => {
    const done: number[] = [];
    pairDensity(componentsOf(randomRows(2500, 0.1)), GRID, (count) => done.push(count));
    expect(done).toEqual([0, 1024, 2048]);
  });
});

it('moments are those of the mixture', () => {
  const rows = [
    [1000, 0.5, 2, 1],
    [1002, 0.5, 4, 1],
    [1001, 0.5, 3, 2],
  ];
  const { a, b, varianceA, varianceB, covariance } = pairMoments(componentsOf(rows));
  expect([a, b]).toEqual([expect.closeTo(1001, 9), expect.closeTo(3, 9)]);
  expect(varianceA).toBeCloseTo(2 / 3 + 0.25, 10);
  expect(varianceB).toBeCloseTo(2 / 3 + 2, 10);
  expect(covariance).toBeCloseTo(2 / 3, 10);
  expect(correlationOf({ a, b, varianceA, varianceB, covariance })).toBeCloseTo(
    2 / 3 / Math.sqrt(0.916667 * 2.666667),
    5,
  );
});

it('the total correlation of two Gaussian dimensions is that of their determinant', () => {
  expect(gaussianPairCorrelation(0)).toBeCloseTo(0, 15);
  expect(gaussianPairCorrelation(-0.6)).toBeCloseTo(-0.5 * Math.log(1 - 0.36), 14);
  expect(gaussianPairCorrelation(1e-9)).toBeCloseTo(5e-19, 30);
  expect(gaussianPairCorrelation(1)).toBe(Number.POSITIVE_INFINITY);
});
