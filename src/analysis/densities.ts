import { type AggregateDivergences, aggregateDivergences } from '../diagnostics/aggregatePosterior';
import { type CellWindows, cellsOf } from '../diagnostics/cellWindows';
import { binsOf, type CurveGrid, countMeans } from '../diagnostics/densityCurve';
import { type KeptColumns, takeColumn } from '../diagnostics/keptColumns';
import type { Mixture } from '../diagnostics/mixtureCells';
import { type DimensionCells, type SparseCells, sparseLevels } from '../diagnostics/strays';
import type { Widening } from '../diagnostics/varianceFloor';
import { simdKernels } from '../kernels/kernels';
import type { Taken } from '../kernels/scanKernels';
import type { ScanTask } from './scan';
import { sharedBuffer } from './sharedBuffer';

/**
 * The densities of some dimensions as work that several threads share: inputs, outputs and a counter in shared memory.
 * A thread takes the next dimension, writes its results at their place, and marks it done.
 */
export interface DensityTask {
  /** N: finite rows. */
  rows: number;
  /** Those whose densities are wanted: of the columns, and those that the windows collect. */
  dimensions: number[];
  columns: KeptColumns;
  windows: CellWindows;
  /** [cells, slots] */
  table: Float64Array;
  /** Stray components, dimension after dimension; those of dimension from + k are starts[k] .. starts[k + 1] - 1. */
  starts: Uint32Array;
  mean: Float64Array;
  sigma: Float64Array;
  /** Cells beside the windows, likewise. */
  cellStarts: Uint32Array;
  sparse: DimensionCells;
  /** Of the dimensions of the windows. */
  widenings: Widening[];
  /** Mean and variance of q_j, [dimensions]. */
  moments: { m: number; t: number }[];
  grid: CurveGrid;
  /** [0] the next dimension to take; [1 + k] 1 once the k-th is done. */
  state: Int32Array;
  /** [dimensions, FIELDS.length] */
  divergences: Float64Array;
  /** [dimensions, points] */
  density: Float32Array;
}

const FIELDS: (keyof AggregateDivergences)[] = [
  'aggregateKlFloor',
  'aggregateKl',
  'aggregateKlErrorBound',
  'negentropy',
  'reverseKl',
  'holeMass',
];

/** Where strays are put for all threads: those of the task before are gone. */
export interface StrayMemory {
  mean: (length: number) => Float64Array;
  sigma: (length: number) => Float64Array;
}

/**
 * @param scan what all threads found; its table is in shared memory
 * @param each mean and variance of q_j, of all dimensions
 */
export function densityTask(
  { windows, columns }: Pick<ScanTask, 'windows' | 'columns'>,
  { table, strays, widenings }: Pick<Taken, 'table' | 'strays' | 'widenings'>,
  rows: number,
  each: { m: number; t: number }[],
  grid: CurveGrid,
  memory: StrayMemory,
): DensityTask {
  const all = Array.from({ length: windows.to - windows.from }, (_, k) => windows.from + k);
  const kept = new Set(columns.dimensions);
  const wanted = all.filter((j, k) => windows.collected[k] === 1 || kept.has(j));
  const dimensions = wanted.length;
  return {
    rows,
    dimensions: wanted,
    columns,
    windows,
    table,
    ...singlesByDimension(strays.singles, windows, memory),
    ...cellsByDimension(strays.cells, windows),
    widenings,
    moments: wanted.map((j) => each[j]),
    grid,
    state: new Int32Array(sharedBuffer(4 * (1 + dimensions))),
    divergences: new Float64Array(sharedBuffer(8 * dimensions * FIELDS.length)),
    density: new Float32Array(sharedBuffer(4 * dimensions * grid.points)),
  };
}

function shared(array: Float64Array): Float64Array {
  const copy = new Float64Array(sharedBuffer(array.byteLength));
  copy.set(array);
  return copy;
}

/** Where each dimension's items start, in the order of dimensions. @param dimensionsOf all items, counted from 0 */
function startsOf(dimensions: number, dimensionsOf: (visit: (dimension: number) => void) => void): Uint32Array {
  const starts = new Uint32Array(dimensions + 1);
  dimensionsOf((j) => {
    starts[j + 1]++;
  });
  for (let j = 1; j < starts.length; j++) starts[j] += starts[j - 1];
  return starts;
}

