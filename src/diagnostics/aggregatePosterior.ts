import type { Kernels } from '../kernels/kernels';
import { negentropy } from './aggregateKl';
import { finestSigma } from './finestSigma';
import { klToStandardNormal } from './gaussian';
import { holeMass } from './holeMass';
import type { Mixture } from './mixtureCells';
import { mixtureNodes } from './mixtureGrid';
import type { MixtureNodes } from './mixtureNodes';
import { reverseKl } from './reverseKl';
import { matchedComponents } from './weightedComponents';

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

/** Error of the density, in units of the prior's peak, up to which R takes it from the grid. */
const GRID_ACCURACY = { exact: 1e-11, cells: 1e-3 };

/**
 * @param mixture q_j: all mu_ij and sqrt(s_ij) of one dimension
 * @param m mean and `t` variance of q_j
 */
export function aggregateDivergences(
  mixture: Mixture,
  m: number,
  t: number,
  kernels: Kernels | null = null,
): AggregateDivergences {
  const resolved = resolvable(mixture);
  const nodes = mixtureNodes(resolved.mixture, 8, kernels);
  const floor = klToStandardNormal(m, t);
  const widened = t + resolved.addedVariance;
  const shape = negentropy(nodes, m, widened);
  const aggregateKl = Math.max(floor, klToStandardNormal(m, widened) + shape.value);
  return {
    aggregateKlFloor: floor,
    aggregateKl,
    aggregateKlErrorBound: shape.errorBound + resolved.errorBound + rounding(aggregateKl),
    negentropy: widened === t ? shape.value : aggregateKl - floor,
    reverseKl: reverseKl(
      nodes,
      matchedComponents(mixture),
      mixture.cells.length === 0 ? GRID_ACCURACY.exact : GRID_ACCURACY.cells,
    ),
    holeMass: holeMass(nodes),
    nodes,
  };
}

/** Up to so many components all nodes are kept that they need: SPEC section 3 wants F to 1e-6 nats there. */
const KEPT_EXACT = 20_000;
const MOST_NODES = 1 << 22;

/** Of a mean of some 1e5 terms of this size, in double precision. */
export const rounding = (value: number): number => 1e-14 * Math.abs(value);

/**
 * Double precision holds no grid finer than some 1e-12 of the largest mean, and memory no more than MOST_NODES. Narrower
 * components are widened to that, which moves the entropy of q by at most their mean log ratio, and its second moment by
 * `addedVariance`. Cells are never that narrow.
 */
function resolvable(mixture: Mixture): { mixture: Mixture; addedVariance: number; errorBound: number } {
  const { count, mean, sigma } = mixture;
  let farthest = 1;
  for (let i = 0; i < mean.length; i++) farthest = Math.max(farthest, Math.abs(mean[i]));
  const floor = Math.max(1e-12 * farthest, count > KEPT_EXACT ? finestSigma(mixture, MOST_NODES) : 0);
  let logRatio = 0;
  let added = 0;
  let widened = sigma;
  for (let i = 0; i < sigma.length; i++) {
    if (sigma[i] >= floor) continue;
    if (widened === sigma) widened = sigma.slice();
    logRatio += Math.log(floor / sigma[i]);
    added += floor * floor - sigma[i] * sigma[i];
    widened[i] = floor;
  }
  const addedVariance = added / count;
  return {
    mixture: { ...mixture, sigma: widened },
    addedVariance,
    errorBound: logRatio / count + addedVariance / 2,
  };
}
