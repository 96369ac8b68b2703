import { standardNormalMass } from '../../../src/diagnostics/gaussian';
import { type Mixture, singly } from '../../../src/diagnostics/mixtureCells';
import { seededRandom } from '../dumps/random';
import { integrate } from './quadrature';

/** An equal mixture of Gaussians, all kept singly: what direct sums over all its components say of it stands below. */
export function mixture(mean: readonly number[], sigma: readonly number[]): Mixture {
  return singly(Float64Array.from(mean), Float64Array.from(sigma));
}

/** Draws of N(0, 1) (Box & Muller). */
export function seededNormal(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The same mixture with every component `times` times. */
export function repeated({ mean, sigma }: Mixture, times: number): Mixture {
  const repeat = (values: Float64Array) =>
    Float64Array.from({ length: values.length * times }, (_, i) => values[i % values.length]);
  return singly(repeat(mean), repeat(sigma));
}

export function momentsOf({ mean, sigma }: Mixture): { m: number; t: number } {
  const m = mean.reduce((sum, mu) => sum + mu, 0) / mean.length;
  const t = mean.reduce((sum, mu, i) => sum + (mu - m) ** 2 + sigma[i] ** 2, 0) / mean.length;
  return { m, t };
}

/** KL(N(mean, sigma^2) || N(0, 1)). */
export const componentKl = (mean: number, sigma: number): number => (mean ** 2 + sigma ** 2 - 1) / 2 - Math.log(sigma);

/** K: mean KL of the components to the prior. */
export const meanKl = ({ mean, sigma }: Mixture): number =>
  mean.reduce((sum, mu, i) => sum + componentKl(mu, sigma[i]), 0) / mean.length;

const logNormal = (z: number, mean: number, sigma: number): number =>
  -0.5 * ((z - mean) / sigma) ** 2 - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI);

/** ln q(z), by log-sum-exp. */
function logDensity({ mean, sigma }: Mixture, z: number): number {
  let largest = -Infinity;
  for (let i = 0; i < mean.length; i++) largest = Math.max(largest, logNormal(z, mean[i], sigma[i]));
  let sum = 0;
  for (let i = 0; i < mean.length; i++) sum += Math.exp(logNormal(z, mean[i], sigma[i]) - largest);
  return largest + Math.log(sum / mean.length);
}

/** q(z). */
export const directDensity = (q: Mixture, z: number): number => Math.exp(logDensity(q, z));

/** Around every component, where integrands change their character. */
const around = ({ mean, sigma }: Mixture): number[] =>
  Array.from(mean, (mu, i) => [-11, -5, -2, 0, 2, 5, 11].map((k) => mu + k * sigma[i])).flat();

/** F = KL(q || p) = integral of q ln(q/p). */
export function directAggregateKl(q: Mixture): number {
  return integrate((z) => {
    const log = logDensity(q, z);
    return Math.exp(log) * (log - logNormal(z, 0, 1));
  }, around(q));
}

const PRIOR_PANELS = [-11, -5, -2, 0, 2, 5, 11];

/** R = KL(p || q) = integral of p ln(p/q). */
export function directReverseKl(q: Mixture): number {
  const inside = around(q).filter((z) => Math.abs(z) < 11);
  return integrate(
    (z) => {
      const log = logNormal(z, 0, 1);
      return Math.exp(log) * (log - logDensity(q, z));
    },
    [...PRIOR_PANELS, ...inside],
  );
}

/** H: prior probability of { q < p/2 }, whose edges are found by bisection. */
export function directHoleMass(q: Mixture): number {
  const isHole = (z: number) => logDensity(q, z) < logNormal(z, 0, 1) - Math.LN2;
  const uniform = Array.from({ length: 401 }, (_, k) => -10 + k / 20);
  const scan = [...uniform, ...around(q).filter((z) => Math.abs(z) < 10)].sort((a, b) => a - b);
  let mass = isHole(scan[0]) ? standardNormalMass(-Infinity, scan[0]) : 0;
  for (let k = 1; k < scan.length; k++) {
    const [a, b] = [scan[k - 1], scan[k]];
    if (isHole(a) && isHole(b)) mass += standardNormalMass(a, b);
    if (isHole(a) === isHole(b)) continue;
    let [low, high] = [a, b];
    for (let n = 0; n < 50; n++) {
      const middle = (low + high) / 2;
      if (isHole(middle) === isHole(a)) low = middle;
      else high = middle;
    }
    mass += isHole(a) ? standardNormalMass(a, low) : standardNormalMass(low, b);
  }
  return mass;
}
