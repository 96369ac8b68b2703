import { FADE } from './coverage';
import { type Gap, gapIntegral } from './gapIntegral';
import { HALF_LOG_2PI, standardNormalDensity } from './gaussian';
import type { Isolated } from './isolated';
import { fadeWeight, type MixtureNodes } from './mixtureNodes';
import type { ChunkSum } from './nodeChunks';
import type { WeightedComponents } from './weightedComponents';

/** The prior beyond this has a mass of 2e-21. */
const PRIOR_END = 9.5;

/** A stretch of nodes on which the grid's density is good to the relative accuracy that p ln q needs. */
interface Stretch {
  a: number;
  b: number;
  /** Width of the fade at either end; 0 where the stretch reaches the prior's end. */
  fadeA: number;
  fadeB: number;
}

/**
 * R = KL(p || q) = integral of p ln(p/q), nats: on the grid where its density is relatively accurate, and by
 * log-sum-exp in the gaps and tails, where q is far below what a grid of sums can hold (R5: e^-1250 between the modes).
 * A smooth window hands over between the two.
 * @param components the mixture, for the gaps
 * @param accuracy absolute error that the density's error may cost per unit of z
 * @param isolated components that are not in the nodes: gaps are broken at them, so that each has one kink
 */
export function reverseKlSum(components: WeightedComponents, accuracy: number, isolated?: Isolated): ChunkSum<number> {
  const gaps = gapIntegral(components, isolated ? isolated.members : 0);
  const pushGap = isolated ? brokenAtIsolated(isolated, gaps.add) : gaps.add;
  /** Where the last stretch ended, and the gap after it begins. */
  let end = -Infinity;
  let sum = 0;
  let open: OpenStretch | undefined;

  /** Adds what lies before `until`, so far from the stretch's end that its fade will not reach it. */
  const settle = (stretch: OpenStretch, until: number, fall: (z: number) => number) => {
    let n = 0;
    for (; n < stretch.z.length && stretch.z[n] < until; n++)
      sum += rise(stretch, stretch.z[n]) * fall(stretch.z[n]) * stretch.terms[n];
    stretch.z = stretch.z.slice(n);
    stretch.terms = stretch.terms.slice(n);
    if (n > 0) stretch.settled = until;
  };
  const close = (nodes: MixtureNodes, last: number) => {
    if (!open) return;
    const b = nodes.z[last];
    const reach = b < PRIOR_END ? fadeFrom(nodes, last, -1) : 0;
    const stretch = { a: open.a, b, fadeA: open.fadeA, fadeB: Math.min(reach, b - Math.max(open.settled, open.a)) };
    const reaches = b > -PRIOR_END && open.a < PRIOR_END;
    if (reaches && b - open.a > stretch.fadeA + reach) {
      settle(open, Infinity, (z) => fall(stretch, z));
      for (const gap of gapsUpTo(stretch, end)) pushGap(gap);
      end = b;
    }
    open = undefined;
  };

  return {
    add({ nodes, from, to, isLast }) {
      const { z, density, densityError, weight } = nodes;
      for (let k = from; k < to; k++) {
        const prior = standardNormalDensity(z[k]);
        const good = density[k] > 0 && densityError[k] <= Math.min(0.01, accuracy / prior) * density[k];
        if (!good) {
          close(nodes, k - 1);
          continue;
        }
        if (!open) {
          const fadeA = z[k] > -PRIOR_END ? fadeFrom(nodes, k, 1) : 0;
          open = { a: z[k], fadeA, settled: -Infinity, z: [], terms: [] };
        }
        const logPrior = -0.5 * z[k] * z[k] - HALF_LOG_2PI;
        open.z.push(z[k]);
        open.terms.push(weight[k] * Math.exp(logPrior) * (logPrior - Math.log(density[k])));
      }
      if (isLast) close(nodes, to - 1);
      else if (open) settle(open, z[to - 1] - 2 * widestFade(nodes, from, to), () => 1);
    },
    result() {
      for (const gap of gapsWithin(end, Infinity, null)) pushGap(gap);
      return Math.max(0, sum + gaps.result());
    },
  };
}

/** A stretch whose end is not known yet, with the terms of its nodes that are not summed yet. */
interface OpenStretch {
  a: number;
  fadeA: number;
  /** Up to here all is summed. */
  settled: number;
  z: number[];
  terms: number[];
}

/** Width of a fade that begins at a node: FADE nodes of the coarsest level nearby. */
function fadeFrom({ z, parity, finest }: MixtureNodes, from: number, step: 1 | -1): number {
  let level = 0;
  for (let n = 0, k = from; n < 2 * FADE && k >= 0 && k < z.length; n++, k += step)
    level = Math.max(level, parity[k] >> 1);
  return FADE * finest * 2 ** level;
}

function widestFade({ parity, finest }: MixtureNodes, from: number, to: number): number {
  let level = 0;
  for (let k = from; k < to; k++) level = Math.max(level, parity[k] >> 1);
  return FADE * finest * 2 ** level;
}

/** 0 at the beginning of a stretch, 1 past its fade. */
function rise({ a, fadeA }: Pick<Stretch, 'a' | 'fadeA'>, z: number): number {
  return fadeA === 0 || z >= a + fadeA ? 1 : fadeWeight(FADE - ((z - a) / fadeA) * FADE);
}

/** 0 at the end of a stretch, 1 before its fade. */
function fall({ b, fadeB }: Pick<Stretch, 'b' | 'fadeB'>, z: number): number {
  return fadeB === 0 || z <= b - fadeB ? 1 : fadeWeight(FADE - ((b - z) / fadeB) * FADE);
}

/** What a stretch's window leaves of [-PRIOR_END, PRIOR_END] from `end` on, broken where the integrand changes its formula. */
function gapsUpTo(stretch: Stretch, end: number): Gap[] {
  const outside = (z: number) => 1 - rise(stretch, z) * fall(stretch, z);
  return [
    ...gapsWithin(end, stretch.a, null),
    ...gapsWithin(stretch.a, stretch.a + stretch.fadeA, outside),
    ...gapsWithin(stretch.b - stretch.fadeB, stretch.b, outside),
  ];
}

function gapsWithin(a: number, b: number, weight: Gap['weight']): Gap[] {
  const from = Math.max(a, -PRIOR_END);
  const to = Math.min(b, PRIOR_END);
  return from < to ? [{ a: from, b: to, weight }] : [];
}

/** Hands on gaps, which ascend, in parts that end at the means of components that stand alone. */
function brokenAtIsolated({ mean, alone }: Isolated, add: (gap: Gap) => void): (gap: Gap) => void {
  let k = 0;
  return (gap) => {
    let { a } = gap;
    for (; k < mean.length && mean[k] < gap.b; k++) {
      if (alone[k] === 0 || mean[k] <= a) continue;
      add({ ...gap, a, b: mean[k] });
      a = mean[k];
    }
    add({ ...gap, a });
  };
}
