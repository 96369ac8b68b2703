import { type CellWindows, noWindows } from '../diagnostics/cellWindows';
import type { CurveGrid } from '../diagnostics/densityCurve';
import type { Slots } from '../diagnostics/mixtureCells';
import { addRows, emptySums, type MomentShift, type Moments, momentsOf, shiftOf } from '../diagnostics/moments';
import { aggregateMomentsOf, gridOf } from './aggregateGrid';
import { type DimensionWindows, joined, planWindows, thinned } from './planWindows';

/** The dimensions whose mixtures one scan of all rows is for. */
export interface ScanPass {
  /** Of those that are collected in cells. */
  windows: CellWindows;
  /** Those whose components are all kept. */
  kept: number[];
}

/** How the rows of a dump are scanned: the same for all threads, so that their results merge. */
export interface ScanPlan {
  rows: number;
  dimensions: number;
  blockRows: number;
  /** Elements that a thread keeps before they go to their cells. */
  stageElements: number;
  shift: MomentShift;
  /** One scan of all rows for each: the components of all dimensions may not fit in memory at once. */
  passes: ScanPass[];
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
function exactPasses(rows: number, dimensions: number): ScanPass[] {
  const most = Math.max(2, 2 * Math.floor(EXACT_ELEMENTS / rows / 2));
  const passes: ScanPass[] = [];
  for (let from = 0; from < dimensions; from += most) {
    const to = Math.min(dimensions, from + most);
    passes.push({ windows: noWindows(from, to), kept: Array.from({ length: to - from }, (_, j) => from + j) });
  }
  return passes;
}

/**
 * Memory of the components of one pass, over all threads: a third of what an analysis may take, which is 300 MB up to
 * D = 512 and 64 KB more for each dimension above (a dimension's windows, report and curve take that).
 */
const ONE_PASS_BYTES = 96 << 20;
/** The same where one pass is not enough: each isolate leaves up to 64 MB of earlier ones before V8 collects it. */
const PASS_BYTES = 56 << 20;
/** Each thread has a table of cells in its own memory, and another in shared memory to hand on. */
const TABLES_PER_THREAD = 2;
/** While a dimension is evaluated its cells are taken out of the table, and set beside each other. */
const TABLES_EVALUATED = 2;
/** A stray, on its way from a thread's list to shared memory. */
const BYTES_PER_STRAY = 100;
/** A component in a column. */
const BYTES_PER_KEPT = 16;
/** The same, while its dimension is evaluated: at what octave, in which window, what else is near. */
const BYTES_PER_EVALUATED = 44;
/** Where many more passes were needed for cells, memory is to give way, not time. */
const MOST_PASSES = 128;

function planPasses(sample: SampleRows, rows: number, dimensions: number, threads: number): ScanPass[] {
  const slots: Slots = rows <= FINE_ROWS ? 16 : 12;
  const some = thinned(sample, dimensions);
  const all = Array.from({ length: dimensions }, (_, j) => planWindows(some, j, dimensions, rows, slots));
  const bytesOf = ({ cells, strays }: DimensionWindows) =>
    cells * 8 * slots * TABLES_PER_THREAD * threads + strays * BYTES_PER_STRAY;
  const passes: ScanPass[] = [];
  const push = (from: number, to: number) => {
    const kept = Array.from({ length: to - from }, (_, k) => from + k).filter((j) => all[j].kept);
    // The scan takes dimensions by pairs.
    const even = from - (from % 2);
    const own = all.slice(even, to).map((one, k) => (even + k < from || one.kept ? null : one));
    passes.push({ windows: joined(own, even, slots), kept });
  };
  /** @param before dimensions of the pass before this one: as many as there are threads are evaluated at once */
  const costOf = (own: DimensionWindows, before: number) => {
    const evaluated = before < threads;
    if (own.kept) return rows * (BYTES_PER_KEPT + (evaluated ? BYTES_PER_EVALUATED : 0));
    return bytesOf(own) + (evaluated ? own.cells * 8 * slots * TABLES_EVALUATED : 0);
  };
  const inOnePass = all.reduce((sum, own, j) => sum + costOf(own, j), 0);
  const inCells = all.reduce((sum, own) => (own.kept ? sum : sum + bytesOf(own)), 0);
  const most = inOnePass <= ONE_PASS_BYTES ? ONE_PASS_BYTES : Math.max(PASS_BYTES, inCells / MOST_PASSES);
  let from = 0;
  let held = 0;
  for (const [j, own] of all.entries()) {
    if (j > from && held + costOf(own, j - from) > most) {
      push(from, j);
      from = j;
      held = 0;
    }
    held += costOf(own, j - from);
  }
  push(from, dimensions);
  return passes;
}
