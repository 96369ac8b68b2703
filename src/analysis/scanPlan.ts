import { type CellWindows, noWindows } from '../diagnostics/cellWindows';
import type { CurveGrid } from '../diagnostics/densityCurve';
import { geometryOf, levelOf, type Slots } from '../diagnostics/mixtureCells';
import { addRows, emptySums, type MomentShift, type Moments, momentsOf, shiftOf } from '../diagnostics/moments';
import { MOST_CELLS_ACROSS } from '../diagnostics/strays';
import { aggregateMomentsOf, gridOf } from './aggregateGrid';

/** How the rows of a dump are scanned: the same for all threads, so that their results merge. */
export interface ScanPlan {
  rows: number;
  dimensions: number;
  blockRows: number;
  /** Elements that a thread keeps before they go to their cells. */
  stageElements: number;
  shift: MomentShift;
  /** One scan of all rows for each: the cells of all dimensions may not fit in memory at once. */
  passes: CellWindows[];
  /** Of the histograms and curves to draw; null where all components are kept: the grid can wait for their moments. */
  grid: CurveGrid | null;
}

/** Finite rows of a sample of a dump, or all of it: means and log-variances, row-major. */
export interface SampleRows {
  mean: Float64Array;
  logVariance: Float64Array;
  rows: number;
}

/** Up to this many elements every component is kept, and the density is exact. */
const EXACT_ELEMENTS = 1 << 20;
/** Fewer components are quicker singly than in cells. */
const FEW_ROWS = 2048;
/** Up to this many rows the density is good to 1e-6 nats (SPEC section 3), beyond to 1e-4. */
const FINE_ROWS = 20_000;
/** Elements of a block: what was read stays in the cache of a core until it is taken. */
const BLOCK_ELEMENTS = 1 << 16;
/** Elements kept, over all threads, before they go to their cells: 16 MB. */
const STAGE_ELEMENTS = 1 << 20;
/** Rows of a block at least: fewer use a dimension's cells too little while they are in the cache. */
const BLOCK_ROWS = 128;

/**
 * @param sample some rows spread over the dump
 * @param threads that will hold cells at the same time
 */
export function planScan(sample: SampleRows, rows: number, dimensions: number, threads: number): ScanPlan {
  const shift = shiftOf(sample.mean, sample.logVariance, sample.rows, dimensions);
  // Without a finite row there is nothing to plan by, and no component to keep.
  const exact = rows * dimensions <= EXACT_ELEMENTS || rows <= FEW_ROWS || sample.rows === 0;
  return {
    rows,
    dimensions,
    blockRows: Math.min(rows, Math.max(BLOCK_ROWS, Math.floor(BLOCK_ELEMENTS / dimensions))),
    stageElements: STAGE_ELEMENTS / threads,
    shift,
    passes: exact ? exactPasses(rows, dimensions) : planPasses(sample, rows, dimensions, threads),
    grid: exact ? null : gridOf(aggregateMomentsOf(sampleMoments(sample, shift))),
  };
}

/** Moments of a sample. */
export function sampleMoments({ mean, logVariance, rows }: SampleRows, shift: MomentShift): Moments {
  const sums = emptySums(shift);
  addRows(sums, mean, logVariance.slice(0, rows * shift.dimensions), rows);
  return momentsOf(sums);
}

/** Passes in which all components are kept. */
function exactPasses(rows: number, dimensions: number): CellWindows[] {
  const most = Math.max(2, 2 * Math.floor(EXACT_ELEMENTS / rows / 2));
  const passes: CellWindows[] = [];
  for (let from = 0; from < dimensions; from += most) passes.push(noWindows(from, Math.min(dimensions, from + most)));
  return passes;
}

/**
 * Memory of the components of one pass, over all threads: a third of what an analysis may take, which is 300 MB up to
 * D = 512 and 64 KB more for each dimension above. That is what a dimension's windows, report and curve take, and what of
 * earlier passes has not been given back yet.
 */
