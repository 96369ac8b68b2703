import type { CurveGrid } from './densityCurve';
import { HALF_LOG_2PI, standardNormalTail } from './gaussian';

/** Components of the mixture of two dimensions: means and standard deviations of example i, [N] each. */
export interface PairComponents {
  meanA: Float64Array;
  sigmaA: Float64Array;
  meanB: Float64Array;
  sigmaB: Float64Array;
}

/** Beyond so many standard deviations a component has less than 1e-16 of its mass. */
const REACH = 8.5;
/** Components that are added at once. */
const BATCH = 4;
/** Nodes per standard deviation of the tail's table: cubic interpolation then errs by 2e-7 of its value at the most. */
const NODES = 64;

/**
 * The aggregate posterior q(z_a, z_b) = mean_i N(mu_ia, s_ia) N(mu_ib, s_ib) of two dimensions on a square grid.
 * Cells are averages, differences of the normal distribution function on either axis: a component far narrower than a
 * cell keeps its mass. Costs 17 x 17 sigmas of cells per example, at most all of them.
 * @param grid the same for both axes, [points, points]
 * @param onProgress called with the number of examples added
 * @returns density, [points * points], row by row of z_b
 */
export function pairDensity(
  { meanA, sigmaA, meanB, sigmaB }: PairComponents,
  grid: CurveGrid,
  onProgress: (done: number) => void = () => {},
): Float64Array {
  const { points, zStep } = grid;
  const rows = meanA.length;
  const sums = new Float64Array(points * points);
  const massA = new Float64Array(BATCH * points);
  const massB = new Float64Array(BATCH * points);
  // Components of a batch share their rows of cells.
  const order = Uint32Array.from(meanB, (_, i) => i).sort((i, k) => meanB[i] - meanB[k]);
  for (let first = 0; first < rows; first += BATCH) {
    if (first % 1024 === 0) onProgress(first);
    massA.fill(0);
    massB.fill(0);
    const a = { from: points, to: 0 };
    const b = { from: points, to: 0 };
    for (let k = 0; k < BATCH && first + k < rows; k++) {
      const i = order[first + k];
      const own = massA.subarray(k * points, (k + 1) * points);
      widen(a, cellMasses(meanA[i], sigmaA[i], grid, own));
      widen(b, cellMasses(meanB[i], sigmaB[i], grid, massB.subarray(k * points, (k + 1) * points)));
    }
    addProducts(sums, massA, a, massB, b, points);
  }
  const perMass = 1 / (rows * zStep * zStep);
  return sums.map((mass) => mass * perMass);
}

/** Cells [from, to) of an axis. */
interface CellRange {
  from: number;
  to: number;
}

function widen(range: CellRange, { from, to }: CellRange): void {
  range.from = Math.min(range.from, from);
  range.to = Math.max(range.to, to);
}

/** The outer products of a batch, in one pass over the cells: one by one they take three times as long. */
function addProducts(
  sums: Float64Array,
  massA: Float64Array,
  a: CellRange,
  massB: Float64Array,
  b: CellRange,
  points: number,
): void {
  for (let row = b.from; row < b.to; row++) {
    const weight0 = massB[row];
    const weight1 = massB[points + row];
    const weight2 = massB[2 * points + row];
    const weight3 = massB[3 * points + row];
    for (let k = a.from, to = row * points + a.from; k < a.to; k++, to++) {
      sums[to] +=
        weight0 * massA[k] +
        weight1 * massA[points + k] +
        weight2 * massA[2 * points + k] +
        weight3 * massA[3 * points + k];
    }
  }
}

/** Writes the mass of N(mean, sigma^2) in the cells of its window. */
function cellMasses(mean: number, sigma: number, { zMin, zStep, points }: CurveGrid, mass: Float64Array): CellRange {
  const from = Math.max(0, Math.floor((mean - REACH * sigma - zMin) / zStep));
  const to = Math.min(points, Math.ceil((mean + REACH * sigma - zMin) / zStep));
  let left = (zMin + from * zStep - mean) / sigma;
  let leftTail = tail(Math.abs(left));
  for (let cell = from; cell < to; cell++) {
    const right = (zMin + (cell + 1) * zStep - mean) / sigma;
    const rightTail = tail(Math.abs(right));
    // Of two small tails on one side: without cancellation.
    if (left >= 0) mass[cell] = leftTail - rightTail;
    else mass[cell] = right <= 0 ? rightTail - leftTail : 1 - leftTail - rightTail;
    left = right;
    leftTail = rightTail;
  }
  return { from, to };
}

/** Upper tail of N(0, 1) at z >= 0 from a table: 50 times as fast as the series, which would take seconds here. */
function tail(z: number): number {
  if (z >= REACH) return 0;
  tailTable ??= makeTable();
  const at = z * NODES;
  const k = Math.floor(at);
  const t = at - k;
  const { value, slope } = tailTable;
  const s = 1 - t;
  return s * s * ((1 + 2 * t) * value[k] + t * slope[k]) + t * t * ((3 - 2 * t) * value[k + 1] - s * slope[k + 1]);
}

let tailTable: { value: Float64Array; slope: Float64Array } | undefined;

function makeTable() {
  const nodes = Float64Array.from({ length: REACH * NODES + 2 }, (_, k) => k / NODES);
  return {
    value: nodes.map(standardNormalTail),
    // Per node, as the interpolation counts.
    slope: nodes.map((z) => -Math.exp(-0.5 * z * z - HALF_LOG_2PI) / NODES),
  };
}

/** Moments of a pair's aggregate posterior from its components. */
export interface PairMoments {
  /** Means. */
  a: number;
  b: number;
  /** Variances t_a, t_b: of the posterior means, and the mean posterior variance added. */
  varianceA: number;
  varianceB: number;
  /** Of z_a and z_b: the posteriors' own dimensions are independent, so Cov(mu_a, mu_b). */
  covariance: number;
}

/** Two passes: means first, then squares about them. */
export function pairMoments({ meanA, sigmaA, meanB, sigmaB }: PairComponents): PairMoments {
  const rows = meanA.length;
  let a = 0;
  let b = 0;
  for (let i = 0; i < rows; i++) {
    a += meanA[i] / rows;
    b += meanB[i] / rows;
  }
  let varianceA = 0;
  let varianceB = 0;
  let covariance = 0;
  for (let i = 0; i < rows; i++) {
    varianceA += ((meanA[i] - a) ** 2 + sigmaA[i] ** 2) / rows;
    varianceB += ((meanB[i] - b) ** 2 + sigmaB[i] ** 2) / rows;
    covariance += ((meanA[i] - a) * (meanB[i] - b)) / rows;
  }
  return { a, b, varianceA, varianceB, covariance };
}

/** Correlation of z_a and z_b under the aggregate posterior. */
export const correlationOf = ({ covariance, varianceA, varianceB }: PairMoments): number =>
  covariance / Math.sqrt(varianceA * varianceB);

/**
 * Total correlation of a Gaussian of two dimensions with this correlation, nats: what the full moment floor has more
 * than the two marginal ones. Infinite for |r| = 1.
 */
export const gaussianPairCorrelation = (r: number): number => -0.5 * Math.log1p(-r * r);
