import { describe, expect, it } from 'vitest';
import {
  type CovariancePartial,
  createCovarianceSums,
  fullMoments,
  mergeCovariance,
} from '../../../src/diagnostics/covariance';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { type CovarianceKernels, loadCovarianceKernels } from '../../../src/kernels/covarianceKernels';

const kernels = loadCovarianceKernels()!;

/** Correlated columns of unit size about means of up to 1e4, [rows, dimensions] row-major. */
function rowsOf(rows: number, dimensions: number) {
  const { next } = normalGenerator(rows + dimensions);
  const shift = Float64Array.from({ length: dimensions }, (_, j) => 1e4 * Math.sin(j));
  const mean = new Float64Array(rows * dimensions);
  for (let i = 0; i < rows; i++) {
    const common = next();
    for (let j = 0; j < dimensions; j++) mean[i * dimensions + j] = shift[j] + 0.1 + 0.3 * common + next();
  }
  return { mean, shift };
}

function sumOver(
  mean: Float64Array,
  shift: Float64Array,
  by: CovarianceKernels | null,
  { start = 0, end = mean.length / shift.length, block = mean.length / shift.length } = {},
): CovariancePartial {
  const sums = createCovarianceSums(shift, by);
  for (let row = start; row < end; row += block) {
    sums.take(mean.subarray(row * shift.length), Math.min(block, end - row));
  }
  return sums.partial();
}

function expectClose(actual: CovariancePartial, expected: CovariancePartial): void {
  const tolerance = 1e-12 * expected.rows;
  expect(actual.rows).toBe(expected.rows);
  for (const key of ['products', 'first'] as const) {
    expect(actual[key].length).toBe(expected[key].length);
    const largest = actual[key].reduce((most, value, k) => Math.max(most, Math.abs(value - expected[key][k])), 0);
    expect(largest).toBeLessThan(tolerance);
  }
}

describe.each([
  { rows: 1, dimensions: 1 },
  { rows: 300, dimensions: 2 },
  { rows: 127, dimensions: 3 },
  { rows: 129, dimensions: 17 },
  { rows: 260, dimensions: 33 },
  { rows: 50, dimensions: 100 },
])('$rows rows, $dimensions dimensions', ({ rows, dimensions }) => {
  const { mean, shift } = rowsOf(rows, dimensions);

  it('agrees with the twin', () => {
    expectClose(sumOver(mean, shift, kernels), sumOver(mean, shift, null));
  });

  it.each([kernels, null])('does not depend on blocks and the order of merging', (by) => {
    const whole = sumOver(mean, shift, by);
    for (const block of [1, 7, 64]) expectClose(sumOver(mean, shift, by, { block }), whole);
    const third = Math.floor(rows / 3);
    const parts = () =>
      [
        [0, third],
        [third, 2 * third],
        [2 * third, rows],
      ].map(([start, end]) => sumOver(mean, shift, by, { start, end }));
    for (const [a, b, c] of [
      [0, 1, 2],
      [2, 0, 1],
    ]) {
      const part = parts();
      expectClose(mergeCovariance(part[a], mergeCovariance(part[b], part[c])), whole);
    }
  });

  it('leaves accumulators alone that were made before', () => {
    const first = createCovarianceSums(shift, kernels);
    const second = createCovarianceSums(shift, kernels);
    first.take(mean, rows);
    second.take(mean, 1);
    expect(first.partial()).toEqual(sumOver(mean, shift, kernels));
  });
});

describe('the full moments', () => {
  const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('are those of the covariance in two dimensions, far from the shift too', () => {
    const { mean, shift } = rowsOf(500, 2);
    const columns = [0, 1].map((j) => [...mean].filter((_, k) => k % 2 === j));
    const m = columns.map(average);
    const within = [0.3, 0.5];
    const [a, b] = columns.map((column, j) => average(column.map((x) => (x - m[j]) ** 2)) + within[j]);
    const c = average(columns[0].map((x, i) => (x - m[0]) * (columns[1][i] - m[1])));
    const floor = (a + b + m[0] ** 2 + m[1] ** 2 - 2 - Math.log(a * b - c * c)) / 2;
    for (const about of [shift, shift.map((value) => value + 3)]) {
      const full = fullMoments(sumOver(mean, about, kernels), within, m)!;
      expect(Math.abs(full.aggregateKlFloorFull / floor - 1)).toBeLessThan(1e-13);
      expect(Math.abs(full.gaussianTotalCorrelation + 0.5 * Math.log(1 - (c * c) / (a * b)))).toBeLessThan(1e-12);
    }
  });

  it('have the total correlation of a chain in many dimensions', () => {
    // x_j = r x_(j-1) + sqrt(1 - r^2) e_j, so that -ln det / 2 is -(D - 1) ln(1 - r^2) / 2: exact products, by hand.
    const [dimensions, r] = [50, 0.7];
    const products: number[] = [];
    for (let j = 0; j < dimensions; j++) for (let k = 0; k <= j; k++) products.push(0.5 * r ** (j - k));
    const partial = { rows: 1, products: Float64Array.from(products), first: new Float64Array(dimensions) };
    // Half of each variance comes from the means: what remains, on the diagonal, weakens the correlation.
    const none = new Float64Array(dimensions);
    const full = fullMoments(partial, none, none)!;
    const expected = (-(dimensions - 1) / 2) * Math.log(1 - r * r);
    expect(Math.abs(full.gaussianTotalCorrelation - expected)).toBeLessThan(1e-11);
    const weaker = fullMoments(partial, none.fill(0.5), new Float64Array(dimensions))!;
    expect(weaker.gaussianTotalCorrelation).toBeLessThan(expected / 2);
    expect(weaker.aggregateKlFloorFull).toBeCloseTo(weaker.gaussianTotalCorrelation, 12);
  });

  it('are none where a dimension is the copy of another, to double precision', () => {
    const { mean } = rowsOf(100, 1);
    const twice = Float64Array.from({ length: 200 }, (_, k) => mean[k >> 1]);
    const partial = sumOver(twice, Float64Array.of(mean[0], mean[0]), kernels);
    expect(fullMoments(partial, [1e-18, 1e-18], [0, 0])).toBeNull();
    expect(fullMoments(partial, [1e-6, 1e-6], [0, 0])).not.toBeNull();
  });
});
