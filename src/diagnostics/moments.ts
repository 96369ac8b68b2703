import type { Kernels } from '../kernels/kernels';
import { expMinusLinear } from './gaussian';
import { COLLAPSED_KL } from './thresholds';

/** Count, mean and sum of squared deviations: merges in any order (Chan, Golub & LeVeque 1983). */
export interface RunningMoments {
  count: number;
  mean: number;
  squares: number;
}

/** Mergeable sums over a block of rows, everything the marginal statistics need besides the density. */
export interface MomentPartial {
  rows: number;
  mean: RunningMoments[];
  /** sigma^2 and ln sigma^2, per dimension. */
  variance: RunningMoments[];
  logVariance: RunningMoments[];
  /** KL(q(z_j|x_i) || p) over examples, per dimension. */
  kl: RunningMoments[];
  /** Examples with KL_ij below the collapse threshold, per dimension. */
  collapsedCount: Float64Array;
  /** Summed KL of an example. */
  totalKl: RunningMoments;
  /** sum_j (mu^2 + s): expected squared norm of z given x. */
  squaredNorm: RunningMoments;
  /** sum_j (2 s^2 + 4 mu^2 s): variance of the squared norm given x. */
  squaredNormVariance: RunningMoments;
  /** Elements with s < 1e-4. */
  tinyVarianceCount: number;
}

const none = (): RunningMoments => ({ count: 0, mean: 0, squares: 0 });
const noneEach = (dimensions: number): RunningMoments[] => Array.from({ length: dimensions }, none);

export function emptyPartial(dimensions: number): MomentPartial {
  return {
    rows: 0,
    mean: noneEach(dimensions),
    variance: noneEach(dimensions),
    logVariance: noneEach(dimensions),
    kl: noneEach(dimensions),
    collapsedCount: new Float64Array(dimensions),
    totalKl: none(),
    squaredNorm: none(),
    squaredNormVariance: none(),
    tinyVarianceCount: 0,
  };
}

function push(m: RunningMoments, x: number): void {
  m.count++;
  const delta = x - m.mean;
  m.mean += delta / m.count;
  m.squares += delta * (x - m.mean);
}

export function mergeMoments(a: RunningMoments, b: RunningMoments): RunningMoments {
  if (a.count === 0) return { ...b };
  if (b.count === 0) return { ...a };
  const count = a.count + b.count;
  const delta = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (delta * b.count) / count,
    squares: a.squares + b.squares + (delta * delta * a.count * b.count) / count,
  };
}

export function mergePartials(a: MomentPartial, b: MomentPartial): MomentPartial {
  const each = (x: RunningMoments[], y: RunningMoments[]) => x.map((m, j) => mergeMoments(m, y[j]));
  return {
    rows: a.rows + b.rows,
    mean: each(a.mean, b.mean),
    variance: each(a.variance, b.variance),
    logVariance: each(a.logVariance, b.logVariance),
    kl: each(a.kl, b.kl),
    collapsedCount: a.collapsedCount.map((c, j) => c + b.collapsedCount[j]),
    totalKl: mergeMoments(a.totalKl, b.totalKl),
    squaredNorm: mergeMoments(a.squaredNorm, b.squaredNorm),
    squaredNormVariance: mergeMoments(a.squaredNormVariance, b.squaredNormVariance),
    tinyVarianceCount: a.tinyVarianceCount + b.tinyVarianceCount,
  };
}

/**
 * Moments of a block of rows.
 * @param mean posterior means, [rows, dimensions] row-major
 * @param logVariance ln sigma^2, same shape; every element finite
 * @param kernels null for plain TypeScript
 */
export function blockMoments(
  mean: Float64Array,
  logVariance: Float64Array,
  rows: number,
  dimensions: number,
  kernels: Kernels | null = null,
): MomentPartial {
  if (kernels && rows > 0) return kernels.blockMoments(mean, logVariance, rows, dimensions, COLLAPSED_KL);
  const partial = emptyPartial(dimensions);
  partial.rows = rows;
  for (let i = 0; i < rows; i++) {
    let rowKl = 0;
    let norm = 0;
    let normVariance = 0;
    for (let j = 0; j < dimensions; j++) {
      const mu = mean[i * dimensions + j];
      const lv = logVariance[i * dimensions + j];
      const s = Math.exp(lv);
      const kl = (mu * mu + expMinusLinear(lv)) / 2;
      push(partial.mean[j], mu);
      push(partial.variance[j], s);
      push(partial.logVariance[j], lv);
      push(partial.kl[j], kl);
      if (kl < COLLAPSED_KL) partial.collapsedCount[j]++;
      if (s < 1e-4) partial.tinyVarianceCount++;
      rowKl += kl;
      norm += mu * mu + s;
      normVariance += 2 * s * s + 4 * mu * mu * s;
    }
    push(partial.totalKl, rowKl);
    push(partial.squaredNorm, norm);
    push(partial.squaredNormVariance, normVariance);
  }
  return partial;
}

/** Biased variance; 0 for one example. */
export const populationVariance = (m: RunningMoments): number => m.squares / m.count;

/** Standard error of the mean over examples, with N - 1; null for one example. */
export const standardError = (m: RunningMoments): number | null =>
  m.count < 2 ? null : Math.sqrt(m.squares / (m.count - 1) / m.count);
