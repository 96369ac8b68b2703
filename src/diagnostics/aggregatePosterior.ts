import type { Kernels } from '../kernels/kernels';
import { negentropySum } from './aggregateKl';
import { type ComponentExtent, extentOf } from './componentExtent';
import { COARSE, FINE, type Resolution } from './coverage';
import { type CurveGrid, densityCurveSum } from './densityCurve';
import { finestSigma } from './finestSigma';
import { klToStandardNormal } from './gaussian';
import { holeMassSum } from './holeMass';
import { apart } from './isolated';
import { type CellLevel, geometryOf, type Mixture } from './mixtureCells';
import { HELD_NODES, mixtureNodes } from './mixtureGrid';
import { reverseKlSum } from './reverseKl';
import { sortByMean } from './sortByMean';
import { NOT_WIDENED } from './varianceFloor';
import { matchedComponents } from './weightedComponents';

/** Divergences of one dimension's aggregate posterior q_j = (1/N) sum_i N(mu_ij, s_ij); nats. */
export interface AggregateDivergences {
  aggregateKlFloor: number;
  aggregateKl: number;
  aggregateKlErrorBound: number;
  negentropy: number;
  reverseKl: number;
  holeMass: number;
}

/** Error of the density, in units of the prior's peak, up to which R takes it from the grid. */
const GRID_ACCURACY = { exact: 1e-11, cells: 1e-3 };

/**
 * @param mixture q_j: all mu_ij and sqrt(s_ij) of one dimension; its singles may be brought into the order of their means
 * @param m mean and `t` variance of q_j
 * @param curve the grid to draw q_j on, and where to, [points]
 */
export function aggregateDivergences(
  mixture: Mixture,
  m: number,
  t: number,
  kernels: Kernels | null = null,
  curve?: { grid: CurveGrid; out: Float32Array },
): AggregateDivergences {
  const extent = extentOf(mixture.mean, mixture.sigma);
  const many = needsManyNodes(extent, mixture.cells);
  if (many) sortByMean(mixture.mean, mixture.sigma);
  const farthest = Math.max(1, -extent.lowestMean, extent.highestMean);
  const held = widened(mixture, 1e-12 * farthest);
  const mayBeCoarse = many && mixture.count > FINE_TO;
  const resolution = mayBeCoarse ? affordableResolution(held.mixture) : FINE;
  const { isolated, rest } = many ? apart(held.mixture, resolution.tail) : { isolated: undefined, rest: held.mixture };
  const affordable = mayBeCoarse ? finestSigma(rest, resolution, MOST_NODES) : 0;
  const resolved = widened(rest, affordable);
  const added = held.addedVariance + resolved.addedVariance;
  const shape = negentropySum(m, t + added, isolated);
  const holes = holeMassSum(isolated);
  const isExact = mixture.cells.length === 0 && resolution === FINE;
  const accuracy = isExact ? GRID_ACCURACY.exact : GRID_ACCURACY.cells;
  const reverse = reverseKlSum(matchedComponents(mixture), accuracy, isolated);
  const drawn = curve && densityCurveSum(curve.grid, isolated);
  for (const chunk of mixtureNodes(resolved.mixture, resolution, kernels)) {
    for (const sum of [shape, holes, reverse]) sum.add(chunk);
    drawn?.add(chunk);
  }
  if (curve && drawn) curve.out.set(drawn.result());

  const { value, errorBound } = shape.result();
  const floor = klToStandardNormal(m, t);
  const aggregateKl = Math.max(floor, klToStandardNormal(m, t + added) + value);
  return {
    aggregateKlFloor: floor,
    aggregateKl,
    aggregateKlErrorBound: errorBound + held.errorBound + resolved.errorBound + rounding(aggregateKl),
    negentropy: added === 0 ? value : aggregateKl - floor,
    reverseKl: reverse.result(),
    holeMass: holes.result(),
  };
}

/** SPEC section 3 wants F to 1e-6 nats up to so many components, beyond to 1e-4. */
const FINE_TO = 20_000;

/** Nodes that are still evaluated finely where that is not asked for; half a second. */
const FINE_NODES = 1 << 20;

/** Wider components need fine nodes: over 64 coarse ones R has to fade out and in again before the prior ends. */
const COARSE_TO = 1 / 16;

function affordableResolution(mixture: Mixture): Resolution {
  const { sigma, cells } = mixture;
  let widest = cells.reduce((most, level) => Math.max(most, Math.sqrt(geometryOf(level).variance)), 0);
  for (let i = 0; i < sigma.length; i++) widest = Math.max(widest, sigma[i]);
  if (widest > COARSE_TO || finestSigma(apart(mixture, FINE.tail).rest, FINE, FINE_NODES) === 0) return FINE;
  return COARSE;
}

/** Nodes of one dimension that an analysis should take the time for: some ten seconds. */
const MOST_NODES = 1 << 25;

/** Of a mean of some 1e5 terms of this size, in double precision. */
export const rounding = (value: number): number => 1e-14 * Math.abs(value);

/** Whether the grid of the narrowest component alone would take more nodes than are held at once. */
function needsManyNodes({ lowestMean, highestMean, smallestSigma }: ComponentExtent, cells: CellLevel[]): boolean {
  let low = lowestMean;
  let high = highestMean;
  let narrowest = smallestSigma;
  for (const level of cells) {
    const { width } = geometryOf(level);
    low = Math.min(low, level.index[0] * width);
    high = Math.max(high, level.index[level.index.length - 1] * width);
    narrowest = Math.min(narrowest, width);
  }
  return (8 * (high - low)) / narrowest > HELD_NODES;
}

/**
 * The mixture with all singles at least `floor` wide: double precision holds no grid finer than some 1e-12 of the largest
 * mean, and time allows no more than some nodes. That moves the entropy of q by at most the mean log ratio of
 * the widths, and its second moment by `addedVariance`. Cells are never that narrow.
 * @returns with what the mixture was widened before
 */
function widened(mixture: Mixture, floor: number): { mixture: Mixture; addedVariance: number; errorBound: number } {
  const { count, sigma, alone, widening = NOT_WIDENED } = mixture;
  let logRatio = widening.logRatio;
  let added = widening.variance;
  let wide = sigma;
  for (let i = 0; i < sigma.length; i++) {
    if (sigma[i] >= floor || alone?.[i] === 1) continue;
    if (wide === sigma) wide = sigma.slice();
    logRatio += Math.log(floor / sigma[i]);
    added += floor * floor - sigma[i] * sigma[i];
    wide[i] = floor;
  }
  const addedVariance = added / count;
  return {
    mixture: { ...mixture, sigma: wide, widening: NOT_WIDENED },
    addedVariance,
    errorBound: logRatio / count + addedVariance / 2,
  };
}
