import type { AggregateCurves } from '../dashboardProtocol';
import { CELLS_PER_BIN, type CurveGrid, curveGrid } from '../diagnostics/densityCurve';
import type { Moments } from '../diagnostics/moments';
import { aggregateMoments } from '../diagnostics/statistics';

/** Mean and variance of every q_j. */
export const aggregateMomentsOf = (moments: Moments) => moments.mean.map((_, j) => aggregateMoments(moments, j));

/** The z grid of their curves. */
export const gridOf = (each: { m: number; t: number }[]): CurveGrid =>
  curveGrid(
    each.map(({ m }) => m),
    each.map(({ t }) => t),
  );

/**
 * The curves to draw.
 * @param density of all dimensions, in parts, and `histogram` counts of means likewise
 */
export function curvesOf(
  grid: CurveGrid,
  rows: number,
  density: Float32Array[],
  histogram: Float64Array[],
): AggregateCurves {
  const perCount = 1 / (rows * grid.zStep * CELLS_PER_BIN);
  // Copies, as shared memory cannot be handed on to a webview.
  return {
    ...grid,
    density: joined(density),
    cellsPerBin: CELLS_PER_BIN,
    meanHistogram: joined(histogram).map((count) => count * perCount),
  };
}

function joined(parts: ArrayLike<number>[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
