import type { JointKernels } from '../kernels/jointKernels';
import type { JointDraws } from './jointDraws';

/** Sums over examples of e^(term - largest), one for each of T draws; nats. A term is ln q(z|x) without (D/2) ln 2 pi. */
export interface LogSumExpPartial {
  /** [T], the largest term of the examples taken, and no less than the draw's own. */
  largest: Float64Array;
  /** [T]. */
  sum: Float64Array;
  /** Examples taken. */
  rows: number;
}

/** Takes examples in blocks. */
export interface LogSumExp {
  /** @param mean mu, [rows, D] row-major, and `logVariance` ln s, all finite; more may follow in the arrays */
  take(mean: Float64Array, logVariance: Float64Array, rows: number): void;
  /** What was taken. */
  partial(): LogSumExpPartial;
}

/** The terms of all examples with T draws, for estimateInformation. Costs T * D per example at most. */
export function createLogSumExp(draws: JointDraws, kernels: JointKernels | null): LogSumExp {
  return kernels ? kernels.logSumExp(draws) : plainLogSumExp(draws);
}

/** Of two partials of the same draws and different examples, in any order. */
export function mergeLogSumExp(a: LogSumExpPartial, b: LogSumExpPartial): LogSumExpPartial {
  const largest = a.largest.map((term, t) => Math.max(term, b.largest[t]));
  const sum = largest.map(
    (top, t) => a.sum[t] * Math.exp(a.largest[t] - top) + b.sum[t] * Math.exp(b.largest[t] - top),
  );
  return { largest, sum, rows: a.rows + b.rows };
}

/**
 * The term of each draw with the example it was drawn from: -sum_j ln s_tj / 2 - sum_j (z_tj - mu_tj)^2 / (2 s_tj), to
 * the last bit as createLogSumExp computes it, so that nothing remains where all posteriors agree.
 * @param z draws, [T, D] row-major
 * @param mean mu of their examples, [T, D], and `logVariance` ln s
 * @param kernels as those of createLogSumExp
 * @param order as in JointDraws
 * @returns [T], nats
 */
export function ownTerms(
  z: Float64Array,
  mean: Float64Array,
  logVariance: Float64Array,
  dimensions: number,
  kernels: JointKernels | null,
  order = asTheyStand(dimensions),
): Float64Array {
  if (kernels) return kernels.ownTerms(z, mean, logVariance, order);
  const term = termsOf(order);
  return Float64Array.from({ length: z.length / dimensions }, (_, t) => {
    const row = t * dimensions;
    term.take(mean, logVariance, row);
    return term.with(z, row);
  });
}

export const asTheyStand = (dimensions: number): Int32Array => Int32Array.from({ length: dimensions }, (_, j) => j);

/** A term this far below the largest adds less than a rounding error to the sum. */
const NEGLIGIBLE = -45;

function plainLogSumExp({ z, own, dimensions, order = asTheyStand(dimensions) }: JointDraws): LogSumExp {
  const terms = termsOf(order);
  const largest = own.slice();
  const sum = new Float64Array(own.length);
  let taken = 0;
  return {
    take(mean, logVariance, rows) {
      for (let row = 0; row < rows * dimensions; row += dimensions) {
        terms.take(mean, logVariance, row);
        for (let t = 0; t < own.length; t++) {
          const term = terms.with(z, t * dimensions);
          if (term > largest[t]) {
            sum[t] *= Math.exp(largest[t] - term);
            largest[t] = term;
          }
          if (term - largest[t] > NEGLIGIBLE) sum[t] += Math.exp(term - largest[t]);
        }
      }
      taken += rows;
    },
    partial: () => ({ largest: largest.slice(), sum: sum.slice(), rows: taken }),
  };
}

/** Terms of one example at a time, with dimensions in this order. */
function termsOf(order: Int32Array) {
  const mu = new Float64Array(order.length);
  const precision = new Float64Array(order.length);
  let logVariances = 0;
  return {
    /** @param row index of the example's first element */
    take(mean: Float64Array, logVariance: Float64Array, row: number): void {
      logVariances = 0;
      order.forEach((j, k) => {
        const lv = logVariance[row + j];
        logVariances += lv;
        mu[k] = mean[row + j];
        // Within the kernel's range of powers of two.
        precision[k] = Math.exp(Math.max(-708, Math.min(709, -lv)));
      });
    },
    with(z: Float64Array, row: number): number {
      let squares = 0;
      for (let k = 0; k < order.length; k++) {
        const d = z[row + order[k]] - mu[k];
        squares += d * d * precision[k];
      }
      return -(logVariances + squares) / 2;
    },
  };
}
