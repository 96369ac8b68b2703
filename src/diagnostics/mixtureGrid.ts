import type { Kernels } from '../kernels/kernels';
import { clipped, coverageOf, type Intervals, MARGIN, type Resolution } from './coverage';
import { type CellLevel, geometryOf, type Mixture } from './mixtureCells';
import { depositLevels, depositSingles, droppedByCells, firstReaching } from './mixtureDeposit';
import { fade, type MixtureNodes, merged, type Segment, sliced, weighted } from './mixtureNodes';
import { chunksOf, type NodeChunk } from './nodeChunks';
import { giveBack, type NodeMemory, takeNodeMemory } from './nodeMemory';
import { membersByWindow, planWindows, REACH } from './nodeWindows';
import { byOctave, type Octave } from './octaves';

/** Levels are held as a whole, widest first, as long as all of them have no more nodes than this. */
export const HELD_NODES = 1 << 15;

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
 * The density of an N-mixture of Gaussians on quadrature nodes matched to the local sigma, in chunks that ascend.
 *
 * Dumps mix sigma 1e-4 with sigma 1, so one grid would need 1e10 evaluations. Components, and cells of them, are sorted
 * into octaves of sigma; octave o is deposited on a grid of spacing h = 2^o/samples, sigma/h in [samples, 2 samples),
 * and the sum of the wider octaves is interpolated onto the next finer grid, only where narrower components
 * live; beside wider components the prior counts as one, of no mass. A smooth partition of unity over the levels
 * keeps the trapezoid rule's exponential convergence (Trefethen & Weideman 2014) where the spacing changes.
 *
 * Narrow components need more nodes than memory should hold, so levels past HELD_NODES are evaluated in one window of z
 * after another.
 *
 * @param kernels null for plain TypeScript
 */
export function* mixtureNodes(
  mixture: Mixture,
  resolution: Resolution,
  kernels: Kernels | null = null,
): Generator<NodeChunk, void, undefined> {
  yield* chunksOf(evaluated(mixture, resolution, kernels));
}

function* evaluated(mixture: Mixture, resolution: Resolution, kernels: Kernels | null): Generator<MixtureNodes> {
  const memory = takeNodeMemory();
  try {
    yield* inWindows(mixture, resolution, kernels, memory);
  } finally {
    giveBack(memory);
  }
}

/** Parts of the nodes, each valid until the next is asked for. */
function* inWindows(
  mixture: Mixture,
  resolution: Resolution,
  kernels: Kernels | null,
  memory: NodeMemory,
): Generator<MixtureNodes> {
  const { lowest, octaves } = byOctave(mixture, memory);
  const finest = 2 ** lowest / resolution.samples;
  const cores = coverageOf(mixture, octaves, finest, resolution.tail, memory);
  const grid: Grid = { mixture, octaves, cores, finest, resolution, kernels, memory, ...scaleOf(mixture, resolution) };
  const top = octaves.length - 1;

  let held = memory.nodes(0, finest);
  let wider: Segment[] = [];
  let room = HELD_NODES;
  let l = top;
  for (; l >= 0; l--) {
    room -= nodesIn(cores[l]);
    if (room < 0) break;
    wider = segmentsOf(grid, l, cores[l], wider, octaves[l].singles, octaves[l].cells);
    held = merged(held, nodesOf(grid, l, wider, -Infinity, Infinity), memory);
  }
  if (l < 0) {
    yield held;
    return;
  }

  const windows = planWindows(cores.slice(0, l + 1), memory);
  const members = octaves.slice(0, l + 1).map(({ singles }, level) => {
    return membersByWindow(mixture.mean, singles, windows, finest * 2 ** level, 2 ** (l - level), memory);
  });
  let next = 0;
  const mark = memory.mark();
  for (const [w, window] of windows.entries()) {
    let nodes = memory.nodes(0, finest);
    let around = wider;
    for (let level = l; level >= 0; level--) {
      const from = window.from * 2 ** (l - level);
      const to = window.to * 2 ** (l - level);
      const core = clipped(cores[level], from - 2 * REACH, to + 2 * REACH);
      const cells = octaves[level].cells.map((all) => cellsWithin(all, finest * 2 ** level, from, to));
      around = segmentsOf(grid, level, core, around, members[level](w), cells);
      nodes = merged(nodes, nodesOf(grid, level, around, from, to), memory);
    }
    const end = window.to * finest * 2 ** l;
    const begin = next;
    while (next < held.z.length && held.z[next] < end) next++;
    yield merged(sliced(held, begin, next), nodes, memory);
    memory.release(mark);
  }
  yield sliced(held, next, held.z.length);
}

