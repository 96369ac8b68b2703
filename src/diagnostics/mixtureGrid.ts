import type { Kernels } from '../kernels/kernels';
import { CELL_TAIL, type CellLevel, geometryOf, type Mixture } from './mixtureCells';
import { depositLevels, depositSingles, droppedByCells, firstReaching } from './mixtureDeposit';
import { fade, type Interval, MARGIN, type MixtureNodes, merged, type Segment, weighted } from './mixtureNodes';

/**
 * A component contributes up to this many sigma from its mean; beyond, e^-98 of its peak is dropped. F needs 8.5; the
 * rest spares R the exact tails.
 */
export const TAIL = 14;
const DROPPED = Math.exp(-0.5 * TAIL * TAIL);
/** Grids of components wider than this are too coarse for the prior, over which R and H are integrals. */
const WIDE = 2;

/** Half-point Lagrange interpolation on 16 equispaced nodes (symmetric: 8 distinct weights, nearest first). */
const STENCIL = [1, 2, 3, 4, 5, 6, 7, 8].map((k) => {
  const at = k - 0.5;
  let weight = 1;
  for (let other = 1; other <= 8; other++) {
    const o = other - 0.5;
    weight *= other === k ? 1 : (o * o) / (o * o - at * at);
  }
  return weight / 2;
});

/**
 * Interpolation error relative to the local peak, for sigma/h >= 8 and >= 4: |f^(16)| prod|z - z_k| / 16! is
 * 2e-14 and 1.4e-9 at a Gaussian's mean; eight times that covers its flanks.
 */
const INTERPOLATION_ERROR = { 8: 2e-13, 4: 1e-8 };

/**
 * The density of an N-mixture of Gaussians on quadrature nodes matched to the local sigma.
 *
 * Dumps mix sigma 1e-4 with sigma 1, so one grid would need 1e10 evaluations. Components, and cells of them, are sorted
 * into octaves of sigma; octave o is deposited on a grid of spacing h = 2^o/samples, sigma/h in [samples, 2 samples),
 * and the sum of the wider octaves is interpolated onto the next finer grid, only where narrower components
 * live; beside wider components the prior counts as one, of no mass. A smooth partition of unity over the levels
 * keeps the trapezoid rule's exponential convergence (Trefethen & Weideman 2014) where the spacing changes.
 *
 * @param samples nodes per smallest sigma of an octave: 8 puts KL(q||p) within 1e-10, 4 within 1e-7 at half the cost
 * @param kernels null for plain TypeScript
 */
export function mixtureNodes(mixture: Mixture, samples: 4 | 8, kernels: Kernels | null = null): MixtureNodes {
  const { lowest, octaves } = byOctave(mixture);
  const finest = 2 ** lowest / samples;
  const scale = 1 / (mixture.count * Math.sqrt(2 * Math.PI));
  let dropped = 0;
  for (let i = 0; i < mixture.sigma.length; i++) dropped += (DROPPED * scale) / mixture.sigma[i];
  for (const level of mixture.cells) dropped += droppedByCells(level) * scale;

  const cores: Interval[][] = [];
  octaves.forEach((octave, l) => {
    const h = finest * 2 ** l;
    const narrower = l > 0 ? cores[l - 1] : [];
    const prior = octave.prior ? [{ first: (-2 * TAIL) / h, last: (2 * TAIL) / h }] : [];
    cores.push(coverage(mixture, octave, [...narrower, ...prior], h));
  });

  let nodes: MixtureNodes | undefined;
  let wider: Segment[] = [];
  for (let l = octaves.length - 1; l >= 0; l--) {
    const h = finest * 2 ** l;
    const segments = cores[l].map((core) => interpolated(wider, core, samples));
    depositSingles(segments, mixture, octaves[l].singles, h, scale, TAIL, kernels);
    depositLevels(segments, octaves[l].cells, h, scale, kernels);
    for (const { density, own } of segments) for (let k = 0; k < own.length; k++) density[k] += own[k];
    const own = l < octaves.length - 1 ? fade(cores[l]) : () => 1;
    const finer = l > 0 ? fade(cores[l - 1]) : () => 0;
    const here = weighted(segments, finest, l, (index) => own(index) - finer(2 * index), dropped);
    nodes = nodes ? merged(nodes, here) : here;
    wider = segments;
  }
  return nodes!;
}

/** What is deposited on one level of the grid: components with sigma in [2^o, 2^(o+1)). */
interface Octave {
  /** Indices of singles. */
  singles: Uint32Array;
  cells: CellLevel[];
  /** Whether the prior's own sigma belongs here, and is to be resolved. */
  prior: boolean;
}

