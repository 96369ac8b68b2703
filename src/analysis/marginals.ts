import type { AggregateCurves } from '../dashboardProtocol';
import { type AggregateDivergences, aggregateDivergences } from '../diagnostics/aggregatePosterior';
import { CELLS_PER_BIN, type CurveGrid, curveGrid, densityCurve, meanHistogram } from '../diagnostics/densityCurve';
import type { DimensionReport } from '../diagnostics/report';
import { aggregateMoments, dimensionReport } from '../diagnostics/statistics';
import { simdKernels } from '../kernels/kernels';
import type { DimensionPool } from './dimensionPool';
import type { Column, LatentRows } from './rows';
import { sharedBuffer } from './sharedBuffer';

/**
 * The densities of all dimensions as work that several threads share: inputs, outputs and a counter in shared memory.
 * A thread takes the next dimension, writes its results at their place, and marks it done.
 */
export interface MarginalTask {
  /** mu_.j and ln s_.j. */
  mean: Column[];
  logVariance: Column[];
  /** Mean and variance of q_j. */
  moments: { m: number; t: number }[];
  grid: CurveGrid;
  /** [0] the next dimension to take; [1 + j] 1 once dimension j is done. */
  state: Int32Array;
  /** [D, FIELDS.length]. */
  divergences: Float64Array;
  /** [D, points] and [D, bins]. */
  density: Float32Array;
  histogram: Float32Array;
}

type Divergences = Omit<AggregateDivergences, 'nodes'>;

const FIELDS: (keyof Divergences)[] = [
  'aggregateKlFloor',
  'aggregateKl',
  'aggregateKlErrorBound',
  'negentropy',
  'reverseKl',
  'holeMass',
];

function createTask(rows: LatentRows): MarginalTask {
  const moments = rows.mean.map((_, j) => aggregateMoments(rows.moments, j));
  const grid = curveGrid(
    moments.map(({ m }) => m),
    moments.map(({ t }) => t),
  );
  const count = moments.length;
  return {
    mean: rows.mean,
    logVariance: rows.logVariance,
    moments,
    grid,
    state: new Int32Array(sharedBuffer(4 * (1 + count))),
    divergences: new Float64Array(sharedBuffer(8 * count * FIELDS.length)),
    density: new Float32Array(sharedBuffer(4 * count * grid.points)),
    histogram: new Float32Array(sharedBuffer((4 * count * grid.points) / CELLS_PER_BIN)),
  };
}

/** Takes dimensions until none is left. @param onTaken called with the number taken so far by all threads */
export function workOn(task: MarginalTask, onTaken: (taken: number) => void): void {
  for (;;) {
    const j = Atomics.add(task.state, 0, 1);
    if (j >= task.moments.length) return;
    onTaken(j);
    finishDimension(task, j);
  }
}

const isDone = ({ state }: MarginalTask, j: number) => Atomics.load(state, 1 + j) === 1;

function finishDimension(task: MarginalTask, j: number): void {
  const { grid, moments, divergences, density, histogram, state } = task;
  const mean = Float64Array.from(task.mean[j]);
  const sigma = Float64Array.from(task.logVariance[j]).map((lv) => Math.exp(lv / 2));
  const { nodes, ...values } = aggregateDivergences(mean, sigma, moments[j].m, moments[j].t, simdKernels());
  FIELDS.forEach((field, k) => {
    divergences[j * FIELDS.length + k] = values[field];
  });
  const bins = grid.points / CELLS_PER_BIN;
  densityCurve(nodes, grid, density.subarray(j * grid.points, (j + 1) * grid.points));
  meanHistogram(mean, grid, histogram.subarray(j * bins, (j + 1) * bins));
  Atomics.store(state, 1 + j, 1);
}

/** Densities of all dimensions, by this thread and those of the pool. */
export async function analyzeMarginals(
  rows: LatentRows,
  pool: DimensionPool,
  onTaken: (taken: number) => void,
): Promise<{ dimensions: DimensionReport[]; curves: AggregateCurves }> {
  const task = createTask(rows);
  const others = pool.help(task);
  workOn(task, onTaken);
  // A thread that is still starting has taken nothing: no need to wait for it.
  if (task.moments.some((_, j) => !isDone(task, j))) await others;
  const dimensions = task.moments.map((_, j) => {
    // A thread that died took a dimension with it.
    if (!isDone(task, j)) finishDimension(task, j);
    const values = FIELDS.map((field, k) => [field, task.divergences[j * FIELDS.length + k]]);
    return dimensionReport(rows.moments, j, Object.fromEntries(values) as Divergences);
  });
  // Copies, as shared memory cannot be handed on to a webview.
  const curves = {
    ...task.grid,
    density: Float32Array.from(task.density),
    cellsPerBin: CELLS_PER_BIN,
    meanHistogram: Float32Array.from(task.histogram),
  };
  return { dimensions, curves };
}
