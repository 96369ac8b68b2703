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
  /** About so many components go to neither windows nor cells of their own (see strays.ts), for they are too narrow. */
  strays: number;
  /** Whether all components are better kept than collected: lists of strays take more memory than a column. */
  kept: boolean;
  /** Where there are too many to keep, those with a smaller variance are brought up to it. */
  floor: number;
}

/** Indices beyond this do not fit the kernel's addresses. */
const FARTHEST_INDEX = 1 << 22;
/** Cells in all windows of a dimension: each thread has them, where singles are in memory once. */
const MOST_CELLS = 1 << 16;
/** Of a dimension with more strays all components are kept. */
const MOST_STRAYS = 1 / 8;
/** More are not kept, but widened until cells hold them: 60 bytes each, while they are evaluated, are 120 MB. */
export const MOST_KEPT_ROWS = 1 << 21;
/** Cells in all windows of a dimension with more rows than that. */
const MOST_CELLS_OF_MANY = 1 << 17;
/** The density of a cell takes as long as that of so many components kept singly. */
const CELL_COST = 3;

/** How the components of a dimension are collected, or that they are kept. */
export function planWindows(
  sample: SampleRows,
  j: number,
  dimensions: number,
  rows: number,
  slots: Slots,
): DimensionWindows {
  const means = Float64Array.from({ length: sample.rows }, (_, i) => sample.mean[i * dimensions + j]).sort();
  const variances = Float64Array.from({ length: sample.rows }, (_, i) =>
    Math.exp(sample.logVariance[i * dimensions + j]),
  ).sort();
  let plan = windowsOf(means, variances, rows, slots);
  if (!plan.kept || rows <= MOST_KEPT_ROWS) return plan;
  const width = (means[means.length - 1] - means[0]) / MOST_CELLS_OF_MANY;
  for (let level = levelOf(width * width, slots); plan.kept; level++) {
    const floor = geometryOf({ level, slots }).variance;
    const raised = variances.map((variance) => Math.max(variance, floor));
    plan = { ...windowsOf(means, raised, rows, slots), floor };
  }
  return plan;
}

/**
 * A window of indices for each level that the sample says is worth it: about the same range of means for all of them,
 * without the outliers that would make it long.
 * @param means and `variances` of the sample, ascending
 */
function windowsOf(means: Float64Array, variances: Float64Array, rows: number, slots: Slots): DimensionWindows {
  const members = new Map<number, number>();
  for (const variance of variances) {
    const level = levelOf(variance, slots);
    members.set(level, (members.get(level) ?? 0) + 1);
  }
  const levels = [...members.keys()];
  const perSample = rows / means.length;
  // Beyond the levels seen, some of a component's worth.
  const share = (level: number) => perSample * ((members.get(level) ?? 0) + 0.25);
  const range = trimmedRange(
    means,
    perSample,
    levels.reduce((sum, l) => sum + 1 / geometryOf({ level: l, slots }).width, 0),
  );
  const mostCells = rows > MOST_KEPT_ROWS ? MOST_CELLS_OF_MANY : MOST_CELLS;
  const windows = new Map<number, [number, number]>();
  let cells = 0;
  let narrow = 0;
  for (let level = levels[levels.length - 1]; level >= levels[0] - 4; level--) {
    const { width } = geometryOf({ level, slots });
    const first = Math.floor(range.low / width);
    const length = Math.ceil(range.high / width) - first + 1;
    const near = Math.max(Math.abs(first), Math.abs(first + length)) < FARTHEST_INDEX;
    if (!near || cells + length > mostCells || length * CELL_COST > share(level)) {
      if (length > MOST_CELLS_ACROSS) narrow += share(level);
      continue;
    }
    windows.set(level, [first, length]);
    cells += length;
  }
  const strays = narrow + (cells > MOST_CELLS_ACROSS ? range.beyond : 0);
  const kept = narrow > MOST_STRAYS * rows;
  return { windows, limits: [range.low, range.high, widest(variances)], cells, strays, kept, floor: 0 };
}

/**
 * Share of the components at either end of the means, and of those with the largest variances, that are kept singly: far
 * from all means, where the prior may still have mass, they alone are left of q, and a cell is only a Gaussian.
 */
const OUTERMOST = 0.0002;

/** The range of means, less the outermost, and as many outliers as are better kept singly. */
function trimmedRange(
  means: Float64Array,
  perSample: number,
  cellsPerUnit: number,
): { low: number; high: number; beyond: number } {
  const last = means.length - 1;
  // Beyond the sample's own ends about one in its number is left anyway.
  const fewest = Math.floor(OUTERMOST * means.length);
  let best = { low: means[0], high: means[last], beyond: 0 };
  let least = Infinity;
  for (let k = fewest; 2 * k < last / 2; k = Math.max(1, 2 * k)) {
    const cost = (means[last - k] - means[k]) * cellsPerUnit * CELL_COST + 2 * k * perSample;
    if (cost >= least) continue;
    least = cost;
    best = { low: means[k], high: means[last - k], beyond: 2 * k * perSample };
  }
  return best;
}

/** The variance above which components are kept singly. @param variances ascending */
function widest(variances: Float64Array): number {
  // The kernels' exponential may differ in its last bit: equal variances are all within.
  return variances[variances.length - 1 - Math.floor(2 * OUTERMOST * variances.length)] * (1 + 1e-12);
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
  const floors = Float64Array.from(planned, (own) => own?.floor ?? 0);
  let cells = 0;
  planned.forEach((own, j) => {
    if (!own) return;
    limits.set(own.limits, 3 * j);
    for (const [level, [first, length]] of own.windows) {
      records.set([cells, first, length], 4 * (j * (levels + 1) + level - lowest));
      cells += length;
    }
  });
  return { from, to: from + planned.length, lowest, levels, slots, collected, floors, records, limits, cells };
}