/** Octaves from the lowest on. Plain loops: some thousand components pass here before V8 optimises anything. */
function byOctave({ sigma, cells }: Mixture): { lowest: number; octaves: Octave[] } {
  let smallest = Infinity;
  let largest = 0;
  for (let i = 0; i < sigma.length; i++) {
    if (sigma[i] < smallest) smallest = sigma[i];
    if (sigma[i] > largest) largest = sigma[i];
  }
  const geometries = cells.map(geometryOf);
  for (const { width, variance } of geometries) {
    if (width < smallest) smallest = width;
    const middle = Math.sqrt(variance);
    if (middle > largest) largest = middle;
  }
  const resolvesPrior = largest > WIDE;
  const lowest = Math.floor(Math.log2(resolvesPrior ? Math.min(1, smallest) : smallest));
  const highest = Math.max(lowest, Math.floor(Math.log2(largest)));
  const octaveOf = new Int16Array(sigma.length);
  const counts = new Uint32Array(highest - lowest + 1);
  for (let i = 0; i < sigma.length; i++) {
    octaveOf[i] = Math.floor(Math.log2(sigma[i])) - lowest;
    counts[octaveOf[i]]++;
  }
  const octaves = Array.from(counts, (count, l) => ({
    singles: new Uint32Array(count),
    cells: cells.filter((_, c) => geometries[c].octave === lowest + l),
    prior: resolvesPrior && lowest + l === 0,
  }));
  counts.fill(0);
  for (let i = 0; i < octaveOf.length; i++) octaves[octaveOf[i]].singles[counts[octaveOf[i]]++] = i;
  return { lowest, octaves };
}

/** Index intervals, at spacing h, that hold an octave's components and the intervals of the next finer level. */
function coverage({ mean, sigma }: Mixture, { singles, cells }: Octave, narrower: Interval[], h: number): Interval[] {
  const inCells = cells.reduce((sum, { index }) => sum + index.length, 0);
  const count = singles.length + inCells + narrower.length;
  const first = new Float64Array(count);
  const last = new Float64Array(count);
  let k = 0;
  for (let c = 0; c < singles.length; c++) {
    const i = singles[c];
    first[k] = Math.floor((mean[i] - TAIL * sigma[i]) / h);
    last[k++] = Math.ceil((mean[i] + TAIL * sigma[i]) / h);
  }
  for (const level of cells) {
    const { width, variance } = geometryOf(level);
    // A table's width is a multiple of 8.
    const reach = Math.ceil((CELL_TAIL * Math.sqrt(variance)) / h) + 8;
    for (const i of level.index) {
      first[k] = (i * width) / h - reach;
      last[k++] = (i * width) / h + reach;
    }
  }
  for (const interval of narrower) {
    first[k] = Math.floor(interval.first / 2);
    last[k++] = Math.ceil(interval.last / 2);
  }
  const low = first.reduce((a, b) => Math.min(a, b), Infinity);
  const high = last.reduce((a, b) => Math.max(a, b), -Infinity);
  // Dense enough for one array: no need to sort.
  if (high - low < Math.max(16384, 4 * count)) return [{ first: low, last: high }];
  const order = Uint32Array.from(first, (_, k) => k).sort((a, b) => first[a] - first[b]);
  const intervals: Interval[] = [];
  for (const k of order) {
    const open = intervals[intervals.length - 1];
    // Two fades must not meet, else the weights have a kink between them.
    if (open && first[k] <= open.last + 4 * MARGIN) open.last = Math.max(open.last, last[k]);
    else intervals.push({ first: first[k], last: last[k] });
  }
  return intervals;
}

/** The core with its margins, at half the spacing of `wider`, filled with the interpolated density of `wider`. */
function interpolated(wider: Segment[], core: Interval, samples: 4 | 8): Segment {
  const first = core.first - MARGIN;
  const last = core.last + MARGIN;
  const density = new Float64Array(last - first + 1);
  const own = new Float64Array(last - first + 1);
  const error = new Float64Array(last - first + 1);
  const source = wider[firstReaching(wider, Math.floor(core.first / 2))];
  if (!source) return { first, density, own, error };
  const at = (k: number) => source.density[k] ?? 0;
  const ownAt = (k: number) => source.own[k] ?? 0;
  for (let index = first; index <= last; index++) {
    const left = Math.floor(index / 2) - source.first;
    const k = index - first;
    if (index % 2 === 0) {
      density[k] = at(left);
      error[k] = source.error[left] ?? 0;
      continue;
    }
    let value = 0;
    let peak = 0;
    for (let n = 0; n < STENCIL.length; n++) {
      value += STENCIL[n] * (at(left - n) + at(left + 1 + n));
      peak = Math.max(peak, ownAt(left - n), ownAt(left + 1 + n));
    }
    density[k] = Math.max(0, value);
    error[k] = INTERPOLATION_ERROR[samples] * peak + Math.max(source.error[left] ?? 0, source.error[left + 1] ?? 0);
  }
  return { first, density, own, error };
}
