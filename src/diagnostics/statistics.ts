import { type AggregateDivergences, rounding } from './aggregatePosterior';
import type { FullMoments } from './covariance';
import { klFloor } from './gammaBound';
import { expMinusLinear, klToStandardNormal } from './gaussian';
import { type Moments, populationVariance, type RunningMoments, standardError } from './moments';
import type { Declared, DimensionReport, DimensionWithDensity, TotalsReport } from './report';
import { ACTIVE_VARIANCE, COLLAPSED_KL, COLLAPSED_SHARE } from './thresholds';

/** m and t of one dimension: what the density needs to be known before it. */
export function aggregateMoments(partial: Moments, j: number): { m: number; t: number } {
  return { m: partial.mean[j].mean, t: populationVariance(partial.mean[j]) + partial.variance[j] };
}

/** All fields of one dimension (SPEC section 2). Without divergences, those that take the density are null. */
export function dimensionReport(partial: Moments, j: number, divergences: AggregateDivergences): DimensionWithDensity;
export function dimensionReport(partial: Moments, j: number, divergences: AggregateDivergences | null): DimensionReport;
export function dimensionReport(
  partial: Moments,
  j: number,
  divergences: AggregateDivergences | null,
): DimensionReport {
  const { m, t } = aggregateMoments(partial, j);
  const v = populationVariance(partial.mean[j]);
  const meanVariance = partial.variance[j];
  const kl = partial.kl[j].mean;
  const klFloor = (m * m + v) / 2;
  const collapsedFraction = partial.collapsedCount[j] / partial.rows;
  return {
    index: j,
    betaHat: m,
    gammaHat: Math.sqrt(v),
    meanVariance,
    meanLogVariance: partial.logVariance[j],
    aggregateVariance: t,
    kl,
    klStandardError: standardError(partial.kl[j]),
    klFloor,
    klJensenFloor: klFloor + expMinusLinear(Math.log(meanVariance)) / 2,
    aggregateKlFloor: klToStandardNormal(m, t),
    ...(divergences ? densityPart(partial, j, divergences) : NO_DENSITY),
    collapsedFraction,
    active: isActive(partial.mean[j]),
    collapsed: kl < COLLAPSED_KL || collapsedFraction >= COLLAPSED_SHARE,
  };
}

/** Active unit: the variance of the posterior mean, with N - 1, is at least 0.01 (Burda et al. 2016). */
export function isActive({ count, squares }: RunningMoments): boolean {
  return count > 1 && squares / (count - 1) >= ACTIVE_VARIANCE;
}

type DensityPart = Omit<AggregateDivergences, 'aggregateKlFloor'> & { mutualInformation: number };

const NO_DENSITY: Record<keyof DensityPart, null> = {
  aggregateKl: null,
  aggregateKlErrorBound: null,
  negentropy: null,
  reverseKl: null,
  holeMass: null,
  mutualInformation: null,
};

function densityPart(partial: Moments, j: number, divergences: AggregateDivergences): DensityPart {
  const { reverseKl, holeMass } = divergences;
  return { reverseKl, holeMass, ...informationSplit(partial, j, divergences) };
}

/**
 * J and I from each other: K - F is (ln t - L)/2 - J term by term, without the cancellation of two large numbers where
 * the mean is far off. 0 <= I <= min(ln N, (ln t - L)/2) holds for every mixture; the quadrature keeps to it by itself,
 * components narrower than double precision resolves do not, and are put right by it.
 */
function informationSplit(
  partial: Moments,
  j: number,
  { aggregateKl, aggregateKlFloor, aggregateKlErrorBound, negentropy }: AggregateDivergences,
): Omit<DensityPart, 'reverseKl' | 'holeMass'> {
  const { t } = aggregateMoments(partial, j);
  // That of a Gaussian with the moments of q, an upper bound of I (Jensen: ln S >= L).
  const gaussian = Math.max(0, (Math.log(t) - partial.logVariance[j]) / 2);
  const most = Math.min(Math.log(partial.rows), gaussian);
  const within = Math.min(Math.max(negentropy, gaussian - most), gaussian);
  return {
    aggregateKl: within === negentropy ? aggregateKl : aggregateKlFloor + within,
    aggregateKlErrorBound: Math.min(aggregateKlErrorBound, most + rounding(aggregateKl) + 1e-14),
    negentropy: within,
    mutualInformation: gaussian - within,
  };
}

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);

const sumOrNull = (values: (number | null)[]): number | null =>
  values.every((value) => value !== null) ? sum(values) : null;

/** Totals of SPEC section 2. `full` is null where the covariance was left out. */
export function totalsReport(
  partial: Moments,
  dimensions: DimensionReport[],
  full: FullMoments | null,
  declared: Declared,
): TotalsReport {
  const count = dimensions.length;
  return {
    kl: partial.totalKl.mean,
    klStandardError: standardError(partial.totalKl),
    klFloor: sum(dimensions.map((d) => d.klFloor)),
    klJensenFloor: sum(dimensions.map((d) => d.klJensenFloor)),
    aggregateKlSum: sumOrNull(dimensions.map((d) => d.aggregateKl)),
    aggregateKlFloorSum: sum(dimensions.map((d) => d.aggregateKlFloor)),
    aggregateKlFloorFull: full?.aggregateKlFloorFull ?? null,
    gaussianTotalCorrelation: full?.gaussianTotalCorrelation ?? null,
    mutualInformationSum: sumOrNull(dimensions.map((d) => d.mutualInformation)),
    activeUnits: dimensions.filter((d) => d.active).length,
    collapsedUnits: dimensions.filter((d) => d.collapsed).length,
    declaredKlFloor: declaredKlFloor(dimensions, declared),
    squaredNorm: {
      mean: partial.squaredNorm.mean,
      variance: partial.squaredNormVariance + populationVariance(partial.squaredNorm),
      priorMean: count,
      priorVariance: 2 * count,
    },
  };
}

/** BN-VAE's floor at the declared gamma, sum_j (gamma_j^2 + betaHat_j^2)/2; null without one (Zhu et al. 2020, eq. 8). */
export function declaredKlFloor(dimensions: Pick<DimensionReport, 'betaHat'>[], declared: Declared): number | null {
  const gamma = declaredGamma(declared, dimensions.length);
  return gamma && sum(dimensions.map((d, j) => klFloor(gamma[j], d.betaHat)));
}

/** The declared gamma per dimension, or null. */
export function declaredGamma(declared: Declared, dimensions: number): number[] | null {
  if (declared.gamma === null) return null;
  return Array.isArray(declared.gamma) ? declared.gamma : new Array(dimensions).fill(declared.gamma);
}
