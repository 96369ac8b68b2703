import type { MixtureNodes } from './mixtureNodes';

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

/** Means over each cell of the density, linear between nodes; into `out`, [points]. */
export function densityCurve(nodes: MixtureNodes, grid: CurveGrid, out: Float32Array): void {
  const { z, density } = nodes;
  const cells = new Float64Array(grid.points);
  const end = grid.zMin + grid.zStep * grid.points;
  for (let k = 1; k < z.length; k++) {
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
  for (let cell = 0; cell < grid.points; cell++) out[cell] = cells[cell] / grid.zStep;
}

/** Histogram of the posterior means as a density; into `out`, [points / CELLS_PER_BIN]. */
export function meanHistogram(mean: Float64Array, grid: CurveGrid, out: Float32Array): void {
  const width = grid.zStep * CELLS_PER_BIN;
  for (const mu of mean) {
    const bin = Math.floor((mu - grid.zMin) / width);
    if (bin >= 0 && bin < out.length) out[bin] += 1 / (mean.length * width);
  }
}
