import { FADE, firstAtOrPast, type Intervals, MARGIN } from './coverage';
import { standardNormalTail } from './gaussian';

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

const FADE_WEIGHTS = Float64Array.from({ length: 2 * FADE + 1 }, (_, k) => fadeWeight(k / 2));

/**
 * Smooth step from 1 at distance 0 to 0 at FADE nodes: a normal tail with a deviation of 2.2 nodes, which the
 * trapezoid rule still resolves to 1e-10 at twice the spacing.
 */
export function fadeWeight(distance: number): number {
  if (distance <= 0) return 1;
  if (distance >= FADE) return 0;
  return standardNormalTail((distance - FADE / 2) / 2.2);
}

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
  from = -Infinity,
  to = Infinity,
): MixtureNodes {
  const capacity = segments.reduce((sum, segment) => sum + segment.density.length, 0);
  const nodes = emptyNodes(capacity, finest);
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
export function merged(a: MixtureNodes, b: MixtureNodes): MixtureNodes {
  if (a.z.length === 0) return b;
  if (b.z.length === 0) return a;
  const nodes = emptyNodes(a.z.length + b.z.length, a.finest);
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

export const emptyNodes = (count: number, finest: number): MixtureNodes => ({
  finest,
  z: new Float64Array(count),
  density: new Float64Array(count),
  densityError: new Float64Array(count),
  weight: new Float64Array(count),
  parity: new Uint16Array(count),
});

export const sliced = (nodes: MixtureNodes, from: number, to: number): MixtureNodes => ({
  finest: nodes.finest,
  z: nodes.z.subarray(from, to),
  density: nodes.density.subarray(from, to),
  densityError: nodes.densityError.subarray(from, to),
  weight: nodes.weight.subarray(from, to),
  parity: nodes.parity.subarray(from, to),
});
