import { HALF_LOG_2PI, standardNormalDensity } from './gaussian';
import type { RelevantComponents } from './relevantComponents';
import { rootBetween } from './rootBetween';

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

/**
 * Over a narrow [a, b], where one of the components from `start` on is far above the others: 5-point Gauss on p times a
 * parabola.
 */
export function ruled(
  { mean, precision, logScale, length }: RelevantComponents,
  start: number,
  a: number,
  b: number,
  logCount: number,
): number {
  const centre = (a + b) / 2;
  const half = (b - a) / 2;
  let sum = 0;
  for (let k = 0; k < GAUSS_5.length; k++) {
    const [node, weight] = GAUSS_5[k];
    const z = centre + half * node;
    let largest = -Infinity;
    for (let i = start; i < length; i++) {
      const x = (z - mean[i]) * precision[i];
      largest = Math.max(largest, logScale[i] - 0.5 * x * x);
    }
    const logPrior = -0.5 * z * z - HALF_LOG_2PI;
    sum += weight * Math.exp(logPrior) * (logPrior - largest + HALF_LOG_2PI + logCount);
  }
  return sum * half;
}

/**
 * Over a narrow [a, b] where two components, from `start` on, cross: if each rules its own side but for a kink much
 * narrower than the interval. With D the difference of their logarithms, the integral of ln(1 + e^-|D|) over the kink is
 * pi^2/(6 |D'|).
 */
export function broken(
  components: RelevantComponents,
  start: number,
  a: number,
  b: number,
  logCount: number,
): number | undefined {
  const { mean, precision, logScale } = components;
  const difference = (z: number) => {
    const x = (z - mean[start]) * precision[start];
    const y = (z - mean[start + 1]) * precision[start + 1];
    return logScale[start] - 0.5 * x * x - (logScale[start + 1] - 0.5 * y * y);
  };
  const atA = difference(a);
  const atB = difference(b);
  if (atA > 0 === atB > 0 || Math.min(Math.abs(atA), Math.abs(atB)) < CLEAR) return undefined;
  const at = rootBetween(difference, a, b);
  const slope = (at - mean[start + 1]) * precision[start + 1] ** 2 - (at - mean[start]) * precision[start] ** 2;
  const kink = standardNormalDensity(at) * (Math.PI ** 2 / (6 * Math.abs(slope)));
  return ruled(components, start, a, at, logCount) + ruled(components, start, at, b, logCount) - kink;
}
