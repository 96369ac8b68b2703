import { addToCell, type CellLevel, geometryOf, levelOf, type Slots } from './mixtureCells';
import type { StrayList } from './strays';

/** The cells that some dimensions have: per dimension and level a window of indices, all in one table. */
export interface CellWindows {
  /** First dimension, even, and the one after the last. */
  from: number;
  to: number;
  /** Levels lowest .. lowest + levels - 1. */
  lowest: number;
  levels: number;
  slots: Slots;
  /** [to - from]: 1 for the dimensions whose components go to cells, and else to strays; 0 for others between them. */
  collected: Uint8Array;
  /** [to - from]: variances of components that go to cells are brought up to it. */
  floors: Float64Array;
  /** [to - from, levels + 1, 4]: cells of the table before the window, its first index, its length, 0; of the last, none. */
  records: Int32Array;
  /** [to - from, 3]: lowest and highest mean and highest variance of the components that go to cells. */
  limits: Float64Array;
  /** Cells in all windows: the table is [cells, slots]. */
  cells: number;
}

/** 1.5 * 2^52: adding it rounds to a whole number. */
const ROUND = 6755399441055744;

/** Windows of nothing: no component is collected. */
export const noWindows = (from: number, to: number): CellWindows => ({
  from,
  to,
  lowest: 0,
  levels: 0,
  slots: 12,
  collected: new Uint8Array(to - from),
  floors: new Float64Array(to - from),
  records: new Int32Array(4 * (to - from)),
  limits: new Float64Array(3 * (to - from)),
  cells: 0,
});

/**
 * Adds the elements of a block of rows to their cells.
 * @param table [cells, slots], added to
 * @param mean [rows, dimensions] and `variance` s likewise
 * @param strays takes the elements outside all windows
 */
export function collectRows(
  windows: CellWindows,
  table: Float64Array,
  mean: Float64Array,
  variance: Float64Array,
  rows: number,
  dimensions: number,
  strays: StrayList,
): void {
  const { from, to, lowest, levels, slots, collected, records, limits } = windows;
  const geometry = Array.from({ length: levels }, (_, l) => geometryOf({ level: lowest + l, slots }));
  strays.reserve(rows * (to - from));
  for (let j = from; j < to; j++) {
    if (collected[j - from] === 0) continue;
    const [lowestMean, highestMean, highestVariance] = limits.subarray(3 * (j - from));
    for (let at = j; at < rows * dimensions; at += dimensions) {
      const level = levelOf(variance[at], slots) - lowest;
      const beyond = mean[at] < lowestMean || mean[at] > highestMean || variance[at] > highestVariance;
      if (!beyond && level >= 0 && level < levels) {
        const { width, variance: centre } = geometry[level];
        const x = mean[at] / width;
        // As the kernel rounds: halves to even.
        const index = x + ROUND - ROUND;
        const [before, first, length] = records.subarray(4 * ((j - from) * (levels + 1) + level));
        if (index >= first && index < first + length) {
          const start = (before + index - first) * slots;
          addToCell(table.subarray(start, start + slots), x - index, (variance[at] - centre) / (width * width));
          continue;
        }
      }
      strays.push(j, mean[at], variance[at]);
    }
  }
}

/** The cells of one dimension that hold anything. */
export function cellsOf(
  { from, lowest, levels, slots, records }: CellWindows,
  table: Float64Array,
  dimension: number,
): CellLevel[] {
  const found: CellLevel[] = [];
  for (let level = 0; level < levels; level++) {
    const [before, first, length] = records.subarray(4 * ((dimension - from) * (levels + 1) + level));
    const occupied: number[] = [];
    for (let k = 0; k < length; k++) if (table[(before + k) * slots] > 0) occupied.push(k);
    if (occupied.length === 0) continue;
    const sums = new Float64Array(occupied.length * slots);
    occupied.forEach((k, c) => {
      sums.set(table.subarray((before + k) * slots, (before + k + 1) * slots), c * slots);
    });
    found.push({ slots, level: lowest + level, index: Int32Array.from(occupied, (k) => first + k), sums });
  }
  return found;
}
