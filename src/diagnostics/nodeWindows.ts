import { firstAtOrPast, type Intervals, MARGIN } from './coverage';
import type { NodeMemory } from './nodeMemory';

/** Nodes from which a component still reaches a window at its own spacing: its tail, and the stencils of finer levels. */
export const REACH = 256;

/** Nodes of all levels that one window should not exceed. */
const WINDOW_NODES = 1 << 15;

/** A stretch of the z axis, [from, to) in nodes of the coarsest of its levels. */
export interface Window {
  from: number;
  to: number;
}

/**
 * Cuts what some levels cover into windows, between the intervals of the coarsest where that does.
 * @param cores of the levels, finest first, nested
 */
export function planWindows(cores: Intervals[], memory: NodeMemory): Window[] {
  const counts = cores.map((core) => nodesBefore(core, memory));
  const coarsest = cores[cores.length - 1];
  const end = coarsest.last[coarsest.last.length - 1] + MARGIN + 1;
  const before = (index: number) => {
    let sum = 0;
    for (let l = 0; l < counts.length; l++) sum += counts[l](index * 2 ** (counts.length - 1 - l));
    return sum;
  };
  const windows: Window[] = [];
  for (let from = coarsest.first[0] - MARGIN; from < end; ) {
    const most = before(from) + WINDOW_NODES;
    let low = from + 1;
    let high = end;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (before(middle) <= most) low = middle;
      else high = middle - 1;
    }
    const inside = firstAtOrPast(coarsest, low - MARGIN);
    const between = inside < coarsest.first.length ? coarsest.first[inside] - MARGIN : end;
    const to = between > from && between < low ? between : low;
    windows.push({ from, to });
    // Nothing lies between two intervals.
    const following = firstAtOrPast(coarsest, to - MARGIN);
    from = following < coarsest.first.length ? Math.max(to, coarsest.first[following] - MARGIN) : end;
  }
  return windows;
}

/** How many nodes of a level lie before an index. */
function nodesBefore(intervals: Intervals, memory: NodeMemory): (index: number) => number {
  const { first, last } = intervals;
  const sums = memory.floats(first.length + 1);
  for (let k = 0; k < first.length; k++) sums[k + 1] = sums[k] + last[k] - first[k] + 1 + 2 * MARGIN;
  return (index) => {
    const k = firstAtOrPast(intervals, index - MARGIN);
    return sums[k] + (k < first.length ? Math.max(0, index - first[k] + MARGIN) : 0);
  };
}

/**
 * The components that reach each window.
 * @param singles indices of the components of a level
 * @param h spacing of the level, `finer` nodes of it per node of the windows' level
 */
export function membersByWindow(
  mean: Float64Array,
  singles: Int32Array,
  windows: Window[],
  h: number,
  finer: number,
  memory: NodeMemory,
): (window: number) => Int32Array {
  const starts = memory.integers(windows.length + 1).fill(0);
  const each = (visit: (window: number, single: number) => void) => {
    for (const i of singles) {
      const centre = Math.round(mean[i] / h);
      let low = 0;
      let high = windows.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (windows[middle].to * finer + REACH < centre) low = middle + 1;
        else high = middle;
      }
      for (let w = low; w < windows.length && windows[w].from * finer - REACH <= centre; w++) visit(w, i);
    }
  };
  each((w) => {
    starts[w + 1]++;
  });
  for (let w = 0; w < windows.length; w++) starts[w + 1] += starts[w];
  const next = starts.slice();
  const members = memory.integers(starts[windows.length]);
  each((w, i) => {
    members[next[w]++] = i;
  });
  return (w) => members.subarray(starts[w], starts[w + 1]);
}
