import { addIsolated, type Isolated } from './isolated';
import type { ChunkSum } from './nodeChunks';

/** Cells that curves of all dimensions share, so that their widths can be compared by eye. */
export interface CurveGrid {
  zMin: number;
  zStep: number;
  points: number;
}

/** Cells of the drawing grid; a multiple of CELLS_PER_BIN. */
const POINTS = 400;
export const CELLS_PER_BIN = 5;

/**
 * A grid over -4..4, or wider (in whole units) where an aggregate posterior is.
 * @param betaHat mean and `aggregateVariance` variance of each q_j, [D]
 */
export function curveGrid(betaHat: number[], aggregateVariance: number[]): CurveGrid {
  let low = -4;
  let high = 4;
  betaHat.forEach((m, j) => {
    const reach = 4 * Math.sqrt(aggregateVariance[j]);
    // A dimension that the prior's range holds to three deviations does not widen the axis for all.
    if (m - 0.75 * reach < -4) low = Math.min(low, Math.floor(m - reach));
    if (m + 0.75 * reach > 4) high = Math.max(high, Math.ceil(m + reach));
  });
  return { zMin: low, zStep: (high - low) / POINTS, points: POINTS };
}

/** Means over each cell of the density, linear between nodes: [points]. @param isolated components not in the nodes */
export function densityCurveSum(grid: CurveGrid, isolated?: Isolated): ChunkSum<Float64Array> {
  const cells = new Float64Array(grid.points);
  if (isolated) addIsolated(isolated, grid.zMin, grid.zStep, cells);
  const end = grid.zMin + grid.zStep * grid.points;
  return {
    add({ nodes: { z, density }, from, to }) {
      for (let k = Math.max(1, from); k < to; k++) {
        const width = z[k] - z[k - 1];
        if (width <= 0 || z[k] <= grid.zMin || z[k - 1] >= end) continue;
        const slope = (density[k] - density[k - 1]) / width;
        const first = Math.max(0, Math.floor((z[k - 1] - grid.zMin) / grid.zStep));
        const last = Math.min(grid.points - 1, Math.floor((z[k] - grid.zMin) / grid.zStep));
        for (let cell = first; cell <= last; cell++) {
          const a = Math.max(z[k - 1], grid.zMin + cell * grid.zStep);
          const b = Math.min(z[k], grid.zMin + (cell + 1) * grid.zStep);
          if (b > a) cells[cell] += (b - a) * (density[k - 1] + slope * ((a + b) / 2 - z[k - 1]));
        }
      }
    },
    result: () => cells.map((mass) => mass / grid.zStep),
  };
}

/** Bins of means, the same for all dimensions. */
export interface HistogramBins {
  low: number;
  width: number;
  bins: number;
}

/** The bins that belong to a grid of curves. */
export const binsOf = ({ zMin, zStep, points }: CurveGrid): HistogramBins => ({
  low: zMin,
  width: zStep * CELLS_PER_BIN,
  bins: points / CELLS_PER_BIN,
});

/**
 * Counts posterior means; what lies beside the bins is left out.
 * @param mean every `step`-th element from `first` on is of one dimension
 * @param counts [bins], added to
 */
export function countMeans(
  mean: ArrayLike<number>,
  first: number,
  step: number,
  { low, width, bins }: HistogramBins,
  counts: Float64Array,
): void {
  const perUnit = 1 / width;
  for (let k = first; k < mean.length; k += step) {
    const bin = Math.floor((mean[k] - low) * perUnit);
    if (bin >= 0 && bin < bins) counts[bin]++;
  }
}
