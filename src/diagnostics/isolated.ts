import { scratchIntervals } from './coverage';
import { HALF_LOG_2PI, standardNormalDensity, standardNormalMass } from './gaussian';
import { geometryOf, type Mixture } from './mixtureCells';

/** Components that stand alone: beside them q is theirs, so that their shares of F and H have closed forms. */
export interface Isolated {
  /** N: all components of the mixture. */
  count: number;
  mean: Float64Array;
  sigma: Float64Array;
}

/** Deviations within which another component is to be missing: where two tails of e^-36 of their peaks meet. */
const ALONE = 8.5;

/** Wider ones are left to the grid: the prior changes over them. */
const NARROW = 1e-3;

const FEW = 0.01;
const NONE = new Float64Array(0);

/** The components that stand alone, and the mixture without them (whose components still weigh 1/N each). */
export function apart(mixture: Mixture): { isolated: Isolated; rest: Mixture } {
  const { count, mean, sigma, cells } = mixture;
  const [low, high] = scratchIntervals(cells.reduce((sum, { index }) => sum + index.length, mean.length));
  for (let i = 0; i < mean.length; i++) {
    low[i] = mean[i] - ALONE * sigma[i];
    high[i] = mean[i] + ALONE * sigma[i];
  }
  let k = mean.length;
  for (const level of cells) {
    const { width, variance, halfRange } = geometryOf(level);
    const reach = width / 2 + ALONE * Math.sqrt(variance + halfRange);
    for (const i of level.index) {
      low[k] = i * width - reach;
      high[k++] = i * width + reach;
    }
  }
  low.sort();
  high.sort();
  const alone = new Uint8Array(mean.length);
  let members = 0;
  for (let i = 0; i < mean.length; i++) {
    const begun = countBelow(low, mean[i] + ALONE * sigma[i], true);
    const ended = countBelow(high, mean[i] - ALONE * sigma[i], false);
    if (begun - ended !== 1 || sigma[i] > NARROW) continue;
    alone[i] = 1;
    members++;
  }
  // Few: not worth another copy of all the others.
  if (members < FEW * mean.length) return { isolated: { count, mean: NONE, sigma: NONE }, rest: mixture };
  const pick = (values: Float64Array, wanted: number, size: number) => {
    const picked = new Float64Array(size);
    for (let i = 0, n = 0; i < values.length; i++) if (alone[i] === wanted) picked[n++] = values[i];
    return picked;
  };
  const others = mean.length - members;
  return {
    isolated: { count, mean: pick(mean, 1, members), sigma: pick(sigma, 1, members) },
    rest: { ...mixture, mean: pick(mean, 0, others), sigma: pick(sigma, 0, others) },
  };
}

/** How many of some ascending values are below a limit, or at it. */
function countBelow(values: Float64Array, limit: number, orAt: boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < limit || (orAt && values[middle] === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Their share of J = KL(q || N(m, t)), nats: of each the integral of n ln(n/g), n = N(mu, s)/N. */
export function isolatedNegentropy({ count, mean, sigma }: Isolated, m: number, t: number): number {
  const constant = 0.5 * (Math.log(t) - 1) - Math.log(count);
  let sum = 0;
  for (let i = 0; i < mean.length; i++) {
    const d = mean[i] - m;
    sum += constant - Math.log(sigma[i]) + (d * d + sigma[i] * sigma[i]) / (2 * t);
  }
  return sum / count;
}

/** Prior probability of where their density is p/2 or more; p is taken as constant over so narrow a component. */
export function filledByIsolated({ count, mean, sigma }: Isolated): number {
  let filled = 0;
  for (let i = 0; i < mean.length; i++) {
    const logRatio = -HALF_LOG_2PI - Math.log((count * sigma[i] * standardNormalDensity(mean[i])) / 2);
    if (!(logRatio > 0)) continue;
    const half = sigma[i] * Math.min(ALONE, Math.sqrt(2 * logRatio));
    filled += standardNormalMass(mean[i] - half, mean[i] + half);
  }
  return filled;
}

/** Adds their mass to cells of width zStep from zMin on, [points]. */
export function addIsolated({ count, mean, sigma }: Isolated, zMin: number, zStep: number, cells: Float64Array): void {
  for (let i = 0; i < mean.length; i++) {
    const first = Math.max(0, Math.floor((mean[i] - ALONE * sigma[i] - zMin) / zStep));
    const last = Math.min(cells.length - 1, Math.floor((mean[i] + ALONE * sigma[i] - zMin) / zStep));
    for (let cell = first; cell <= last; cell++) {
      const a = (zMin + cell * zStep - mean[i]) / sigma[i];
      cells[cell] += standardNormalMass(a, a + zStep / sigma[i]) / count;
    }
  }
}