interface Grid {
  mixture: Mixture;
  octaves: Octave[];
  cores: Intervals[];
  /** Spacing of level 0. */
  finest: number;
  resolution: Resolution;
  kernels: Kernels | null;
  memory: NodeMemory;
  /** 1/(N sqrt(2 pi)) */
  scale: number;
  /** Density that ended tails may lack anywhere. */
  dropped: number;
}

function scaleOf({ count, sigma, alone, cells }: Mixture, { tail }: Resolution): { scale: number; dropped: number } {
  const scale = 1 / (count * Math.sqrt(2 * Math.PI));
  const end = Math.exp(-0.5 * tail * tail);
  let dropped = 0;
  for (let i = 0; i < sigma.length; i++) if (alone?.[i] !== 1) dropped += (end * scale) / sigma[i];
  for (const level of cells) dropped += droppedByCells(level) * scale;
  return { scale, dropped };
}

/** The density on a level's grid: what is deposited there and in wider octaves. */
function segmentsOf(
  { mixture, finest, resolution, scale, kernels, memory }: Grid,
  level: number,
  core: Intervals,
  wider: Segment[],
  singles: Int32Array,
  cells: CellLevel[],
): Segment[] {
  const h = finest * 2 ** level;
  const segments: Segment[] = [];
  for (let k = 0; k < core.first.length; k++)
    segments.push(interpolated(wider, core.first[k], core.last[k], resolution.samples, memory));
  depositSingles(segments, mixture, singles, h, scale, resolution.tail, kernels, memory);
  depositLevels(segments, cells, h, scale, kernels);
  for (const { density, own } of segments) for (let k = 0; k < own.length; k++) density[k] += own[k];
  return segments;
}

/** A level's nodes with an index in [from, to), with their share of the partition of unity. */
function nodesOf(
  { octaves, cores, finest, dropped, memory }: Grid,
  level: number,
  segments: Segment[],
  from: number,
  to: number,
): MixtureNodes {
  const own = level < octaves.length - 1 ? fade(cores[level], from) : () => 1;
  const finer = level > 0 ? fade(cores[level - 1], 2 * from) : () => 0;
  return weighted(segments, finest, level, (index) => own(index) - finer(2 * index), dropped, memory, from, to);
}

/** Nodes of a level's grid. */
function nodesIn({ first, last }: Intervals): number {
  let sum = 0;
  for (let k = 0; k < first.length; k++) sum += last[k] - first[k] + 1 + 2 * MARGIN;
  return sum;
}

/** Cells that reach nodes with an index in [from, to) at spacing h. */
function cellsWithin(level: CellLevel, h: number, from: number, to: number): CellLevel {
  const nodes = geometryOf(level).width / h;
  const { index, sums, slots } = level;
  let begin = 0;
  while (begin < index.length && index[begin] * nodes < from - REACH) begin++;
  let end = begin;
  while (end < index.length && index[end] * nodes <= to + REACH) end++;
  return { ...level, index: index.subarray(begin, end), sums: sums.subarray(begin * slots, end * slots) };
}

/** [first, last] with margins, at half the spacing of `wider`, filled with the interpolated density of `wider`. */
function interpolated(
  wider: Segment[],
  coreFirst: number,
  coreLast: number,
  samples: Resolution['samples'],
  memory: NodeMemory,
): Segment {
  const first = coreFirst - MARGIN;
  const last = coreLast + MARGIN;
  const density = memory.floats(last - first + 1);
  const own = memory.floats(last - first + 1);
  const error = memory.floats(last - first + 1);
  const source = wider[firstReaching(wider, Math.floor(coreFirst / 2))];
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
