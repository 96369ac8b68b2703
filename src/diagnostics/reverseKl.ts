import { type Gap, integrateGaps } from './gapIntegral';
import { HALF_LOG_2PI, standardNormalDensity } from './gaussian';
import { FADE, fadeWeight, type MixtureNodes } from './mixtureNodes';
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
 */
export function reverseKl(nodes: MixtureNodes, components: WeightedComponents, accuracy: number): number {
  const stretches = accurateStretches(nodes, accuracy);
  let sum = 0;
  let k = 0;
  for (const stretch of stretches) {
    for (; k < nodes.z.length && nodes.z[k] <= stretch.b; k++) {
      const z = nodes.z[k];
      if (z < stretch.a) continue;
      const logPrior = -0.5 * z * z - HALF_LOG_2PI;
      sum += nodes.weight[k] * window(stretch, z) * Math.exp(logPrior) * (logPrior - Math.log(nodes.density[k]));
    }
  }
  return Math.max(0, sum + integrateGaps(gapsBetween(stretches), components));
}

function accurateStretches(nodes: MixtureNodes, accuracy: number): Stretch[] {
  const { z, density, densityError, parity, finest } = nodes;
  const good = (k: number) => {
    const relative = Math.min(0.01, accuracy / standardNormalDensity(z[k]));
    return densityError[k] <= relative * density[k] && density[k] > 0;
  };
  const fadeFrom = (from: number, step: 1 | -1) => {
    let level = 0;
    for (let n = 0, k = from; n < 2 * FADE && k >= 0 && k < z.length; n++, k += step)
      level = Math.max(level, parity[k] >> 1);
    return FADE * finest * 2 ** level;
  };
  const stretches: Stretch[] = [];
  for (let k = 0; k < z.length; ) {
    if (!good(k)) {
      k++;
      continue;
    }
    let end = k;
    while (end + 1 < z.length && good(end + 1)) end++;
    const stretch = { a: z[k], b: z[end], fadeA: 0, fadeB: 0 };
    if (stretch.a > -PRIOR_END) stretch.fadeA = fadeFrom(k, 1);
    if (stretch.b < PRIOR_END) stretch.fadeB = fadeFrom(end, -1);
    const reaches = stretch.b > -PRIOR_END && stretch.a < PRIOR_END;
    if (reaches && stretch.b - stretch.a > stretch.fadeA + stretch.fadeB) stretches.push(stretch);
    k = end + 1;
  }
  return stretches;
}

/** 0 at the ends of a stretch, 1 past its fades. */
function window({ a, b, fadeA, fadeB }: Stretch, z: number): number {
  const rise = fadeA === 0 || z >= a + fadeA ? 1 : fadeWeight(FADE - ((z - a) / fadeA) * FADE);
  const fall = fadeB === 0 || z <= b - fadeB ? 1 : fadeWeight(FADE - ((b - z) / fadeB) * FADE);
  return rise * fall;
}

/** What the windows leave of [-PRIOR_END, PRIOR_END], broken where the integrand changes its formula. */
function gapsBetween(stretches: Stretch[]): Gap[] {
  const gaps: Gap[] = [];
  const push = (a: number, b: number, weight: (z: number) => number) => {
    const from = Math.max(a, -PRIOR_END);
    const to = Math.min(b, PRIOR_END);
    if (from < to) gaps.push({ a: from, b: to, weight });
  };
  let end = -Infinity;
  for (const stretch of stretches) {
    const outside = (z: number) => 1 - window(stretch, z);
    push(end, stretch.a, () => 1);
    push(stretch.a, stretch.a + stretch.fadeA, outside);
    push(stretch.b - stretch.fadeB, stretch.b, outside);
    end = stretch.b;
  }
  push(end, Infinity, () => 1);
  return gaps;
}