/** Leaves no part in the list: each is given back as soon as it is sorted in. */
function singlesByDimension(parts: Float64Array[], { from, to }: CellWindows, memory: StrayMemory) {
  const starts = startsOf(to - from, (visit) => {
    for (const singles of parts) for (let k = 0; k < singles.length; k += 3) visit(singles[k] - from);
  });
  const next = starts.slice();
  const count = starts[starts.length - 1];
  const mean = memory.mean(count);
  const sigma = memory.sigma(count);
  for (let singles = parts.pop(); singles; singles = parts.pop()) {
    for (let k = 0; k < singles.length; k += 3) {
      const at = next[singles[k] - from]++;
      mean[at] = singles[k + 1];
      sigma[at] = Math.sqrt(singles[k + 2]);
    }
  }
  return { starts, mean, sigma };
}

function cellsByDimension({ dimension, level, index, sums }: SparseCells, { from, to, slots }: CellWindows) {
  const cellStarts = startsOf(to - from, (visit) => {
    for (const j of dimension) visit(j - from);
  });
  const next = cellStarts.slice();
  const integers = () => new Int32Array(sharedBuffer(4 * dimension.length));
  const sorted = {
    level: integers(),
    index: integers(),
    sums: shared(new Float64Array(sums.length)),
  };
  for (let c = 0; c < dimension.length; c++) {
    const at = next[dimension[c] - from]++;
    sorted.level[at] = level[c];
    sorted.index[at] = index[c];
    sorted.sums.set(sums.subarray(c * slots, (c + 1) * slots), at * slots);
  }
  return { cellStarts, sparse: sorted };
}

/** The mixture of the k-th dimension of the task. */
function mixtureOf(task: DensityTask, k: number): Mixture {
  const { rows, dimensions, columns, windows, table, starts, mean, sigma, cellStarts, sparse, widenings } = task;
  const dimension = dimensions[k];
  const column = columns.dimensions.indexOf(dimension);
  if (column >= 0) return { count: rows, ...takeColumn(columns, column, rows), cells: [] };
  const own = dimension - windows.from;
  const beside = sparseLevels(sparse, windows.slots, cellStarts[own], cellStarts[own + 1]);
  return {
    count: rows,
    mean: mean.subarray(starts[own], starts[own + 1]),
    sigma: sigma.subarray(starts[own], starts[own + 1]),
    cells: [...cellsOf(windows, table, dimension), ...beside].sort((a, b) => a.level - b.level),
    widening: widenings[own],
  };
}

/** Takes dimensions until none is left. @param onTaken called with the number taken so far by all threads */
export function takeDensities(task: DensityTask, onTaken: (taken: number) => void = () => {}): void {
  for (;;) {
    const k = Atomics.add(task.state, 0, 1);
    if (k >= task.moments.length) return;
    onTaken(k);
    finishDimension(task, k);
  }
}

/** Whether all dimensions are done: a thread may still work on one, or have died with it. */
export function densitiesDone({ state }: DensityTask): boolean {
  for (let k = 1; k < state.length; k++) if (Atomics.load(state, k) === 0) return false;
  return true;
}

function finishDimension(task: DensityTask, k: number): void {
  const { grid, moments, divergences, density, state } = task;
  const { m, t } = moments[k];
  const out = density.subarray(k * grid.points, (k + 1) * grid.points);
  const values = aggregateDivergences(mixtureOf(task, k), m, t, simdKernels(), { grid, out });
  FIELDS.forEach((field, f) => {
    divergences[k * FIELDS.length + f] = values[field];
  });
  Atomics.store(state, 1 + k, 1);
}

/** Results in the order of dimensions, once all are done. */
export function densityResults({ moments, divergences }: DensityTask): AggregateDivergences[] {
  return moments.map(
    (_, k) =>
      Object.fromEntries(
        FIELDS.map((field, f) => [field, divergences[k * FIELDS.length + f]]),
      ) as unknown as AggregateDivergences,
  );
}

/** Histograms of the means of all components, where all are kept: [dimensions, bins] counts. */
export function countKept({ rows, columns, grid }: DensityTask): Float64Array {
  const bins = binsOf(grid);
  const counts = new Float64Array(columns.dimensions.length * bins.bins);
  for (const c of columns.dimensions.keys()) {
    const { mean } = takeColumn(columns, c, rows);
    countMeans(mean, 0, 1, bins, counts.subarray(c * bins.bins, (c + 1) * bins.bins));
  }
  return counts;
}
