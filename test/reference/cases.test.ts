import { describe, expect, it } from 'vitest';
import { aggregateDivergences } from '../../src/diagnostics/aggregatePosterior';
import { fullMoments } from '../../src/diagnostics/covariance';
import { singly } from '../../src/diagnostics/mixtureCells';
import { momentsOf } from '../../src/diagnostics/moments';
import { aggregateMoments, dimensionReport } from '../../src/diagnostics/statistics';
import { simdKernels } from '../../src/kernels/kernels';
import { covarianceOf } from '../unit/diagnostics/covarianceOf';
import { plain, SIMD, scanned } from '../unit/kernels/scanned';

/** R1-R8 of the specification (mpmath, 40 digits): means, variances, then K, MM, F, I, R. */
const CASES: [string, number[], number[], number, number, number, number, number][] = [
  ['R1', [0.7], [0.5], 0.34157359028, 0.34157359028, 0.34157359028, 0, 0.64342640972],
  ['R2', [0, 0], [1, 1], 0, 0, 0, 0, 0],
  ['R3', [0, 0], [0.5, 2], 0.125, 0.0134282243429, 0.0322666183336, 0.0927333816664, 0.0192355017617],
  ['R4', [0.6, -0.6], [0.64, 0.64], 0.2231435513142, 0, 0.0019727200945, 0.2211708312197, 0.0021559463603],
  ['R5', [5, -5], [0.01, 0.01], 14.307585092994, 10.3953621275552, 13.6144379124341, Math.LN2, 898.947625453],
  ['R6', [1.2, -1.2], [0.5, 0.5], 0.81657359028, 0.1386560134624, 0.2383712387646, 0.5782023515154, 0.2409998537267],
  [
    'R7',
    [-1, 0, 2],
    [0.25, 1, 0.09],
    1.189039994962,
    0.2095378292447,
    0.5033568132315,
    0.6856831817304,
    0.3855431478355,
  ],
  ['R8', [1, -1], [0.25, 0.25], 0.8181471805599, 0.0134282243429, 0.1854269868231, 0.6327201937369, 0.2278415081907],
];

const BY_SIMD = { create: SIMD, kernels: simdKernels() };
const BY_TWINS = { create: plain, kernels: null };

function analyse(mean: number[], variance: number[], { create, kernels }: typeof BY_SIMD | typeof BY_TWINS) {
  const rows = { mean: Float64Array.from(mean), logVariance: Float64Array.from(variance, Math.log), dimensions: 1 };
  const moments = momentsOf(scanned(create, rows).sums);
  const { m, t } = aggregateMoments(moments, 0);
  const mixture = singly(rows.mean, Float64Array.from(variance, Math.sqrt));
  return dimensionReport(moments, 0, aggregateDivergences(mixture, m, t, kernels));
}

describe.each([
  ['SIMD', BY_SIMD],
  ['plain', BY_TWINS],
] as const)('closed-form reference cases, %s', (_, by) => {
  it.each(CASES)('%s to 1e-10', (name, mean, variance, k, mm, f, i, r) => {
    const d = analyse(mean, variance, by);
    expect(Math.abs(d.kl - k)).toBeLessThan(1e-10);
    expect(Math.abs(d.aggregateKlFloor - mm)).toBeLessThan(1e-10);
    expect(Math.abs(d.aggregateKl - f)).toBeLessThan(1e-10);
    expect(Math.abs(d.mutualInformation - i)).toBeLessThan(1e-10);
    expect(Math.abs(d.reverseKl - r)).toBeLessThan(name === 'R5' ? 1e-9 * r : 1e-10);
    // The bound is one, to the digits that the specification gives.
    expect(Math.abs(d.aggregateKl - f)).toBeLessThan(d.aggregateKlErrorBound + 1e-13);
  });

  it('R1 has the floor 0.245', () => {
    expect(analyse([0.7], [0.5], by).klFloor).toBeCloseTo(0.245, 12);
  });

  it('R9: the full moment floor sees the correlation that the sum of marginals does not', () => {
    for (const [a, s, full] of [
      [0.6, 0.64, 0.0694012014402],
      [1.2, 0.5, 0.6776357355325],
    ]) {
      const column = [a, -a];
      const { aggregateKlFloorFull, gaussianTotalCorrelation } = fullMoments(
        covarianceOf([column, column]),
        [s, s],
        [0, 0],
      )!;
      expect(Math.abs(aggregateKlFloorFull - full)).toBeLessThan(1e-10);
      const marginal = analyse(column, [s, s], by).aggregateKlFloor;
      expect(Math.abs(aggregateKlFloorFull - 2 * marginal - gaussianTotalCorrelation)).toBeLessThan(1e-12);
    }
  });
});
