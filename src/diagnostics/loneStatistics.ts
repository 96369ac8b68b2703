import { klToStandardNormal } from './gaussian';
import { mergeMoments, momentsOfColumns, populationVariance, type RunningMoments } from './moments';
import type { Declared, PartialDimension, PartialTotals } from './report';
import { declaredKlFloor, isActive } from './statistics';

/** What the rows of one array, [N, D], say without a second one. */
export interface LoneMoments {
  /** Of each column. */
  columns: RunningMoments[];
  /** Of the squared norms of the rows. */
  squaredNorm: RunningMoments;
}

/**
 * The moments of some rows, about their own mean: nothing cancels, however far from 0 they lie.
 * @param rows at least one
 * @param values [rows, dimensions] row-major, all finite
 */
export function loneMoments(values: ArrayLike<number>, rows: number, dimensions: number): LoneMoments {
  const norms = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < dimensions; j++) norms[i] += values[i * dimensions + j] ** 2;
  }
  return {
    columns: momentsOfColumns(values, rows, dimensions),
    squaredNorm: momentsOfColumns(norms, rows, 1)[0],
  };
}

/** The moments of the rows of both. */
export function mergeLone(a: LoneMoments, b: LoneMoments): LoneMoments {
  return {
    columns: a.columns.map((column, j) => mergeMoments(column, b.columns[j])),
    squaredNorm: mergeMoments(a.squaredNorm, b.squaredNorm),
  };
}

const UNKNOWN: PartialDimension = {
  index: 0,
  betaHat: 0,
  gammaHat: null,
  meanVariance: null,
  meanLogVariance: null,
  aggregateVariance: null,
  kl: null,
  klStandardError: null,
  klFloor: null,
  klJensenFloor: null,
  aggregateKlFloor: null,
  aggregateKl: null,
  aggregateKlErrorBound: null,
  negentropy: null,
  reverseKl: null,
  holeMass: null,
  mutualInformation: null,
  collapsedFraction: null,
  active: null,
  collapsed: null,
};

/** A dimension of posterior means: m, v, B, and whether the unit is active. */
export function meansDimension(moments: RunningMoments, index: number): PartialDimension {
  const m = moments.mean;
  const v = populationVariance(moments);
  return {
    ...UNKNOWN,
    index,
    betaHat: m,
    gammaHat: Math.sqrt(v),
    klFloor: (m * m + v) / 2,
    active: isActive(moments),
  };
}

/** A dimension of draws z ~ q(z|x): m, t and MM, which is null where all draws are equal. */
export function samplesDimension(moments: RunningMoments, index: number): PartialDimension {
  const m = moments.mean;
  const t = populationVariance(moments);
  const aggregateKlFloor = t > 0 ? klToStandardNormal(m, t) : null;
  return { ...UNKNOWN, index, betaHat: m, aggregateVariance: t, aggregateKlFloor };
}

/** Totals of what all dimensions have. `squaredNorm` is of draws: null for means, whose norm lacks the spread's part. */
export function loneTotals(
  holds: 'means' | 'samples',
  { squaredNorm }: LoneMoments,
  dimensions: PartialDimension[],
  declared: Declared,
): PartialTotals {
  const count = dimensions.length;
  const sumOf = (field: 'klFloor' | 'aggregateKlFloor') =>
    dimensions.reduce<number | null>(
      (sum, { [field]: value }) => (sum === null || value === null ? null : sum + value),
      0,
    );
  const isOfDraws = holds === 'samples';
  return {
    kl: null,
    klStandardError: null,
    klFloor: sumOf('klFloor'),
    klJensenFloor: null,
    aggregateKlSum: null,
    aggregateKlFloorSum: sumOf('aggregateKlFloor'),
    aggregateKlFloorFull: null,
    gaussianTotalCorrelation: null,
    mutualInformationSum: null,
    activeUnits: isOfDraws ? null : dimensions.filter(({ active }) => active).length,
    collapsedUnits: null,
    declaredKlFloor: declaredKlFloor(dimensions, declared),
    squaredNorm: isOfDraws
      ? {
          mean: squaredNorm.mean,
          variance: populationVariance(squaredNorm),
          priorMean: count,
          priorVariance: 2 * count,
        }
      : null,
  };
}
