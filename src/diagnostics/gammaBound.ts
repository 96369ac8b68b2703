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
