import type { CovarianceKernels } from '../kernels/covarianceKernels';
import { choleskyLogDeterminant, rowStart } from './cholesky';
import { klToStandardNormal } from './gaussian';

/** D above which the covariance costs more than it tells (SPEC section 2). */
export const COVARIANCE_LIMIT = 1024;

/** Moment floor of the joint aggregate posterior and the total correlation of its Gaussian; nats. */
export interface FullMoments {
  aggregateKlFloorFull: number;
  gaussianTotalCorrelation: number;
}

/** Sums over rows of the deviations of posterior means from a shift near their average, and of their products. */
export interface CovariancePartial {
  rows: number;
  /** Lower triangle, row by row: (0, 0), (1, 0), (1, 1), (2, 0)... D (D + 1) / 2 of them. */
  products: Float64Array;
  /** [D]. */
  first: Float64Array;
}

/** Takes rows in blocks. */
export interface CovarianceSums {
  /** @param mean mu, [rows, D] row-major, all finite; more may follow in the array */
  take(mean: Float64Array, rows: number): void;
  /** What was taken. */
  partial(): CovariancePartial;
}

/**
 * Costs D^2 / 2 per row.
 * @param shift [D], the same for all partials that are merged; sums about 0 would lose a small spread far from it
 * @param kernels null for plain TypeScript
 */
export function createCovarianceSums(shift: Float64Array, kernels: CovarianceKernels | null): CovarianceSums {
  return kernels ? kernels.covarianceSums(shift) : plainCovarianceSums(shift);
}

function plainCovarianceSums(shift: Float64Array): CovarianceSums {
  const dimensions = shift.length;
  const partial = {
    rows: 0,
    products: new Float64Array(rowStart(dimensions)),
    first: new Float64Array(dimensions),
  };
  const x = new Float64Array(dimensions);
  return {
    take(mean, rows) {
      for (let row = 0; row < rows * dimensions; row += dimensions) {
        for (let j = 0, to = 0; j < dimensions; j++) {
          x[j] = mean[row + j] - shift[j];
          partial.first[j] += x[j];
          for (let k = 0; k <= j; k++) partial.products[to++] += x[j] * x[k];
        }
      }
      partial.rows += rows;
    },
    partial: () => ({ ...partial, products: partial.products.slice(), first: partial.first.slice() }),
  };
}

/** Adds b, of other rows about the same shift, to a: two of them can fill the memory. @returns a */
export function mergeCovariance(a: CovariancePartial, b: CovariancePartial): CovariancePartial {
  a.rows += b.rows;
  b.products.forEach((product, k) => {
    a.products[k] += product;
  });
  b.first.forEach((sum, j) => {
    a.first[j] += sum;
  });
  return a;
}

/**
 * (tr C + |m|^2 - D - ln det C)/2 with C = Cov(mu) + diag S, through the Cholesky factor of the correlation matrix:
 * the total correlation is -ln det(corr)/2, the floor the sum of the marginal floors plus it. null where a dimension
 * is a combination of others to within double precision.
 * @param partial of all rows
 * @param meanVariance S_j and `m` means, [D]
 */
export function fullMoments(
  { rows, products, first }: CovariancePartial,
  meanVariance: ArrayLike<number>,
  m: ArrayLike<number>,
): FullMoments | null {
  const dimensions = first.length;
  const { covariance, variance } = covarianceOf({ rows, products, first }, meanVariance);
  const correlation = new Float64Array(products.length);
  for (let j = 0; j < dimensions; j++) {
    for (let k = 0; k < j; k++) correlation[rowStart(j) + k] = covariance(j, k) / Math.sqrt(variance[j] * variance[k]);
    correlation[rowStart(j) + j] = 1;
  }
  const logDeterminant = choleskyLogDeterminant(correlation, dimensions);
  if (logDeterminant === null) return null;
  const totalCorrelation = Math.max(0, -0.5 * logDeterminant);
  let marginal = 0;
  for (let j = 0; j < dimensions; j++) marginal += klToStandardNormal(m[j], variance[j]);
  return { aggregateKlFloorFull: marginal + totalCorrelation, gaussianTotalCorrelation: totalCorrelation };
}

/** Cov(mu) by element, j >= k, and the diagonal of C = Cov(mu) + diag S. */
function covarianceOf({ rows, products, first }: CovariancePartial, meanVariance: ArrayLike<number>) {
  const covariance = (j: number, k: number) => (products[rowStart(j) + k] - (first[j] * first[k]) / rows) / rows;
  return { covariance, variance: first.map((_, j) => covariance(j, j) + meanVariance[j]) };
}

/** Two dimensions of the aggregate posterior, a < b. */
export interface CorrelatedPair {
  a: number;
  b: number;
  /** Element of C = Cov(mu) + diag S. */
  covariance: number;
  correlation: number;
}

/**
 * The pairs of the highest absolute correlation in C = Cov(mu) + diag S, the highest first.
 * @param partial of all rows
 * @param meanVariance S_j, [D]
 * @param count so many at the most
 */
export function correlatedPairs(
  partial: CovariancePartial,
  meanVariance: ArrayLike<number>,
  count: number,
): CorrelatedPair[] {
  const { covariance, variance } = covarianceOf(partial, meanVariance);
  const pairs: CorrelatedPair[] = [];
  for (let b = 1; b < partial.first.length; b++) {
    for (let a = 0; a < b; a++) {
      const value = covariance(b, a);
      const correlation = value / Math.sqrt(variance[a] * variance[b]);
      const last = pairs[count - 1];
      if (last && Math.abs(last.correlation) >= Math.abs(correlation)) continue;
      const at = pairs.findIndex((pair) => Math.abs(pair.correlation) < Math.abs(correlation));
      pairs.splice(at < 0 ? pairs.length : at, 0, { a, b, covariance: value, correlation });
      pairs.length = Math.min(count, pairs.length);
    }
  }
  return pairs;
}
