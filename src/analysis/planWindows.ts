import { type CellWindows, noWindows } from '../diagnostics/cellWindows';
import { geometryOf, levelOf, type Slots } from '../diagnostics/mixtureCells';
import { MOST_CELLS_ACROSS } from '../diagnostics/strays';
import type { SampleRows } from './scanPlan';

/**
 * Rows of a sample that windows are planned by. Of fewer, much of the dump lies beyond and has no place in the plan; more
 * take a while to sort for many dimensions.
 */
export const PLAN_ROWS = 1024;

/** Every so manieth row of a sample. */
export function thinned(sample: SampleRows, dimensions: number): SampleRows {
  const step = Math.ceil(sample.rows / PLAN_ROWS);
  const rows = Math.floor(sample.rows / step);
  const rowsOf = (values: Float64Array) => {
    const taken = new Float64Array(rows * dimensions);
    for (let i = 0; i < rows; i++) {
      const from = i * step * dimensions;
      taken.set(values.subarray(from, from + dimensions), i * dimensions);
    }
    return taken;
  };
  return step === 1 ? sample : { mean: rowsOf(sample.mean), logVariance: rowsOf(sample.logVariance), rows };
}

/** Windows of one dimension: level to first index and length. */
export interface DimensionWindows {
  windows: Map<number, [first: number, length: number]>;
  /** Lowest and highest mean, and highest variance. */
  limits: [number, number, number];
  cells: number;
  /** About so many components are too narrow for windows and for cells of their own (see strays.ts). */
  singles: number;
}

/** Indices beyond this do not fit the kernel's addresses. */
const FARTHEST_INDEX = 1 << 22;
/** Cells in all windows of a dimension: each thread has them, where singles are in memory once. */
const MOST_CELLS = 1 << 16;
/** The density of a cell takes as long as that of so many components kept singly. */
const CELL_COST = 3;

/**
 * A window of indices for each level that the sample says is worth it: about the same range of means for all of them,
 * without the outliers that would make it long.
 */
export function planWindows(
  sample: SampleRows,
  j: number,
  dimensions: number,
  rows: number,
  slots: Slots,
): DimensionWindows {
  const means = Float64Array.from({ length: sample.rows }, (_, i) => sample.mean[i * dimensions + j]).sort();
  const members = new Map<number, number>();
  for (let i = 0; i < sample.rows; i++) {
    const level = levelOf(Math.exp(sample.logVariance[i * dimensions + j]), slots);
    members.set(level, (members.get(level) ?? 0) + 1);
  }
  const levels = [...members.keys()];
  const perSample = rows / sample.rows;
  // Beyond the levels seen, some of a component's worth.
  const share = (level: number) => perSample * ((members.get(level) ?? 0) + 0.25);
  const range = trimmedRange(
    means,
    perSample,
    levels.reduce((sum, l) => sum + 1 / geometryOf({ level: l, slots }).width, 0),
  );
  const windows = new Map<number, [number, number]>();
  let cells = 0;
  let singles = 0;
  for (let level = Math.max(...levels); level >= Math.min(...levels) - 4; level--) {
    const { width } = geometryOf({ level, slots });
    const first = Math.floor(range.low / width);
    const length = Math.ceil(range.high / width) - first + 1;
    const near = Math.max(Math.abs(first), Math.abs(first + length)) < FARTHEST_INDEX;
    if (!near || cells + length > MOST_CELLS || length * CELL_COST > share(level)) {
      if (length > MOST_CELLS_ACROSS) singles += share(level);
      continue;
    }
    windows.set(level, [first, length]);
    cells += length;
  }
  return { windows, limits: [range.low, range.high, widest(sample, j, dimensions)], cells, singles };
}

/**
 * Share of the components at either end of the means, and of those with the largest variances, that are kept singly: far
 * from all means, where the prior may still have mass, they alone are left of q, and a cell is only a Gaussian.
 */
const OUTERMOST = 0.0002;

/** The range of means, less the outermost, and as many outliers as are better kept singly. */
function trimmedRange(means: Float64Array, perSample: number, cellsPerUnit: number): { low: number; high: number } {
  const last = means.length - 1;
  // Beyond the sample's own ends about one in its number is left anyway.
  const fewest = Math.floor(OUTERMOST * means.length);
  let best = { low: means[0], high: means[last] };
  let least = Infinity;
  for (let k = fewest; 2 * k < last / 2; k = Math.max(1, 2 * k)) {
    const cost = (means[last - k] - means[k]) * cellsPerUnit * CELL_COST + 2 * k * perSample;
    if (cost >= least) continue;
    least = cost;
    best = { low: means[k], high: means[last - k] };
  }
  return best;
}

/** The variance above which components are kept singly. */
function widest({ logVariance, rows }: SampleRows, j: number, dimensions: number): number {
  const ascending = Float64Array.from({ length: rows }, (_, i) => logVariance[i * dimensions + j]).sort();
  // The kernels' exponential may differ in its last bit: equal variances are all within.
  return Math.exp(ascending[rows - 1 - Math.floor(2 * OUTERMOST * rows)]) * (1 + 1e-12);
}

/**
 * The windows of dimensions from `from` on, as one table.
 * @param planned null for a dimension that is not to be collected
 */
export function joined(planned: (DimensionWindows | null)[], from: number, slots: Slots): CellWindows {
  const collected = Uint8Array.from(planned, (own) => (own ? 1 : 0));
  const all = planned.flatMap((own) => (own ? [...own.windows.keys()] : []));
  if (all.length === 0) return { ...noWindows(from, from + planned.length), slots, collected };
  const lowest = all.reduce((a, b) => Math.min(a, b));
  const levels = all.reduce((a, b) => Math.max(a, b)) - lowest + 1;
  const records = new Int32Array(4 * planned.length * (levels + 1));
  const limits = new Float64Array(3 * planned.length);
  let cells = 0;
  planned.forEach((own, j) => {
    if (!own) return;
    limits.set(own.limits, 3 * j);
    for (const [level, [first, length]] of own.windows) {
      records.set([cells, first, length], 4 * (j * (levels + 1) + level - lowest));
      cells += length;
    }
  });
  return { from, to: from + planned.length, lowest, levels, slots, collected, records, limits, cells };
}
