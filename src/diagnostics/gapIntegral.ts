import { HALF_LOG_2PI, standardNormalDensity } from './gaussian';

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

/**
 * Sum over the gaps of the integral of weight p ln(p/q), q the mixture of N(mean_i, sigma_i^2), by log-sum-exp and
 * adaptive quadrature. Between far modes ln q has kinks as narrow as sigma^2/distance, which no fixed grid resolves.
 * Components that cannot matter on an interval are dropped on the way down a bisection over the gaps.
 * @param gaps ascending, disjoint
 */
export function integrateGaps(gaps: Gap[], mean: Float64Array, sigma: Float64Array): number {
  const logSigma = Float64Array.from(sigma, Math.log);
  const logCount = Math.log(mean.length);

  /** Components that are not e^-depth below the largest everywhere on [a, b], depth by the prior mass at stake. */
  const relevant = (members: Uint32Array, a: number, b: number): Uint32Array => {
    if (members.length < 8) return members;
    const nearest = a <= 0 && b >= 0 ? 0 : Math.min(Math.abs(a), Math.abs(b));
    const stake = standardNormalDensity(nearest) * (b - a);
    const depth = Math.min(40, Math.max(2, Math.log(stake / TOLERANCE)));
    let floor = -Infinity;
    for (const i of members) {
      const far = Math.max(Math.abs(a - mean[i]), Math.abs(b - mean[i])) / sigma[i];
      floor = Math.max(floor, -0.5 * far * far - logSigma[i]);
    }
    floor -= depth + logCount;
    return members.filter((i) => {
      const near = Math.max(a - mean[i], mean[i] - b, 0) / sigma[i];
      return -0.5 * near * near - logSigma[i] >= floor;
    });
  };

  const logDensity = (z: number, members: Uint32Array): number => {
    let largest = -Infinity;
    let sum = 0;
    for (const i of members) {
      const x = (z - mean[i]) / sigma[i];
      const term = -0.5 * x * x - logSigma[i];
      if (term > largest) {
        sum = sum * Math.exp(largest - term) + 1;
        largest = term;
      } else sum += Math.exp(term - largest);
    }
    return largest + Math.log(sum) - HALF_LOG_2PI - logCount;
  };

  const integrate = (gap: Gap, a: number, b: number, parent: Uint32Array, depth: number): number => {
    const members = relevant(parent, a, b);
    const centre = (a + b) / 2;
    const half = (b - a) / 2;
    const integrand = (z: number) => {
      const logPrior = -0.5 * z * z - HALF_LOG_2PI;
      return gap.weight(z) * Math.exp(logPrior) * (logPrior - logDensity(z, members));
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
    const converged = Math.abs(kronrod - gauss) * half <= 1e-12 + 1e-9 * Math.abs(value);
    if (converged || depth === 0 || !(centre > a && centre < b)) return value;
    return integrate(gap, a, centre, members, depth - 1) + integrate(gap, centre, b, members, depth - 1);
  };

  const overGaps = (from: number, to: number, parent: Uint32Array): number => {
    if (from === to) return 0;
    const members = relevant(parent, gaps[from].a, gaps[to - 1].b);
    if (to - from === 1) return integrate(gaps[from], gaps[from].a, gaps[from].b, members, 48);
    const middle = (from + to) >> 1;
    return overGaps(from, middle, members) + overGaps(middle, to, members);
  };
  return overGaps(
    0,
    gaps.length,
    Uint32Array.from(mean, (_, i) => i),
  );
}
