import { HALF_LOG_2PI } from './gaussian';
import { type Isolated, isolatedNegentropy } from './isolated';
import type { ChunkSum } from './nodeChunks';

/**
 * J = KL(q || N(m, t)), the part of KL(q||p) that the moments do not see: F = MM + J, with MM in closed form.
 * The integrand q ln(q/g) - q + g is non-negative, so rounding cannot cancel.
 * @param m mean of q
 * @param t variance of q
 * @param isolated components that are not in the nodes
 * @returns J >= 0 in nats and a bound of its error: the two halves of the rule against each other (each has twice the
 *   spacing, so it errs more than the whole), the error of the density, and rounding. An error e(z) of q changes
 *   q ln(q/g) by at most e |ln(q/g) + 1| + e^2/q; the sum of the ones is the error of q's mass, which is known to be 1.
 */
export function negentropySum(
  m: number,
  t: number,
  isolated?: Isolated,
): ChunkSum<{ value: number; errorBound: number }> {
  const logPeak = -HALF_LOG_2PI - 0.5 * Math.log(t);
  const halves: number[] = [];
  let sum = isolated ? isolatedNegentropy(isolated, m, t) : 0;
  let magnitude = Math.abs(sum);
  let mass = isolated ? isolated.members / isolated.count : 0;
  let ofDensity = 0;
  return {
    add({ nodes, from, to }) {
      for (let k = from; k < to; k++) {
        const q = nodes.density[k];
        const error = nodes.densityError[k];
        const d = nodes.z[k] - m;
        const logGaussian = logPeak - (0.5 * d * d) / t;
        if (error > 0.1 * q) {
          // Next to nothing is known of q but that it is at most this.
          const most = q + error;
          ofDensity += nodes.weight[k] * 2 * most * (Math.abs(Math.log(most) - logGaussian) + 1);
        }
        if (q === 0) continue;
        const logRatio = Math.log(q) - logGaussian;
        const term = nodes.weight[k] * q * logRatio;
        sum += term;
        magnitude += Math.abs(term);
        const parity = nodes.parity[k];
        while (halves.length <= parity + 1) halves.push(0);
        halves[parity] += term;
        mass += nodes.weight[k] * q;
        if (error <= 0.1 * q) ofDensity += nodes.weight[k] * error * (Math.abs(logRatio) + error / q);
      }
    },
    result() {
      let spacing = 0;
      for (let p = 0; p + 1 < halves.length; p += 2) spacing += Math.abs(halves[p] - halves[p + 1]);
      return {
        value: Math.max(0, sum),
        errorBound: 2 * spacing + ofDensity + Math.abs(mass - 1) + 1e-14 * (1 + magnitude),
      };
    },
  };
}
