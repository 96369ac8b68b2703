import type { Kernels } from '../kernels/kernels';
import { negentropy } from './aggregateKl';
import { klToStandardNormal } from './gaussian';
import { holeMass } from './holeMass';
import { mixtureNodes } from './mixtureGrid';
import type { MixtureNodes } from './mixtureNodes';
import { reverseKl } from './reverseKl';

/** Divergences of one dimension's aggregate posterior q_j = (1/N) sum_i N(mu_ij, s_ij); nats. */
export interface AggregateDivergences {
  aggregateKlFloor: number;
  aggregateKl: number;
  aggregateKlErrorBound: number;
  negentropy: number;
  reverseKl: number;
  holeMass: number;
  /** For drawing; not part of the report. */
  nodes: MixtureNodes;
}

/**
 * @param mean mu_ij of one dimension, [N]
 * @param sigma sqrt(s_ij), [N]
 * @param m mean and `t` variance of q_j
 */
export function aggregateDivergences(
  mean: Float64Array,
  sigma: Float64Array,
  m: number,
  t: number,
  kernels: Kernels | null = null,
): AggregateDivergences {
  const resolved = resolvable(mean, sigma);
  const nodes = mixtureNodes(mean, resolved.sigma, 8, kernels);
  const floor = klToStandardNormal(m, t);
  const widened = t + resolved.addedVariance;
  const shape = negentropy(nodes, m, widened);
  const aggregateKl = Math.max(floor, klToStandardNormal(m, widened) + shape.value);
  return {
    aggregateKlFloor: floor,
    aggregateKl,
    aggregateKlErrorBound: shape.errorBound + resolved.errorBound + rounding(aggregateKl),
    negentropy: widened === t ? shape.value : aggregateKl - floor,
    reverseKl: reverseKl(nodes, mean, sigma, 1e-11),
    holeMass: holeMass(nodes),
    nodes,
  };
}

/** Of a mean of some 1e5 terms of this size, in double precision. */
export const rounding = (value: number): number => 1e-14 * Math.abs(value);

/**
 * Double precision holds no grid finer than some 1e-12 of the largest mean. Narrower components are widened to that,
 * which moves the entropy of q by at most their mean log ratio, and its second moment by `addedVariance`.
 */
function resolvable(
  mean: Float64Array,
  sigma: Float64Array,
): { sigma: Float64Array; addedVariance: number; errorBound: number } {
  const floor = 1e-12 * mean.reduce((largest, mu) => Math.max(largest, Math.abs(mu)), 1);
  let logRatio = 0;
  let added = 0;
  const widened = sigma.map((s) => {
    if (s >= floor) return s;
    logRatio += Math.log(floor / s);
    added += floor * floor - s * s;
    return floor;
  });
  const addedVariance = added / mean.length;
  return { sigma: widened, addedVariance, errorBound: logRatio / mean.length + addedVariance / 2 };
}
