import { expect, it } from 'vitest';
import { correlatedPairs } from '../../../src/diagnostics/covariance';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { covarianceOf } from './covarianceOf';

const ROWS = 300;
const DIMENSIONS = 12;
const S = Array.from({ length: DIMENSIONS }, (_, j) => 0.1 + 0.05 * j);

/** Columns that share one factor, each with another weight and sign. */
function columns(): number[][] {
  const { next } = normalGenerator(7);
  const factor = Array.from({ length: ROWS }, next);
  return S.map((_, j) => factor.map((f) => (j % 2 ? -1 : 1) * 0.15 * j * f + next() + 5));
}

/** The correlation in C = Cov(mu) + diag S by its definition. */
function direct(all: number[][], a: number, b: number): { covariance: number; correlation: number } {
  const mean = (x: number[]) => x.reduce((sum, value) => sum + value, 0) / ROWS;
  const product = (x: number[], y: number[]) => mean(x.map((value, i) => (value - mean(x)) * (y[i] - mean(y))));
  const variance = (j: number) => product(all[j], all[j]) + S[j];
  const covariance = product(all[a], all[b]);
  return { covariance, correlation: covariance / Math.sqrt(variance(a) * variance(b)) };
}

it('pairs come by their absolute correlation, the highest first', () => {
  const all = columns();
  const expected = all
    .flatMap((_, b) => Array.from({ length: b }, (_, a) => ({ a, b, ...direct(all, a, b) })))
    .sort((x, y) => Math.abs(y.correlation) - Math.abs(x.correlation));
  const found = correlatedPairs(covarianceOf(all), S, 20);
  expect(found.map(({ a, b }) => [a, b])).toEqual(expected.slice(0, 20).map(({ a, b }) => [a, b]));
  found.forEach(({ covariance, correlation }, k) => {
    expect(covariance).toBeCloseTo(expected[k].covariance, 11);
    expect(correlation).toBeCloseTo(expected[k].correlation, 11);
  });
  expect(found.some(({ correlation }) => correlation < 0)).toBe(true);
});

it('all pairs where there are few, none of a single dimension, and those of dimensions that depend on each other', () => {
  const [first, second, third] = columns();
  expect(correlatedPairs(covarianceOf([first, second, third]), S, 20)).toHaveLength(3);
  expect(correlatedPairs(covarianceOf([first]), S, 20)).toEqual([]);
  expect(correlatedPairs(covarianceOf([first, first]), [0, 0], 20)[0].correlation).toBeCloseTo(1, 12);
});
