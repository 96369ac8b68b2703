import { expMinusLinear } from './gaussian';
import { COLLAPSED_KL } from './thresholds';

/** Count, mean and sum of squared deviations from the mean. */
export interface RunningMoments {
  count: number;
  mean: number;
  squares: number;
}

/** Everything the marginal statistics need besides the density. */
export interface Moments {
  rows: number;
  mean: RunningMoments[];
  /** Means of sigma^2 and of ln sigma^2, per dimension. */
  variance: Float64Array;
  logVariance: Float64Array;
  /** KL(q(z_j|x_i) || p) over examples, per dimension. */
  kl: RunningMoments[];
  /** Examples with KL_ij below the collapse threshold, per dimension. */
  collapsedCount: Float64Array;
  /** Summed KL of an example. */
  totalKl: RunningMoments;
  /** sum_j (mu^2 + s): expected squared norm of z given x. */
  squaredNorm: RunningMoments;
  /** Mean of sum_j (2 s^2 + 4 mu^2 s): variance of the squared norm given x. */
  squaredNormVariance: number;
  /** Elements with s < 1e-4. */
  tinyVarianceCount: number;
}

/**
 * Values near the means, about which sums are taken: sums of squares about 0 would lose a small deviation beside a large
 * mean. All parts of one analysis share them, so that sums merge by addition, in any order.
 */
export interface MomentShift {
  dimensions: number;
  /** D, rounded up to even: two columns go together through the kernels. */
  stride: number;
  /** [4, stride]: of mu, s, ln s, KL. */
  columns: Float64Array;
  /** Of an example's summed KL and squared norm. */
  totalKl: number;
  squaredNorm: number;
}

/** Sums over some rows. */
export interface MomentSums {
  shift: MomentShift;
  rows: number;
  /**
   * [7, stride]: deviations of mu from the shift and their squares, of s, of ln s, of KL and their squares, and the
   * examples with a KL below the collapse threshold.
   */
  columns: Float64Array;
  /** Deviations of an example's summed KL and their squares, of its squared norm and their squares. */
  totals: Float64Array;
  /** Elements with s < 1e-4, and the sum of 2 s^2 + 4 mu^2 s. */
  scalars: Float64Array;
}

/**
 * The means of some rows, taken about the first row, so that equal values have deviations of exactly 0.
 * @param mean posterior means, [rows, dimensions] row-major, and `logVariance` ln sigma^2; without rows the shift is 0
 */
export function shiftOf(mean: Float64Array, logVariance: Float64Array, rows: number, dimensions: number): MomentShift {
  if (rows === 0) return zeroShift(dimensions);
  const first = sumsOf(mean, logVariance, 1, zeroShift(dimensions));
  const about = sumsOf(mean, logVariance, rows, moved(first));
  return moved(about);
}

const zeroShift = (dimensions: number): MomentShift => {
  const stride = 2 * Math.ceil(dimensions / 2);
  return { dimensions, stride, columns: new Float64Array(4 * stride), totalKl: 0, squaredNorm: 0 };
};

const sumsOf = (mean: Float64Array, logVariance: Float64Array, rows: number, shift: MomentShift) => {
  const sums = emptySums(shift);
  addRows(sums, mean, logVariance.slice(0, rows * shift.dimensions), rows);
  return sums;
};

/** The shift by the mean deviation from it. */
function moved({ shift, rows, columns, totals }: MomentSums): MomentShift {
  const { dimensions, stride } = shift;
  const deviations = [0, 2, 3, 4].flatMap((k) => [...columns.subarray(k * stride, (k + 1) * stride)]);
  return {
    dimensions,
    stride,
    columns: shift.columns.map((c, k) => c + deviations[k] / rows),
    totalKl: shift.totalKl + totals[0] / rows,
    squaredNorm: shift.squaredNorm + totals[2] / rows,
  };
}

export const emptySums = (shift: MomentShift): MomentSums => ({
  shift,
  rows: 0,
  columns: new Float64Array(7 * shift.stride),
  totals: new Float64Array(4),
  scalars: new Float64Array(2),
});

/**
 * Adds a block of rows.
 * @param mean posterior means, [rows, dimensions] row-major
 * @param spread ln sigma^2, same shape; overwritten by sigma^2; every element finite
 */