const passBytes = (dimensions: number) => (dimensions <= 512 ? 96 << 20 : 64 << 20);
/** Each thread has a table of cells, and hands on another. */
const TABLES_PER_THREAD = 2;
/** A component kept singly, on its way from a list that grows to shared memory. */
const BYTES_PER_SINGLE = 100;
/** Where many more passes were needed, memory is to give way, not time. */
const MOST_PASSES = 32;

function planPasses(sample: SampleRows, rows: number, dimensions: number, threads: number): CellWindows[] {
  const slots: Slots = rows <= FINE_ROWS ? 16 : 12;
  const some = thinned(sample, dimensions);
  const all = Array.from({ length: dimensions }, (_, j) => planWindows(some, j, dimensions, rows, slots));
  const bytes = all.map(
    ({ cells, singles }) => cells * 8 * slots * TABLES_PER_THREAD * threads + singles * BYTES_PER_SINGLE,
  );
  const total = bytes.reduce((sum, own) => sum + own, 0);
  const most = Math.max(passBytes(dimensions), total / MOST_PASSES);
  const passes: CellWindows[] = [];
  let from = 0;
  let held = 0;
  for (let j = 0; j < dimensions; j += 2) {
    const added = bytes[j] + (bytes[j + 1] ?? 0);
    if (j > from && held + added > most) {
      passes.push(joined(all.slice(from, j), from, slots));
      from = j;
      held = 0;
    }
    held += added;
  }
  passes.push(joined(all.slice(from), from, slots));
  return passes;
}

/** Rows of a sample that windows are planned by: as many take a while to sort for many dimensions. */
const PLAN_ROWS = 1024;

/** Every so manieth row of a sample. */
function thinned(sample: SampleRows, dimensions: number): SampleRows {
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
interface DimensionWindows {
  windows: Map<number, [first: number, length: number]>;
  /** Lowest and highest mean, and highest variance. */
  limits: [number, number, number];
  cells: number;
  /** About so many components are too narrow for windows and for cells of their own (see strays.ts). */
  singles: number;
}

/** Indices beyond this do not fit the kernel's addresses, and longer windows the memory. */
const FARTHEST_INDEX = 1 << 22;
const LONGEST_WINDOW = 1 << 18;
/** The density of a cell takes as long as that of so many components kept singly. */
const CELL_COST = 3;

/**
 * A window of indices for each level that the sample says is worth it: about the same range of means for all of them,
 * without the outliers that would make it long.
 */
function planWindows(sample: SampleRows, j: number, dimensions: number, rows: number, slots: Slots): DimensionWindows {
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
  for (let level = Math.min(...levels) - 4; level <= Math.max(...levels); level++) {
    const { width } = geometryOf({ level, slots });
    const first = Math.floor(range.low / width);
    const length = Math.ceil(range.high / width) - first + 1;
    const near = Math.max(Math.abs(first), Math.abs(first + length)) < FARTHEST_INDEX;
    if (!near || length > LONGEST_WINDOW || length * CELL_COST > share(level)) {
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

function joined(planned: DimensionWindows[], from: number, slots: Slots): CellWindows {
  const all = planned.flatMap(({ windows }) => [...windows.keys()]);
  if (all.length === 0) return noWindows(from, from + planned.length);
  const lowest = all.reduce((a, b) => Math.min(a, b));
  const levels = all.reduce((a, b) => Math.max(a, b)) - lowest + 1;
  const records = new Int32Array(4 * planned.length * (levels + 1));
  const limits = new Float64Array(3 * planned.length);
  let cells = 0;
  planned.forEach(({ windows, limits: own }, j) => {
    limits.set(own, 3 * j);
    for (const [level, [first, length]] of windows) {
      records.set([cells, first, length], 4 * (j * (levels + 1) + level - lowest));
      cells += length;
    }
  });
  return { from, to: from + planned.length, lowest, levels, slots, records, limits, cells };
}
