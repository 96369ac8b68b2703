import { CELL_TAIL, geometryOf, type Mixture } from './mixtureCells';
import type { NodeMemory } from './nodeMemory';
import type { Octave } from './octaves';

/** How finely a density is evaluated. */
export interface Resolution {
  /** Nodes per smallest sigma of an octave. */
  samples: 4 | 8;
  /** Deviations from its mean up to which a component contributes; beyond, e^(-tail^2/2) of its peak is dropped. */
  tail: number;
}

/** KL(q||p) within 1e-10. It needs a tail of 8.5; the rest spares R the exact tails. */
export const FINE: Resolution = { samples: 8, tail: 14 };

/** KL(q||p) within 1e-7, in a third of the time. */
export const COARSE: Resolution = { samples: 4, tail: 8.5 };

/** Coarse nodes over which a level's weight falls from 1 to 0. */
export const FADE = 32;

/** A level's grid reaches past its components so that fades and stencils of the finer level stay inside. */
export const MARGIN = 2 * FADE;

/** Intervals of node indices, both ends included; ascending, more than 4 MARGIN apart. */
export interface Intervals {
  first: Float64Array;
  last: Float64Array;
}

const NO_INTERVALS: Intervals = { first: new Float64Array(0), last: new Float64Array(0) };

/** Where the grids of all levels lie, in the memory given: of each the components of its octave and what the next finer level covers. */
export function coverageOf(
  mixture: Mixture,
  octaves: Octave[],
  finest: number,
  tail: number,
  memory: NodeMemory,
): Intervals[] {
  const cores: Intervals[] = [];
  octaves.forEach((octave, l) => {
    cores.push(coverage(mixture, octave, l > 0 ? cores[l - 1] : NO_INTERVALS, finest * 2 ** l, tail, memory));
  });
  return cores;
}

/** Index intervals, at spacing h, that hold an octave's components and the intervals of the next finer level. */
function coverage(
  mixture: Mixture,
  { singles, cells, prior }: Octave,
  narrower: Intervals,
  h: number,
  tail: number,
  memory: NodeMemory,
): Intervals {
  const inCells = cells.reduce((sum, { index }) => sum + index.length, 0);
  const ofSingles = unitedSingles(mixture, singles, h, tail);
  const [first, last] = scratchIntervals(ofSingles.first.length + inCells + narrower.first.length + (prior ? 1 : 0));
  let k = ofSingles.first.length;
  first.set(ofSingles.first);
  last.set(ofSingles.last);
  for (const level of cells) {
    const { width, variance } = geometryOf(level);
    // A table's width is a multiple of 8.
    const reach = Math.ceil((CELL_TAIL * Math.sqrt(variance)) / h) + 8;
    for (const i of level.index) {
      first[k] = (i * width) / h - reach;
      last[k++] = (i * width) / h + reach;
    }
  }
  for (let n = 0; n < narrower.first.length; n++) {
    first[k] = Math.floor(narrower.first[n] / 2);
    last[k++] = Math.ceil(narrower.last[n] / 2);
  }
  if (prior) {
    first[k] = Math.floor((-2 * tail) / h);
    last[k] = Math.ceil((2 * tail) / h);
  }
  return united(first, last, memory);
}

/**
 * Intervals of the components of an octave, put together where they are near each other and come one after another: of a
 * million in the order of their means few are left.
 */
function unitedSingles({ mean, sigma }: Mixture, singles: Int32Array, h: number, tail: number) {
  const united: { first: number[]; last: number[] } = { first: [], last: [] };
  let low = Infinity;
  let high = -Infinity;
  const close = () => {
    if (low > high) return;
    united.first.push(low);
    united.last.push(high);
  };
  for (const i of singles) {
    const from = Math.floor((mean[i] - tail * sigma[i]) / h);
    const to = Math.ceil((mean[i] + tail * sigma[i]) / h);
    if (from > high + 4 * MARGIN || to < low - 4 * MARGIN) {
      close();
      low = from;
      high = to;
    } else {
      low = Math.min(low, from);
      high = Math.max(high, to);
    }
  }
  close();
  return united;
}

/** Union of intervals, given in any order. Two fades must not meet, else the weights have a kink between them. */
function united(first: Float64Array, last: Float64Array, memory: NodeMemory): Intervals {
  const count = first.length;
  let low = Infinity;
  let high = -Infinity;
  for (let k = 0; k < count; k++) {
    if (first[k] < low) low = first[k];
    if (last[k] > high) high = last[k];
  }
  // Dense enough for one array: no need to sort.
  if (high - low < Math.max(16384, 4 * count)) return { first: Float64Array.of(low), last: Float64Array.of(high) };
  // Sorted apart: the k lowest ends belong to the k lowest starts wherever a gap follows.
  first.sort();
  last.sort();
  let open = 0;
  for (let k = 0; k < count; k++) {
    if (k + 1 < count && first[k + 1] <= last[k] + 4 * MARGIN) continue;
    last[open++] = last[k];
    if (k + 1 < count) first[open] = first[k + 1];
  }
  const intervals = { first: memory.floats(open), last: memory.floats(open) };
  intervals.first.set(first.subarray(0, open));
  intervals.last.set(last.subarray(0, open));
  return intervals;
}

let scratch = [new Float64Array(0), new Float64Array(0)];

/**
 * Two arrays that hold whatever they held before: valid until the next call. A million components take 16 MB, which V8
 * would not give back at once.
 */
function scratchIntervals(count: number): [Float64Array, Float64Array] {
  if (scratch[0].length < count) scratch = [new Float64Array(count), new Float64Array(count)];
  return [scratch[0].subarray(0, count), scratch[1].subarray(0, count)];
}

/** First interval whose end is at or past an index; the number of intervals where there is none. */
export function firstAtOrPast({ last }: Intervals, index: number): number {
  let low = 0;
  let high = last.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (last[middle] < index) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The parts of intervals that lie in [from, to]. */
export function clipped(intervals: Intervals, from: number, to: number): Intervals {
  const begin = firstAtOrPast(intervals, from);
  let end = begin;
  while (end < intervals.first.length && intervals.first[end] <= to) end++;
  const first = intervals.first.slice(begin, end);
  const last = intervals.last.slice(begin, end);
  if (end > begin) {
    first[0] = Math.max(first[0], from);
    last[end - begin - 1] = Math.min(last[end - begin - 1], to);
  }
  return { first, last };
}
