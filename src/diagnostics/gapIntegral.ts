import { type ComponentExtent, extentOf } from './componentExtent';
import { HALF_LOG_2PI, standardNormalDensity, standardNormalMass } from './gaussian';
import { broken, ruled } from './narrowIntervals';
import { giveBackStack, relevant, relevantOfAll, takeStack } from './relevantComponents';
import type { WeightedComponents } from './weightedComponents';

/** An integral over [a, b] of weight(z) p(z) ln(p(z)/q(z)) that the grid cannot give. */
export interface Gap {
  a: number;
  b: number;
  /** null for 1 everywhere. */
  weight: ((z: number) => number) | null;
}

/** Gauss-Kronrod 7-15 on [-1, 1]: nodes from the centre outwards, Kronrod weights, Gauss weights at odd places. */
const NODES = [
  0, 0.20778495500789848, 0.4058451513773972, 0.5860872354676911, 0.7415311855993945, 0.8648644233597691,
  0.9491079123427585, 0.9914553711208126,
];
const KRONROD = [
  0.20948214108472782, 0.20443294007529889, 0.19035057806478542, 0.1690047266392679, 0.14065325971552592,
  0.10479001032225019, 0.06309209262997854, 0.022935322010529224,
];
const GAUSS = [0.4179591836734694, 0, 0.3818300505051189, 0, 0.27970539148927664, 0, 0.1294849661688697, 0];

/** Nats that leaving out small components may cost, per gap. */
const TOLERANCE = 1e-14;

/** Gaps centred within half of this are never negligible. */
const PRIOR_BULK = 10;

/** Split without a look: a wide interval with many components never converges at once. */
const WIDE = 1;
const MANY = 256;

/** Intervals a gap may be split into: where sigma nears the rounding of z, differences are noise and never converge. */
const SPLITS = 1000;

/** Over so narrow an interval the prior is a polynomial of a low degree. */
const NARROW = 0.02;

/** Gaps looked at together, and how far they may reach: what matters to all of them is found at once. */
const TOGETHER = 256;
const SPAN = 0.25;

/** Adds up integrals over gaps. */
export interface GapIntegral {
  /** Gaps ascend, and are disjoint. */
  add(gap: Gap): void;
  /** Sum over the gaps, in nats where the weights are. */
  result(): number;
}

/**
 * Sum over gaps of the integral of weight p ln(p/q), q the mixture of N(mean_i, sigma_i^2), by log-sum-exp and
 * adaptive quadrature. Between far modes ln q has kinks as narrow as sigma^2/distance, which no fixed grid resolves.
 * Components that cannot matter on an interval are dropped on the way down a bisection over the gaps.
 * @param gaps about how many will come: of very many, each need not be seen as one of few
 */
