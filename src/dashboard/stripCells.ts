import type { AggregateCurves } from '../dashboardProtocol';
import { normalDensity } from './gaussian';
import { cellCentre } from './holes';
import { HOLE_RATIO } from './logRatio';

/**
 * ln q_j/p of all dimensions in one byte per cell: 4,096 dimensions of 400 cells are drawn from them, many times a
 * second while scrolling.
 */
export interface StripCells {
  /** Cells per row. */
  points: number;
  /** [rows * points]: 0 where the density is not known, else 1 to LEVELS from -CLIP to CLIP. */
  level: Uint8Array;
  /** [rows * points]: opacity, 0 where neither prior nor q_j has mass. */
  opacity: Uint8Array;
}

/** Colours end at this |ln q/p|: one has 20 times the density of the other. */
export const CLIP = 3;
/** The highest level; odd, so that the middle one is exactly q = p. */
export const LEVELS = 255;

/** Level of ln q/p, from 1 to LEVELS. */
export const levelOf = (ratio: number): number =>
  1 + Math.round(((Math.max(-CLIP, Math.min(CLIP, ratio)) + CLIP) / (2 * CLIP)) * (LEVELS - 1));

/** Levels below this are holes. */
export const HOLE_LEVEL = levelOf(HOLE_RATIO);

/** The density of the prior at |z| = 3 is drawn in full, that at 3.8 no more: beyond, ratios are of two nothings. */
const FULL = Math.log(normalDensity(3));
const NONE = Math.log(normalDensity(3.8));

/** @param dimensions number of rows of the curves */
export function stripCells(curves: AggregateCurves, dimensions: number): StripCells {
  const { points, density } = curves;
  const level = new Uint8Array(dimensions * points);
  const opacity = new Uint8Array(dimensions * points);
  const logPrior = Float64Array.from({ length: points }, (_, cell) =>
    Math.log(normalDensity(cellCentre(curves, cell))),
  );
  for (let j = 0, k = 0; j < dimensions; j++) {
    for (let cell = 0; cell < points; cell++, k++) {
      const logDensity = Math.log(density[k]);
      opacity[k] = 255;
      if (Number.isNaN(logDensity)) continue;
      level[k] = levelOf(logDensity - logPrior[cell]);
      const weight = (Math.max(logDensity, logPrior[cell]) - NONE) / (FULL - NONE);
      opacity[k] = Math.round(255 * Math.max(0, Math.min(1, weight)));
    }
  }
  return { points, level, opacity };
}

/**
 * `count` rows, each the mean of the dimensions that fall on it: an overview with fewer rows than dimensions.
 * @param order dimension of each row of the strip
 */
export function averageRows(cells: StripCells, order: ArrayLike<number>, count: number): StripCells {
  const { points } = cells;
  const level = new Uint8Array(count * points);
  const opacity = new Uint8Array(count * points);
  const sums = new Float64Array(3 * points);
  for (let row = 0; row < count; row++) {
    sums.fill(0);
    const first = Math.floor((row * order.length) / count);
    const end = Math.max(first + 1, Math.floor(((row + 1) * order.length) / count));
    for (let k = first; k < end; k++) {
      const offset = order[k] * points;
      for (let cell = 0; cell < points; cell++) {
        if (cells.level[offset + cell] === 0) continue;
        sums[3 * cell] += cells.level[offset + cell];
        sums[3 * cell + 1] += cells.opacity[offset + cell];
        sums[3 * cell + 2]++;
      }
    }
    for (let cell = 0; cell < points; cell++) {
      const known = sums[3 * cell + 2];
      level[row * points + cell] = known > 0 ? Math.round(sums[3 * cell] / known) : 0;
      opacity[row * points + cell] = known > 0 ? Math.round(sums[3 * cell + 1] / known) : 255;
    }
  }
  return { points, level, opacity };
}
