import { HALF_LOG_2PI, standardNormalDensity, standardNormalMass } from './gaussian';
import { geometryOf, type Mixture } from './mixtureCells';

/** Components that stand alone: beside them q is theirs, so that their shares of F and H have closed forms. */
export interface Isolated {
  /** N: all components of the mixture. */
  count: number;
  /** The mixture's singles, means ascending, and 1 for each that stands alone. */
  mean: Float64Array;
  sigma: Float64Array;
  alone: Uint8Array;
  /** How many do. */
  members: number;
}

/** Deviations within which they have all their mass, but for e^-36 of it. */
const REACH = 8.5;

/** Wider ones are left to the grid: the prior changes over them. */
const NARROW = 1e-3;

/**
 * The components that stand alone, and the mixture without them (whose components still weigh 1/N each).
 * @param mixture means of its singles ascend
 * @param tail deviations up to which no other is near: as far as the grid follows the others, so that R, which takes all
 *   that the grid knows of ln q, does not miss those that are not on it
 */
export function apart(mixture: Mixture, tail: number): { isolated: Isolated; rest: Mixture } {
  const { count, mean, sigma } = mixture;
  const alone = new Uint8Array(mean.length);
  const meetsCell = cellsMet(mixture, tail);
  let reached = -Infinity;
  for (let i = 0; i < mean.length; i++) {
    const reach = tail * sigma[i];
    alone[i] = reached < mean[i] - reach && sigma[i] <= NARROW ? 1 : 0;
    reached = Math.max(reached, mean[i] + reach);
  }
  let members = 0;
  reached = Infinity;
  for (let i = mean.length - 1; i >= 0; i--) {
    const reach = tail * sigma[i];
    if (alone[i] === 1 && (reached <= mean[i] + reach || meetsCell(mean[i] - reach, mean[i] + reach))) alone[i] = 0;
    reached = Math.min(reached, mean[i] - reach);
    members += alone[i];
  }
  return { isolated: { count, mean, sigma, alone, members }, rest: { ...mixture, alone } };
}

/** Whether a cell reaches into an interval. */
function cellsMet({ cells }: Mixture, tail: number): (low: number, high: number) => boolean {
  const total = cells.reduce((sum, { index }) => sum + index.length, 0);
  if (total === 0) return () => false;
  const begins = new Float64Array(total);
  const ends = new Float64Array(total);
  let k = 0;
  for (const level of cells) {
    const { width, variance, halfRange } = geometryOf(level);
    const reach = width / 2 + tail * Math.sqrt(variance + halfRange);
    for (const i of level.index) {
      begins[k] = i * width - reach;
      ends[k++] = i * width + reach;
    }
  }
  begins.sort();
  ends.sort();
  return (low, high) => countBelow(begins, high, true) > countBelow(ends, low, false);
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
export function isolatedNegentropy({ count, mean, sigma, alone }: Isolated, m: number, t: number): number {
  const constant = 0.5 * (Math.log(t) - 1) - Math.log(count);
  let sum = 0;
  for (let i = 0; i < mean.length; i++) {
    if (alone[i] === 0) continue;
    const d = mean[i] - m;
    sum += constant - Math.log(sigma[i]) + (d * d + sigma[i] * sigma[i]) / (2 * t);
  }
  return sum / count;
}

/** Prior probability of where their density is p/2 or more; p is taken as constant over so narrow a component. */
export function filledByIsolated({ count, mean, sigma, alone }: Isolated): number {
  let filled = 0;
  for (let i = 0; i < mean.length; i++) {
    if (alone[i] === 0) continue;
    const logRatio = -HALF_LOG_2PI - Math.log((count * sigma[i] * standardNormalDensity(mean[i])) / 2);
    if (!(logRatio > 0)) continue;
    const half = sigma[i] * Math.min(REACH, Math.sqrt(2 * logRatio));
    // The prior's mass on mean +- half, by its second derivative: so narrow that no more is needed.
    const curvature = ((mean[i] * mean[i] - 1) * half * half) / 6;
    filled += 2 * half * standardNormalDensity(mean[i]) * (1 + curvature);
  }
  return filled;
}

/** Adds their mass to cells of width zStep from zMin on, [points]. */
export function addIsolated(
  { count, mean, sigma, alone }: Isolated,
  zMin: number,
  zStep: number,
  cells: Float64Array,
): void {
  for (let i = 0; i < mean.length; i++) {
    if (alone[i] === 0) continue;
    const first = Math.max(0, Math.floor((mean[i] - REACH * sigma[i] - zMin) / zStep));
    const last = Math.min(cells.length - 1, Math.floor((mean[i] + REACH * sigma[i] - zMin) / zStep));
    if (first === last && first > 0 && last < cells.length - 1) {
      cells[first] += 1 / count;
      continue;
    }
    for (let cell = first; cell <= last; cell++) {
      const a = (zMin + cell * zStep - mean[i]) / sigma[i];
      cells[cell] += standardNormalMass(a, a + zStep / sigma[i]) / count;
    }
  }
}
