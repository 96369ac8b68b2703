import { FADE, firstAtOrPast, type Intervals, MARGIN } from './coverage';
import { standardNormalDensity, standardNormalTail } from './gaussian';
import type { NodeMemory } from './nodeMemory';

/**
 * The density of an N-mixture of Gaussians on quadrature nodes matched to the local sigma: levels of nested grids, joined
 * by a smooth partition of unity.
 */
export interface MixtureNodes {
  /** Ascending. */
  z: Float64Array;
  /** Density q(z) >= 0. */
  density: Float64Array;
  /** Bound of the absolute error of `density`. */
  densityError: Float64Array;
  /** Quadrature weights: sum weight * f(z) = integral of f. */
  weight: Float64Array;
  /**
   * 2 * level + parity. Summing one parity alone, doubled, is the same rule at twice the spacing: the
   * difference of the two bounds the error of both together.
   */
  parity: Uint16Array;
  /** Spacing of level 0. */
  finest: number;
}

/** Places per node at which the fade is known exactly; between them a cubic errs by 4e-12. */
const PER_NODE = 64;
const DEVIATION = 2.2;
const EXACT = Float64Array.from({ length: PER_NODE * FADE + 2 }, (_, k) => exactFade(k / PER_NODE));
const SLOPE = EXACT.map(
  (_, k) => -standardNormalDensity((k / PER_NODE - FADE / 2) / DEVIATION) / (DEVIATION * PER_NODE),
);

/** A normal tail with a deviation that the trapezoid rule still resolves to 1e-10 at twice the spacing. */
function exactFade(distance: number): number {
  return standardNormalTail((distance - FADE / 2) / DEVIATION);
}

/** Smooth step from 1 at distance 0 to 0 at FADE nodes. */
export function fadeWeight(distance: number): number {
  if (distance <= 0) return 1;
  if (distance >= FADE) return 0;
  const k = Math.floor(distance * PER_NODE);
  const x = distance * PER_NODE - k;
  const rise = EXACT[k + 1] - EXACT[k];
  const from = SLOPE[k] - rise;
  const to = rise - SLOPE[k + 1];
  return EXACT[k] + x * (rise + (1 - x) * ((1 - x) * from + x * to));
}

const FADE_WEIGHTS = Float64Array.from({ length: 2 * FADE + 1 }, (_, k) => fadeWeight(k / 2));

/** One stretch of a level's grid. */
export interface Segment {
  /** Index of the first node; node k stands at (first + k) * h. */
  first: number;
  density: Float64Array;
  /** The part of `density` deposited on this level: its interpolation is the one that errs. */
  own: Float64Array;
  error: Float64Array;
}

/**
 * Weight of a level at a node index of its own spacing: 1 on its cores, fading to 0 over FADE coarser nodes.
 * @returns to be called with ascending indices, none before `from`
 */
export function fade(cores: Intervals, from = -Infinity): (index: number) => number {
  const { first, last } = cores;
  let next = Math.min(firstAtOrPast(cores, from - MARGIN), last.length - 1);
  return (index) => {
    while (next < last.length - 1 && index > last[next] + MARGIN) next++;
    const distance = Math.max(first[next] - index, index - last[next], 0);
    return FADE_WEIGHTS[distance] ?? 0;
  };
}

/** The nodes of one level that carry weight, of those with an index in [from, to). */
export function weighted(
  segments: Segment[],
  finest: number,
  level: number,
  share: (index: number) => number,
  dropped: number,
  memory: NodeMemory,
  from = -Infinity,
  to = Infinity,
): MixtureNodes {
  const capacity = segments.reduce((sum, segment) => sum + segment.density.length, 0);
  const nodes = memory.nodes(capacity, finest);
  const h = finest * 2 ** level;
  let count = 0;
  for (const segment of segments) {
    const begin = Math.max(0, from - segment.first);
    const end = Math.min(segment.density.length, to - segment.first);
    for (let k = begin; k < end; k++) {
      const index = segment.first + k;
      const weight = share(index);
      if (weight <= 0) continue;
      nodes.z[count] = index * h;
      nodes.density[count] = segment.density[k];
      nodes.densityError[count] = segment.error[k] + dropped;
      nodes.weight[count] = weight * h;
      nodes.parity[count] = 2 * level + Math.abs(index % 2);
      count++;
    }
  }
  return sliced(nodes, 0, count);
}

/** Two ascending node lists as one. */
export function merged(a: MixtureNodes, b: MixtureNodes, memory: NodeMemory): MixtureNodes {
  if (a.z.length === 0) return b;
  if (b.z.length === 0) return a;
  const nodes = memory.nodes(a.z.length + b.z.length, a.finest);
  for (let i = 0, j = 0, k = 0; k < nodes.z.length; k++) {
    const takeA = j >= b.z.length || (i < a.z.length && a.z[i] <= b.z[j]);
    const from = takeA ? a : b;
    const index = takeA ? i++ : j++;
    nodes.z[k] = from.z[index];
    nodes.density[k] = from.density[index];
    nodes.densityError[k] = from.densityError[index];
    nodes.weight[k] = from.weight[index];
    nodes.parity[k] = from.parity[index];
  }
  return nodes;
}

/** Copies nodes to some place among others. */
export function setNodes(to: MixtureNodes, from: MixtureNodes, at: number): void {
  to.z.set(from.z, at);
  to.density.set(from.density, at);
  to.densityError.set(from.densityError, at);
  to.weight.set(from.weight, at);
  to.parity.set(from.parity, at);
}

export const sliced = (nodes: MixtureNodes, from: number, to: number): MixtureNodes => ({
  finest: nodes.finest,
  z: nodes.z.subarray(from, to),
  density: nodes.density.subarray(from, to),
  densityError: nodes.densityError.subarray(from, to),
  weight: nodes.weight.subarray(from, to),
  parity: nodes.parity.subarray(from, to),
});
