import { expMinusLinear } from './gaussian';

/**
 * BN-VAE's floor of the KL of one dimension, (gamma^2 + beta^2)/2 nats (Zhu et al. 2020), where batch norm fixes the
 * standard deviation of the posterior mean at abs(gamma) and its mean at beta. D dimensions cost D times as much.
 */
export function klFloor(gamma: number, beta: number): number {
  return (gamma * gamma + beta * beta) / 2;
}

/**
 * The floor of KL(q_j || p) in nats that gamma alone guarantees, (gamma^2 - 1 - ln gamma^2)/2 from abs(gamma) = 1 on,
 * since the aggregate posterior's variance gamma^2 + S exceeds gamma^2 for any posterior variance S > 0. Below 1 there
 * is none: S may fill the gap.
 */
export function guaranteedMismatchFloor(gamma: number): number {
  const size = Math.abs(gamma);
  return size <= 1 ? 0 : expMinusLinear(2 * Math.log(size)) / 2;
}

/**
 * The gamma at which a dimension of mean posterior variance S has aggregate variance gamma^2 + S = 1, as the prior has;
 * null for S >= 1, where none does. S moves with gamma: a trained model tells where to go, not where it will end.
 */
export function matchingGamma(meanVariance: number): number | null {
  return meanVariance < 1 ? Math.sqrt(1 - meanVariance) : null;
}

/**
 * The gammas at which a KL of `rate` nats over D dimensions can be reached without a narrow aggregate posterior.
 *
 * At beta = 0, K_j = (gamma^2 + S - 1 - ln S)/2 where every example has posterior variance S, and more by Jensen's
 * inequality where they differ (klJensenFloor). With r = rate/D:
 * - `matching`: gamma^2 + S = 1 leaves K_j = -(ln S)/2 = r, so S = e^(-2r) and gamma = sqrt(1 - e^(-2r)), the highest
 *   gamma with this rate and the prior's variance;
 * - `largest`: gamma^2/2 = r takes the whole rate, which leaves S = 1 and an aggregate variance of 1 + 2r. Above it the
 *   floor of Zhu et al. (2020) exceeds the rate.
 * @param rate in nats, not negative
 */
export function targetRateInterval(rate: number, dimensions: number): { matching: number; largest: number } {
  const twice = (2 * rate) / dimensions;
  return { matching: Math.sqrt(-Math.expm1(-twice)), largest: Math.sqrt(twice) };
}
