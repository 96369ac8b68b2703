import type { JointKernels } from '../kernels/jointKernels';
import { ownTerms } from './logSumExp';

/** Draws z_t ~ q(z|x_i(t)) from the posteriors of T examples: the estimate of the mutual information is a mean over them. */
export interface JointDraws {
  /** [T, D] row-major. */
  z: Float64Array;
  /** ownTerms, [T], nats. */
  own: Float64Array;
  dimensions: number;
  /** [D], the dimension that the terms (own ones, too) sum first, second...; without it, as they stand. */
  order?: Int32Array;
}

/**
 * One draw from each of T posteriors, and the order of dimensions in which terms fall fastest.
 * @param mean mu of the examples, [T, D] row-major, and `logVariance` ln s
 * @param normal standard normal draws
 * @param kernels null for plain TypeScript
 */
export function drawPosteriors(
  mean: Float64Array,
  logVariance: Float64Array,
  dimensions: number,
  normal: () => number,
  kernels: JointKernels | null,
): JointDraws {
  const z = mean.map((mu, k) => mu + Math.exp(logVariance[k] / 2) * normal());
  const order = informativeFirst(mean, logVariance, dimensions);
  return { z, own: ownTerms(z, mean, logVariance, dimensions, kernels, order), dimensions, order };
}

/** Dimensions by Var(mu) mean(1/s), the greatest first: by how much a term of another example falls there. */
function informativeFirst(mean: Float64Array, logVariance: Float64Array, dimensions: number): Int32Array {
  const rows = mean.length / dimensions;
  const fall = Float64Array.from({ length: dimensions }, (_, j) => {
    let sum = 0;
    for (let k = j; k < mean.length; k += dimensions) sum += mean[k];
    let squares = 0;
    let precision = 0;
    for (let k = j; k < mean.length; k += dimensions) {
      squares += (mean[k] - sum / rows) ** 2;
      // Bounded, so that there is no infinity times 0.
      precision += Math.exp(Math.min(600, -logVariance[k]));
    }
    return squares * precision;
  });
  return Int32Array.from(fall.keys()).sort((a, b) => fall[b] - fall[a]);
}
