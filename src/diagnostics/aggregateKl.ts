import { HALF_LOG_2PI } from './gaussian';
import type { MixtureNodes } from './mixtureNodes';

/**
 * J = KL(q || N(m, t)), the part of KL(q||p) that the moments do not see: F = MM + J, with MM in closed form.
 * The integrand q ln(q/g) - q + g is non-negative, so rounding cannot cancel.
 * @param m mean of q
 * @param t variance of q
 * @returns J >= 0 in nats and a bound of its error: the two halves of the rule against each other (each has twice the
 *   spacing, so it errs more than the whole), the error of the density, and rounding. An error e(z) of q changes
 *   q ln(q/g) by at most e |ln(q/g) + 1| + e^2/q; the sum of the ones is the error of q's mass, which is known to be 1.
 */
export function negentropy(nodes: MixtureNodes, m: number, t: number): { value: number; errorBound: number } {
  const logPeak = -HALF_LOG_2PI - 0.5 * Math.log(t);
  const halves = new Float64Array(1 + nodes.parity.reduce((a, b) => Math.max(a, b), 0) + 1);
  let sum = 0;
  let ofDensity = 0;
  let mass = 0;
  let magnitude = 0;
  for (let k = 0; k < nodes.z.length; k++) {
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
    halves[nodes.parity[k]] += term;
    mass += nodes.weight[k] * q;
    if (error <= 0.1 * q) ofDensity += nodes.weight[k] * error * (Math.abs(logRatio) + error / q);
  }
  let spacing = 0;
  for (let p = 0; p + 1 < halves.length; p += 2) spacing += Math.abs(halves[p] - halves[p + 1]);
  return {
    value: Math.max(0, sum),
    errorBound: 2 * spacing + ofDensity + Math.abs(mass - 1) + 1e-14 * (1 + magnitude),
  };
}
