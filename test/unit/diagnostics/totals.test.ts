import { describe, expect, it } from 'vitest';
import { aggregateDivergences } from '../../../src/diagnostics/aggregatePosterior';
import { fullMoments } from '../../../src/diagnostics/covariance';
import { singly } from '../../../src/diagnostics/mixtureCells';
import type { Declared } from '../../../src/diagnostics/report';
import { aggregateMoments, dimensionReport, totalsReport } from '../../../src/diagnostics/statistics';
import { NO_DENSITY } from '../dashboard/sampleReport';
import { covarianceOf } from './covarianceOf';
import { momentsOfRows } from './momentsOfRows';

const UNDECLARED: Declared = { gamma: null, bnEps: null, betaWeight: null, epoch: null, from: null };

describe('totals', () => {
  // Two dimensions, four examples.
  const columns = [
    [0.5, -0.5, 1, 0],
    [0, 0.2, -0.1, 0.3],
  ];
  const sigma = 0.6;
  const rows = columns[0].length;
  const mean = Float64Array.from({ length: 2 * rows }, (_, k) => columns[k % 2][Math.floor(k / 2)]);
  const moments = momentsOfRows(mean, new Float64Array(2 * rows).fill(2 * Math.log(sigma)), 2);
  const dimensions = columns.map((column, j) => {
    const { m, t } = aggregateMoments(moments, j);
    const q = singly(Float64Array.from(column), new Float64Array(rows).fill(sigma));
    return dimensionReport(moments, j, aggregateDivergences(q, m, t));
  });
  const totals = (gamma: Declared['gamma']) => totalsReport(moments, dimensions, null, { ...UNDECLARED, gamma });

  it('are sums over dimensions', () => {
    const { kl, aggregateKlSum, mutualInformationSum, activeUnits, collapsedUnits } = totals(null);
    expect(kl).toBeCloseTo(dimensions[0].kl + dimensions[1].kl, 14);
    expect(aggregateKlSum).toBeCloseTo(dimensions[0].aggregateKl + dimensions[1].aggregateKl, 14);
    expect(mutualInformationSum).toBeCloseTo(kl - aggregateKlSum!, 14);
    expect([activeUnits, collapsedUnits]).toEqual([2, 0]);
  });

  it('have no sums of what one dimension lacks', () => {
    const known = totals(null);
    const partly = totalsReport(moments, [dimensions[0], { ...dimensions[1], ...NO_DENSITY }], null, UNDECLARED);
    expect(partly).toEqual({ ...known, aggregateKlSum: null, mutualInformationSum: null });
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
    const full = fullMoments(covarianceOf(columns), [a.meanVariance, b.meanVariance], [a.betaHat, b.betaHat])!;
    expect(full.aggregateKlFloorFull).toBeCloseTo(floor, 13);
    expect(full.gaussianTotalCorrelation).toBeCloseTo(floor - a.aggregateKlFloor - b.aggregateKlFloor, 13);
  });

  it('the full moment floor is none where a dimension is the copy of another, to double precision', () => {
    const [a] = dimensions;
    const covariance = covarianceOf([columns[0], columns[0]]);
    expect(fullMoments(covariance, [1e-18, 1e-18], [a.betaHat, a.betaHat])).toBeNull();
    expect(fullMoments(covariance, [1e-6, 1e-6], [a.betaHat, a.betaHat])).not.toBeNull();
  });
});
