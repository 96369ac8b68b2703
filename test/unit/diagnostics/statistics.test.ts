import { describe, expect, it } from 'vitest';
import { aggregateDivergences } from '../../../src/diagnostics/aggregatePosterior';
import type { Mixture } from '../../../src/diagnostics/mixtureCells';
import type { DimensionWithDensity } from '../../../src/diagnostics/report';
import { aggregateMoments, dimensionReport } from '../../../src/diagnostics/statistics';
import { NO_DENSITY } from '../dashboard/sampleReport';
import { seededRandom } from '../dumps/random';
import { mixture, seededNormal } from './mixture';
import { momentsOfRows } from './momentsOfRows';

function statisticsOf(q: Mixture) {
  const logVariance = q.sigma.map((s) => 2 * Math.log(s));
  const moments = momentsOfRows(q.mean, logVariance, 1);
  const { m, t } = aggregateMoments(moments, 0);
  return { moments, dimension: dimensionReport(moments, 0, aggregateDivergences(q, m, t)) };
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
  const holds = (test: (d: DimensionWithDensity, rows: number, size: number) => boolean) =>
    expect(
      mixtures.filter(({ dimension, moments }) => !test(dimension, moments.rows, Math.max(1, dimension.kl))),
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

  it('without its density has all that needs none, and null for the rest', () => {
    const { moments, dimension } = statisticsOf(mixture([-1, 0, 2], [0.5, 1, 0.3]));
    expect(dimensionReport(moments, 0, null)).toEqual({ ...dimension, ...NO_DENSITY });
    expect(dimensionReport(moments, 0, null).aggregateKlFloor).toBeCloseTo(0.2095378292447, 12);
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