export function addRows(sums: MomentSums, mean: Float64Array, spread: Float64Array, rows: number): void {
  const { shift, columns, totals, scalars } = sums;
  const { dimensions, stride } = shift;
  for (let i = 0; i < rows; i++) {
    let rowKl = 0;
    let norm = 0;
    for (let j = 0; j < dimensions; j++) {
      const mu = mean[i * dimensions + j];
      const lv = spread[i * dimensions + j];
      const s = Math.exp(lv);
      spread[i * dimensions + j] = s;
      const kl = (mu * mu + expMinusLinear(lv)) / 2;
      const dMu = mu - shift.columns[j];
      const dKl = kl - shift.columns[3 * stride + j];
      columns[j] += dMu;
      columns[stride + j] += dMu * dMu;
      columns[2 * stride + j] += s - shift.columns[stride + j];
      columns[3 * stride + j] += lv - shift.columns[2 * stride + j];
      columns[4 * stride + j] += dKl;
      columns[5 * stride + j] += dKl * dKl;
      if (kl < COLLAPSED_KL) columns[6 * stride + j]++;
      if (s < 1e-4) scalars[0]++;
      scalars[1] += (2 * s + 4 * mu * mu) * s;
      rowKl += kl;
      norm += mu * mu + s;
    }
    addTotals(shift, totals, rowKl, norm);
  }
  sums.rows += rows;
}

/** Adds an example's summed KL and squared norm. */
export function addTotals(shift: MomentShift, totals: Float64Array, kl: number, norm: number): void {
  const dKl = kl - shift.totalKl;
  const dNorm = norm - shift.squaredNorm;
  totals[0] += dKl;
  totals[1] += dKl * dKl;
  totals[2] += dNorm;
  totals[3] += dNorm * dNorm;
}

/** Sums over the rows of both, which have one shift. */
export function mergeSums(a: MomentSums, b: MomentSums): MomentSums {
  return {
    shift: a.shift,
    rows: a.rows + b.rows,
    columns: a.columns.map((x, k) => x + b.columns[k]),
    totals: a.totals.map((x, k) => x + b.totals[k]),
    scalars: a.scalars.map((x, k) => x + b.scalars[k]),
  };
}

/** The moments of at least one row. */
export function momentsOf({ shift, rows, columns, totals, scalars }: MomentSums): Moments {
  const { dimensions, stride } = shift;
  const column = (k: number) => columns.subarray(k * stride, k * stride + dimensions);
  const running = (about: number, first: number, second: number): RunningMoments => ({
    count: rows,
    mean: about + first / rows,
    squares: Math.max(0, second - (first * first) / rows),
  });
  const each = (about: number, first: number) =>
    Array.from(column(first), (sum, j) => running(shift.columns[about * stride + j], sum, column(first + 1)[j]));
  const mean = (about: number, first: number) =>
    column(first).map((sum, j) => shift.columns[about * stride + j] + sum / rows);
  return {
    rows,
    mean: each(0, 0),
    variance: mean(1, 2),
    logVariance: mean(2, 3),
    kl: each(3, 4),
    collapsedCount: column(6).slice(),
    totalKl: running(shift.totalKl, totals[0], totals[1]),
    squaredNorm: running(shift.squaredNorm, totals[2], totals[3]),
    squaredNormVariance: scalars[1] / rows,
    tinyVarianceCount: scalars[0],
  };
}

/**
 * Moments of the columns of some rows, about their own mean.
 * @param rows at least one
 * @param values [rows, columns] row-major, all finite
 */
export function momentsOfColumns(values: ArrayLike<number>, rows: number, columns: number): RunningMoments[] {
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) mean[j] += values[i * columns + j] / rows;
  const deviations = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const d = values[i * columns + j] - mean[j];
      deviations[j] += d;
      squares[j] += d * d;
    }
  }
  // What the rounding of the mean has left of the deviations (Chan, Golub & LeVeque 1983).
  return Array.from(mean, (m, j) => ({
    count: rows,
    mean: m + deviations[j] / rows,
    squares: Math.max(0, squares[j] - deviations[j] ** 2 / rows),
  }));
}

/** The moments of the values of both (Chan, Golub & LeVeque 1983). */
export function mergeMoments(a: RunningMoments, b: RunningMoments): RunningMoments {
  const count = a.count + b.count;
  const difference = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (difference * b.count) / count,
    squares: a.squares + b.squares + (difference * difference * a.count * b.count) / count,
  };
}

/** Biased variance; 0 for one example. */
export const populationVariance = (m: RunningMoments): number => m.squares / m.count;

/** Standard error of the mean over examples, with N - 1; null for one example. */
export const standardError = (m: RunningMoments): number | null =>
  m.count < 2 ? null : Math.sqrt(m.squares / (m.count - 1) / m.count);
