import { HALF_LOG_2PI, standardNormalDensity, standardNormalMass } from './gaussian';
import { rootBetween } from './rootBetween';
import type { WeightedComponents } from './weightedComponents';

/** An integral over [a, b] of weight(z) p(z) ln(p(z)/q(z)) that the grid cannot give. */
export interface Gap {
  a: number;
  b: number;
  weight: (z: number) => number;
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

/** Nats at which the lower of two components no longer counts. */
const CLEAR = 1e3;

/** Gauss-Legendre on [-1, 1]: nodes and weights. */
const GAUSS_5 = [
  [0, 0.5688888888888889],
  [0.5384693101056831, 0.47862867049936647],
  [-0.5384693101056831, 0.47862867049936647],
  [0.906179845938664, 0.23692688505618908],
  [-0.906179845938664, 0.23692688505618908],
];

/** Components of the mixture, side by side. */
interface Components {
  mean: Float64Array;
  precision: Float64Array;
  /** ln of the members less ln sigma. */
  logScale: Float64Array;
}

/**
 * Sum over the gaps of the integral of weight p ln(p/q), q the mixture of N(mean_i, sigma_i^2), by log-sum-exp and
 * adaptive quadrature. Between far modes ln q has kinks as narrow as sigma^2/distance, which no fixed grid resolves.
 * Components that cannot matter on an interval are dropped on the way down a bisection over the gaps.
 * @param all gaps, ascending, disjoint
 */
export function integrateGaps(all: Gap[], { count, mean, sigma, logMembers }: WeightedComponents): number {
  const logCount = Math.log(count);
  /** Relative to all of R, per interval: far more gaps than R5 has are not seen one by one. */
  const sharedTolerance = Math.max(1e-14, all.length > MANY ? 1e-7 / all.length : 0);
  let terms = new Float64Array(MANY);
  let splits = 0;
  /** Of the intervals done: beside it, what lies next to a spike does not matter. */
  let total = 0;

  const logDensity = (z: number, { mean, precision, logScale }: Components, depth: number): number => {
    if (terms.length < mean.length) terms = new Float64Array(mean.length);
    let largest = -Infinity;
    for (let i = 0; i < mean.length; i++) {
      const x = (z - mean[i]) * precision[i];
      const term = logScale[i] - 0.5 * x * x;
      terms[i] = term;
      if (term > largest) largest = term;
    }
    const floor = largest - depth;
    let sum = 0;
    for (let i = 0; i < mean.length; i++) if (terms[i] >= floor) sum += Math.exp(terms[i] - largest);
    return largest + Math.log(sum) - HALF_LOG_2PI - logCount;
  };

  const integrate = (gap: Gap, a: number, b: number, parent: Components): number => {
    const depth = negligibleDepth(a, b) + logCount;
    const members = relevant(parent, a, b, depth);
    const centre = (a + b) / 2;
    const halves = () => integrate(gap, a, centre, members) + integrate(gap, centre, b, members);
    if (b - a > WIDE && members.mean.length > MANY) return halves();
    const kink = members.mean.length === 2 ? kinkBetween(members, a, b) : undefined;
    if (kink) {
      const { at, width } = kink;
      const value = alone(gap, a, at, members) + alone(gap, at, b, members);
      return value - gap.weight(at) * standardNormalDensity(at) * width;
    }
    const half = (b - a) / 2;
    const integrand = (z: number) => {
      const logPrior = -0.5 * z * z - HALF_LOG_2PI;
      return gap.weight(z) * Math.exp(logPrior) * (logPrior - logDensity(z, members, depth));
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

  /** Over [a, b], where one of two components is far above the other: 5-point Gauss on p times a parabola. */
  const alone = (gap: Gap, a: number, b: number, two: Components): number => {
    const centre = (a + b) / 2;
    const half = (b - a) / 2;
    const { mean, precision, logScale } = two;
    let sum = 0;
    for (let k = 0; k < GAUSS_5.length; k++) {
      const [node, weight] = GAUSS_5[k];
      const z = centre + half * node;
      const x = (z - mean[0]) * precision[0];
      const y = (z - mean[1]) * precision[1];
      const logDensity = Math.max(logScale[0] - 0.5 * x * x, logScale[1] - 0.5 * y * y) - HALF_LOG_2PI - logCount;
      const logPrior = -0.5 * z * z - HALF_LOG_2PI;
      sum += weight * gap.weight(z) * Math.exp(logPrior) * (logPrior - logDensity);
    }
    return sum * half;
  };

  /** Whether the gap holds too little of the prior to matter, by the farthest that ln q can fall. */
  const negligible = ({ a, b }: Gap) => {
    let lowest = 0;
    for (let i = 0; i < mean.length; i++) {
      const far = Math.max(Math.abs(a - mean[i]), Math.abs(b - mean[i])) / sigma[i];
      if (far > lowest) lowest = far;
    }
    return standardNormalMass(a, b) * (lowest * lowest + logCount + 100) < 1e-12;
  };

  const overGaps = (from: number, to: number, parent: Components): number => {
    const { a } = gaps[from];
    const { b } = gaps[to - 1];
    const members = relevant(parent, a, b, negligibleDepth(a, b) + logCount);
    if (to - from === 1) {
      splits = 0;
      return integrate(gaps[from], a, b, members);
    }
    const middle = (from + to) >> 1;
    return overGaps(from, middle, members) + overGaps(middle, to, members);
  };
  const gaps = all.filter((gap) => Math.abs(gap.a + gap.b) < PRIOR_BULK || !negligible(gap));
  if (gaps.length === 0) return 0;
  const components = { mean, precision: new Float64Array(mean.length), logScale: new Float64Array(mean.length) };
  for (let i = 0; i < mean.length; i++) {
    components.precision[i] = 1 / sigma[i];
    components.logScale[i] = (logMembers ? logMembers[i] : 0) - Math.log(sigma[i]);
  }
  return overGaps(0, gaps.length, components);
}

/**
 * Where two components cross between a and b, if there each rules its own side but for a kink much narrower than the
 * interval, and the interval is narrow beside the prior. With D the difference of their logarithms, the integral of
 * ln(1 + e^-|D|) over the kink is pi^2/(6 |D'|): its `width`, in units of z times nats.
 */
function kinkBetween({ mean, precision, logScale }: Components, a: number, b: number) {
  if (b - a > NARROW) return undefined;
  const difference = (z: number) => {
    const x = (z - mean[0]) * precision[0];
    const y = (z - mean[1]) * precision[1];
    return logScale[0] - 0.5 * x * x - (logScale[1] - 0.5 * y * y);
  };
  const atA = difference(a);
  const atB = difference(b);
  if (atA > 0 === atB > 0 || Math.min(Math.abs(atA), Math.abs(atB)) < CLEAR) return undefined;
  const at = rootBetween(difference, a, b);
  const slope = (at - mean[1]) * precision[1] ** 2 - (at - mean[0]) * precision[0] ** 2;
  return { at, width: Math.PI ** 2 / (6 * Math.abs(slope)) };
}

/** How many nats below the largest term the others, all together, cannot matter: by the prior mass at stake. */
function negligibleDepth(a: number, b: number): number {
  const nearest = a <= 0 && b >= 0 ? 0 : Math.min(Math.abs(a), Math.abs(b));
  return Math.min(40, Math.max(2, Math.log((standardNormalDensity(nearest) * (b - a)) / TOLERANCE)));
}

/** The components that come within `depth` of the largest somewhere on [a, b]. */
function relevant(parent: Components, a: number, b: number, depth: number): Components {
  const { mean, precision, logScale } = parent;
  if (mean.length < 8) return parent;
  let floor = -Infinity;
  for (let i = 0; i < mean.length; i++) {
    const far = Math.max(Math.abs(a - mean[i]), Math.abs(b - mean[i])) * precision[i];
    const least = logScale[i] - 0.5 * far * far;
    if (least > floor) floor = least;
  }
  floor -= depth;
  const keep = new Uint8Array(mean.length);
  let count = 0;
  for (let i = 0; i < mean.length; i++) {
    const near = Math.max(a - mean[i], mean[i] - b, 0) * precision[i];
    keep[i] = logScale[i] - 0.5 * near * near >= floor ? 1 : 0;
    count += keep[i];
  }
  if (count > 0.8 * mean.length) return parent;
  const kept: Components = {
    mean: new Float64Array(count),
    precision: new Float64Array(count),
    logScale: new Float64Array(count),
  };
  for (let i = 0, k = 0; i < mean.length; i++) {
    if (keep[i] === 0) continue;
    kept.mean[k] = mean[i];
    kept.precision[k] = precision[i];
    kept.logScale[k++] = logScale[i];
  }
  return kept;
}
