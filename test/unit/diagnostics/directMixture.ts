import { integrate } from './quadrature';

/** An equal mixture of Gaussians, and what can be said of it by direct sums alone. */
export interface Mixture {
  mean: Float64Array;
  sigma: Float64Array;
}

export function mixture(mean: readonly number[], sigma: readonly number[]): Mixture {
  return { mean: Float64Array.from(mean), sigma: Float64Array.from(sigma) };
}

export const logNormal = (z: number, mean: number, sigma: number): number =>
  -0.5 * ((z - mean) / sigma) ** 2 - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI);

/** ln q(z), by log-sum-exp. */
export function logDensity({ mean, sigma }: Mixture, z: number): number {
  const terms = Array.from(mean, (mu, i) => logNormal(z, mu, sigma[i]));
  const largest = Math.max(...terms);
  return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0) / mean.length);
}

/** Mean and variance of the mixture. */
export function momentsOf({ mean, sigma }: Mixture): { m: number; t: number } {
  const m = mean.reduce((sum, mu) => sum + mu, 0) / mean.length;
  const t = mean.reduce((sum, mu, i) => sum + (mu - m) ** 2 + sigma[i] ** 2, 0) / mean.length;
  return { m, t };
}

/** Places where the integrands change their character: around every component. */
function breakpoints({ mean, sigma }: Mixture): number[] {
  return Array.from(mean, (mu, i) => [-11, -6, -3, -1, 0, 1, 3, 6, 11].map((k) => mu + k * sigma[i])).flat();
}

/** F = KL(q || p). */
export function directAggregateKl(q: Mixture): number {
  return integrate((z) => {
    const log = logDensity(q, z);
    return Math.exp(log) * (log - logNormal(z, 0, 1));
  }, breakpoints(q));
}

/** R = KL(p || q). */
export function directReverseKl(q: Mixture): number {
  const inside = breakpoints(q).filter((z) => Math.abs(z) < 11);
  return integrate((z) => {
    const log = logNormal(z, 0, 1);
    return Math.exp(log) * (log - logDensity(q, z));
  }, [-11, -6, -3, -1, 0, 1, 3, 6, 11, ...inside]);
}
