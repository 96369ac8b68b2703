import { describe, expect, it } from 'vitest';
import { aggregateDivergences } from '../../../src/diagnostics/aggregatePosterior';
import { fullMoments } from '../../../src/diagnostics/covariance';
import { blockMoments } from '../../../src/diagnostics/moments';
import type { Declared, DimensionReport } from '../../../src/diagnostics/report';
import { aggregateMoments, dimensionReport, totalsReport } from '../../../src/diagnostics/statistics';
import { seededRandom } from '../dumps/random';
import { type Mixture, mixture, seededNormal } from './mixture';

const UNDECLARED: Declared = { gamma: null, bnEps: null, betaWeight: null, epoch: null, from: null };

function statisticsOf({ mean, sigma }: Mixture) {
  const partial = blockMoments(
    mean,
    sigma.map((s) => 2 * Math.log(s)),
    mean.length,
    1,
  );
  const { m, t } = aggregateMoments(partial, 0);
  return { partial, dimension: dimensionReport(partial, 0, aggregateDivergences(mean, sigma, m, t)) };
}

const dimensionOf = (mean: number[], sigma: number[]) => statisticsOf(mixture(mean, sigma)).dimension;

/** Mixtures of all kinds: near the prior or far, narrow or wide, few components or many. */
function randomMixture(seed: number): Mixture {
  const random = seededRandom(seed);
  const normal = seededNormal(seed);
  const count = 1 + Math.floor(random() * 40);
  const offset = seed % 3 === 0 ? 3 * normal() : 0;
  const spread = 2 * random();
  const width = 10 ** (1 - 4 * random());
  const unequal = seed % 2;
  const mean = Array.from({ length: count }, () => offset + spread * normal());
  return mixture(
    mean,
    mean.map(() => width * Math.exp(unequal * normal())),
  );
}

describe('identities on random mixtures', () => {
  const EPS = 1e-12;
  const mixtures = Array.from({ length: 60 }, (_, seed) => statisticsOf(randomMixture(seed + 1)));
  const holds = (test: (d: DimensionReport, rows: number, size: number) => boolean) =>
    expect(
      mixtures.filter(({ dimension, partial }) => !test(dimension, partial.rows, Math.max(1, dimension.kl))),
    ).toEqual([]);

  it('K >= BJ >= B', () =>
    holds((d, _, size) => d.kl >= d.klJensenFloor - EPS * size && d.klJensenFloor >= d.klFloor - EPS * size));

  it('K - BJ = (ln S - L)/2', () =>
    holds((d, _, size) => {
      const gap = (Math.log(d.meanVariance) - d.meanLogVariance) / 2;
      return Math.abs(d.kl - d.klJensenFloor - gap) < EPS * size;
    }));

  it('F >= MM, and J is their difference', () =>
    holds(
      (d, _, size) =>
        d.aggregateKl >= d.aggregateKlFloor - EPS * size &&
        d.negentropy >= 0 &&
        Math.abs(d.aggregateKl - d.aggregateKlFloor - d.negentropy) <= d.aggregateKlErrorBound,
    ));

  it('0 <= I <= min(ln N, (ln t - L)/2)', () =>
    holds((d, rows, size) => {
      const most = Math.min(Math.log(rows), (Math.log(d.aggregateVariance) - d.meanLogVariance) / 2);
      return d.mutualInformation >= 0 && d.mutualInformation <= most + EPS * size;
    }));

  it('t = v + S', () =>
    holds((d, _, size) => Math.abs(d.aggregateVariance - d.gammaHat ** 2 - d.meanVariance) < EPS * size));

  it('R >= 0 and 0 <= H <= 1', () => holds((d) => d.reverseKl >= 0 && d.holeMass >= 0 && d.holeMass <= 1));

  it('the error bound of F is below 1e-9', () =>
    holds((d, _, size) => d.aggregateKlErrorBound >= 0 && d.aggregateKlErrorBound < 1e-9 * size));
});

describe('one dimension', () => {
  it('at the prior everything is exactly 0', () => {
    const d = dimensionOf([0, 0, 0], [1, 1, 1]);
    expect([d.kl, d.klFloor, d.klJensenFloor, d.aggregateKlFloor, d.mutualInformation]).toEqual([0, 0, 0, 0, 0]);
  });

  it('that is the same for every example carries no information: I = 0', () => {
    expect(dimensionOf([0.5, 0.5, 0.5], [0.8, 0.8, 0.8]).mutualInformation).toBeLessThan(1e-14);
  });

  it('is active from a variance of 0.01, with N - 1', () => {
    const a = Math.sqrt(0.005);
    expect(dimensionOf([1.001 * a, -1.001 * a], [1, 1]).active).toBe(true);
    expect(dimensionOf([0.999 * a, -0.999 * a], [1, 1]).active).toBe(false);
  });

  it('is collapsed below 0.01 nats', () => {
    expect(dimensionOf([0.141, 0.141], [1, 1]).collapsed).toBe(true);
    expect(dimensionOf([0.142, 0.142], [1, 1]).collapsed).toBe(false);
  });

  it('is collapsed where 99 % of the examples are, whatever the others hold', () => {
    const outliers = (count: number) =>
      dimensionOf([...Array(100 - count).fill(0), ...Array(count).fill(5)], Array(100).fill(1));
    expect(outliers(1)).toMatchObject({ collapsed: true, collapsedFraction: 0.99, kl: expect.closeTo(0.125, 12) });
    expect(outliers(2)).toMatchObject({ collapsed: false, collapsedFraction: 0.98 });
  });

  it('with one example has no standard error and is not active', () => {
    expect(dimensionOf([1], [1])).toMatchObject({ klStandardError: null, active: false, mutualInformation: 0 });
  });

  it('below what double precision resolves stays within MM <= F <= K and I <= ln N', () => {
    for (const mean of [
      [0, 0, 0],
      [-1, 0, 1],
      [0, 0, 1],
    ]) {
      const d = dimensionOf(mean, Array(3).fill(Math.exp(-100)));
      expect(d.aggregateKl).toBeLessThanOrEqual(d.kl);
      expect(d.aggregateKl).toBeGreaterThanOrEqual(d.aggregateKlFloor);
      expect(d.mutualInformation).toBeLessThanOrEqual(Math.log(3) + d.aggregateKlErrorBound);
      expect(d.aggregateKlErrorBound).toBeLessThan(Math.log(3) + 1e-9);
      const places = new Set(mean).size;
      const exact = d.kl - (places === 1 ? 0 : places === 3 ? Math.log(3) : Math.log(3) - (2 / 3) * Math.LN2);
      expect(Math.abs(d.aggregateKl - exact)).toBeLessThan(d.aggregateKlErrorBound);
    }
  });

  it('with means of 1e10 has no negentropy of rounding', () => {
    const normal = seededNormal(6);
    const mean = Array.from({ length: 50 }, () => 1e10 + 1e9 * normal());
    const d = dimensionOf(mean, Array(50).fill(1e9));
    expect(d.negentropy).toBeLessThan(0.05);
    expect(Math.abs(d.aggregateKl - d.aggregateKlFloor)).toBeLessThan(d.aggregateKlErrorBound + 0.05);
  });
});