export function gapIntegral(all: WeightedComponents, gaps: number): GapIntegral {
  const logCount = Math.log(all.count);
  /** Relative to all of R, per interval. */
  const sharedTolerance = Math.max(1e-14, gaps > MANY ? 1e-7 / gaps : 0);
  const stack = takeStack();
  const mattersOf = relevantOfAll(all);
  const negligible = negligibleGap(all);
  let terms = new Float64Array(MANY);
  let splits = 0;
  /** Of the intervals done: beside it, what lies next to a spike does not matter. */
  let total = 0;
  let sum = 0;
  let waiting: Gap[] = [];

  /** ln q, of the components from `start` on. */
  const logDensity = (z: number, start: number, depth: number): number => {
    const { mean, precision, logScale, length } = stack;
    if (terms.length < length - start) terms = new Float64Array(2 * (length - start));
    let largest = -Infinity;
    for (let i = start; i < length; i++) {
      const x = (z - mean[i]) * precision[i];
      const term = logScale[i] - 0.5 * x * x;
      terms[i - start] = term;
      if (term > largest) largest = term;
    }
    const floor = largest - depth;
    let sum = 0;
    for (let i = 0; i < length - start; i++) if (terms[i] >= floor) sum += Math.exp(terms[i] - largest);
    return largest + Math.log(sum) - HALF_LOG_2PI - logCount;
  };

  const integrate = (gap: Gap, a: number, b: number, parent: number): number => {
    const end = stack.length;
    const depth = negligibleDepth(a, b) + logCount;
    const value = integrateWith(gap, a, b, relevant(stack, parent, a, b, depth), depth);
    stack.length = end;
    return value;
  };

  /** By the components from `start` on. */
  const integrateWith = (gap: Gap, a: number, b: number, start: number, depth: number): number => {
    const members = stack.length - start;
    const centre = (a + b) / 2;
    const halves = () => integrate(gap, a, centre, start) + integrate(gap, centre, b, start);
    if (b - a > WIDE && members > MANY) return halves();
    if (members <= 2 && !gap.weight && b - a <= NARROW) {
      const value = members === 1 ? ruled(stack, start, a, b, logCount) : broken(stack, start, a, b, logCount);
      if (value !== undefined) {
        total += Math.abs(value);
        return value;
      }
    }
    const half = (b - a) / 2;
    const integrand = (z: number) => {
      const logPrior = -0.5 * z * z - HALF_LOG_2PI;
      return (gap.weight?.(z) ?? 1) * Math.exp(logPrior) * (logPrior - logDensity(z, start, depth));
    };
    const atCentre = integrand(centre);
    let kronrod = KRONROD[0] * atCentre;
    let gauss = GAUSS[0] * atCentre;
    for (let k = 1; k < NODES.length; k++) {
      const pair = integrand(centre - half * NODES[k]) + integrand(centre + half * NODES[k]);
      kronrod += KRONROD[k] * pair;
      gauss += GAUSS[k] * pair;
    }
    const value = kronrod * half;
    // |K - G| is the error of the 7-point rule; that of the 15-point rule is far smaller.
    const converged = Math.abs(kronrod - gauss) * half <= 1e-10 + 1e-9 * Math.abs(value) + sharedTolerance * total;
    if (!converged && splits++ <= SPLITS && centre > a && centre < b) return halves();
    total += Math.abs(value);
    return value;
  };

  const overGaps = (gaps: Gap[], from: number, to: number, parent: number): number => {
    const { a } = gaps[from];
    const { b } = gaps[to - 1];
    if (to - from === 1) {
      splits = 0;
      return integrate(gaps[from], a, b, parent);
    }
    const end = stack.length;
    const start = relevant(stack, parent, a, b, negligibleDepth(a, b) + logCount);
    const middle = (from + to) >> 1;
    const value = overGaps(gaps, from, middle, start) + overGaps(gaps, middle, to, start);
    stack.length = end;
    return value;
  };

  const flush = () => {
    const done = waiting;
    waiting = [];
    if (done.length === 0) return;
    const { a } = done[0];
    const { b } = done[done.length - 1];
    const start = mattersOf(stack, a, b, negligibleDepth(a, b) + logCount);
    sum += overGaps(done, 0, done.length, start);
    stack.length = 0;
  };

  return {
    add(gap) {
      if (Math.abs(gap.a + gap.b) >= PRIOR_BULK && negligible(gap)) return;
      if (waiting.length === TOGETHER || (waiting.length > 0 && gap.b - waiting[0].a > SPAN)) flush();
      waiting.push(gap);
    },
    result() {
      flush();
      giveBackStack(stack);
      return sum;
    },
  };
}

/** Whether a gap holds too little of the prior to matter, by the farthest that ln q can fall. */
function negligibleGap({ count, mean, sigma }: WeightedComponents): (gap: Gap) => boolean {
  /** Only looked for where there is a gap in a tail. */
  let extent: ComponentExtent | undefined;
  return ({ a, b }) => {
    extent ??= extentOf(mean, sigma);
    const far = Math.max(b - extent.lowestMean, extent.highestMean - a) / extent.smallestSigma;
    return standardNormalMass(a, b) * (far * far + Math.log(count) + 100) < 1e-12;
  };
}

/** How many nats below the largest term the others, all together, cannot matter: by the prior mass at stake. */
function negligibleDepth(a: number, b: number): number {
  const nearest = a <= 0 && b >= 0 ? 0 : Math.min(Math.abs(a), Math.abs(b));
  return Math.min(40, Math.max(2, Math.log((standardNormalDensity(nearest) * (b - a)) / TOLERANCE)));
}
