import type { CellWindows } from '../../../src/diagnostics/cellWindows';
import { geometryOf, levelOf, type Slots } from '../../../src/diagnostics/mixtureCells';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import type { Rows } from '../kernels/scanned';

/** The window of one dimension and level. */
export interface Window {
  dimension: number;
  level: number;
  first: number;
  length: number;
}

/** Longer windows are cut. */
const LONGEST = 500;

/**
 * Windows that hold most of the rows' elements: of the levels they have, one in five is left out, and of the others'
 * indices a fifth at either end.
 */
export function someWindows(rows: Rows, slots: Slots, from = 0, to = rows.dimensions): Window[] {
  const { uniform } = normalGenerator(rows.dimensions);
  const windows: Window[] = [];
  for (let dimension = from; dimension < to; dimension++) {
    for (const [level, [low, high]] of rangesOf(rows, dimension, slots)) {
      if (uniform() < 0.2 || Math.abs(low) > 1e6 || Math.abs(high) > 1e6) continue;
      const cut = Math.round(0.2 * uniform() * (high - low));
      windows.push({ dimension, level, first: low + cut, length: Math.min(LONGEST, high - low + 1 - cut) });
    }
  }
  return windows;
}

/** Lowest and highest index of each level. */
function rangesOf({ mean, logVariance, dimensions }: Rows, dimension: number, slots: Slots) {
  const ranges = new Map<number, [number, number]>();
  for (let k = dimension; k < mean.length; k += dimensions) {
    const level = levelOf(Math.exp(logVariance[k]), slots);
    const index = Math.round(mean[k] / geometryOf({ level, slots }).width);
    const [low, high] = ranges.get(level) ?? [index, index];
    ranges.set(level, [Math.min(low, index), Math.max(high, index)]);
  }
  return ranges;
}

/** Lowest and highest mean, and highest variance of what goes to cells. */
export type Limits = [number, number, number];

/** All cells of the windows in one table. */
export function joined(
  windows: Window[],
  slots: Slots,
  from: number,
  to: number,
  limits: Limits = [-Infinity, Infinity, Infinity],
): CellWindows {
  const lowest = Math.min(...windows.map(({ level }) => level));
  const levels = Math.max(...windows.map(({ level }) => level)) - lowest + 1;
  const records = new Int32Array(4 * (to - from) * (levels + 1));
  let cells = 0;
  for (const { dimension, level, first, length } of windows) {
    records.set([cells, first, length], 4 * ((dimension - from) * (levels + 1) + level - lowest));
    cells += length;
  }
  const each = Float64Array.from({ length: 3 * (to - from) }, (_, k) => limits[k % 3]);
  const collected = new Uint8Array(to - from).fill(1);
  return {
    from,
    to,
    lowest,
    levels,
    slots,
    collected,
    floors: new Float64Array(to - from),
    records,
    limits: each,
    cells,
  };
}