describe('totals', () => {
  // Two dimensions, four examples.
  const columns = [
    [0.5, -0.5, 1, 0],
    [0, 0.2, -0.1, 0.3],
  ];
  const sigma = 0.6;
  const rows = columns[0].length;
  const mean = Float64Array.from({ length: 2 * rows }, (_, k) => columns[k % 2][Math.floor(k / 2)]);
  const partial = blockMoments(mean, new Float64Array(2 * rows).fill(2 * Math.log(sigma)), rows, 2);
  const dimensions = columns.map((column, j) => {
    const { m, t } = aggregateMoments(partial, j);
    return dimensionReport(
      partial,
      j,
      aggregateDivergences(Float64Array.from(column), new Float64Array(rows).fill(sigma), m, t),
    );
  });
  const totals = (gamma: Declared['gamma']) => totalsReport(partial, dimensions, null, { ...UNDECLARED, gamma });

  it('are sums over dimensions', () => {
    const { kl, aggregateKlSum, mutualInformationSum, activeUnits, collapsedUnits } = totals(null);
    expect(kl).toBeCloseTo(dimensions[0].kl + dimensions[1].kl, 14);
    expect(aggregateKlSum).toBeCloseTo(dimensions[0].aggregateKl + dimensions[1].aggregateKl, 14);
    expect(mutualInformationSum).toBeCloseTo(kl - aggregateKlSum, 14);
    expect([activeUnits, collapsedUnits]).toEqual([2, 0]);
  });

  it('have the floor of a declared gamma: a number, one per dimension, negative or none', () => {
    const offsets = dimensions.reduce((sum, d) => sum + d.betaHat ** 2 / 2, 0);
    expect(totals(null).declaredKlFloor).toBeNull();
    expect(totals(0.6).declaredKlFloor).toBeCloseTo(0.36 + offsets, 14);
    expect(totals(-0.6).declaredKlFloor).toBeCloseTo(0.36 + offsets, 14);
    expect(totals([0.6, 0]).declaredKlFloor).toBeCloseTo(0.18 + offsets, 14);
    expect(totals(0).declaredKlFloor).toBeCloseTo(offsets, 14);
  });

  it('have the squared norm, with the law of total variance', () => {
    const norms = columns[0].map((x, i) => x ** 2 + columns[1][i] ** 2 + 2 * sigma ** 2);
    const average = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const within = average(columns[0].map((x, i) => 4 * sigma ** 4 + 4 * (x ** 2 + columns[1][i] ** 2) * sigma ** 2));
    const between = average(norms.map((n) => (n - average(norms)) ** 2));
    const { squaredNorm } = totals(null);
    expect(squaredNorm.mean).toBeCloseTo(average(norms), 14);
    expect(squaredNorm.variance).toBeCloseTo(within + between, 14);
    expect(squaredNorm).toMatchObject({ priorMean: 2, priorVariance: 4 });
  });

  it('the full moment floor is that of the 2 x 2 covariance', () => {
    const [a, b] = dimensions;
    const product = columns[0].reduce((sum, x, i) => sum + (x - a.betaHat) * (columns[1][i] - b.betaHat), 0) / rows;
    const determinant = a.aggregateVariance * b.aggregateVariance - product ** 2;
    const trace = a.aggregateVariance + b.aggregateVariance;
    const floor = (trace + a.betaHat ** 2 + b.betaHat ** 2 - 2 - Math.log(determinant)) / 2;
    const full = fullMoments(columns, [a.betaHat, b.betaHat], [a.meanVariance, b.meanVariance])!;
    expect(full.aggregateKlFloorFull).toBeCloseTo(floor, 13);
    expect(full.gaussianTotalCorrelation).toBeCloseTo(floor - a.aggregateKlFloor - b.aggregateKlFloor, 13);
  });

  it('the full moment floor is none where a dimension is the copy of another, to double precision', () => {
    const [a] = dimensions;
    expect(fullMoments([columns[0], columns[0]], [a.betaHat, a.betaHat], [1e-18, 1e-18])).toBeNull();
    expect(fullMoments([columns[0], columns[0]], [a.betaHat, a.betaHat], [1e-6, 1e-6])).not.toBeNull();
  });
});
