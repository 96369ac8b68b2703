import type { AggregateCurves } from '../dashboardProtocol';
import { normalDensity } from './gaussian';
import { cellCentre, findHoles } from './holes';

/** ln q_j/p over the z grid, and the rows of charts/logRatio.ts. */

/** The plot ends here: q/p is 55, or 1/55. */
export const RATIO_LIMIT = 4;
/** Below this the prior has more than twice the density of q_j: a hole. */
export const HOLE_RATIO = -Math.log(2);

/** ln q_j/p in one cell, nats; -Infinity where q_j is 0, NaN where it is not known. */
export function logRatio(curves: AggregateCurves, dimension: number, cell: number): number {
  const z = cellCentre(curves, cell);
  return Math.log(curves.density[dimension * curves.points + cell]) - Math.log(normalDensity(z));
}

/** Levels of ln q/p that mean something. */
const RATIO_LEVELS = [
  { ratio: 0, text: 'q = p' },
  { ratio: HOLE_RATIO, text: 'q = p/2' },
];

interface RatioPoint {
  run: number;
  z: number;
  ratio: number;
}

/**
 * The curve in runs: within the plot, and beyond its upper or lower edge, where it is drawn along the edge with an arrow
 * that says so. All empty for a dimension without density.
 */
export function logRatioPlot(curves: AggregateCurves, dimension: number) {
  const inside: RatioPoint[] = [];
  const beyond: RatioPoint[] = [];
  const arrows: { z: number; ratio: number; side: 'above' | 'below' }[] = [];
  const points = Array.from({ length: curves.points }, (_, cell) => clipped(curves, dimension, cell));
  for (let first = 0, run = 0; first < points.length; run++) {
    const { side } = points[first];
    let end = first + 1;
    while (end < points.length && points[end].side === side) end++;
    if (side === 'inside') {
      // With the neighbours on the edges, so that the curve reaches them.
      const reach = points.slice(Math.max(0, first - 1), end + 1).filter(({ side: at }) => at !== 'unknown');
      inside.push(...reach.map(({ z, ratio }) => ({ run, z, ratio })));
    } else if (side !== 'unknown') {
      beyond.push(...points.slice(first, end).map(({ z, ratio }) => ({ run, z, ratio })));
      arrows.push({ z: (points[first].z + points[end - 1].z) / 2, ratio: points[first].ratio, side });
    }
    first = end;
  }
  const holes = findHoles(curves, dimension).flatMap(({ first, end }, hole) =>
    points.slice(first, end).map(({ z, ratio }) => ({ hole, z, from: HOLE_RATIO, to: ratio })),
  );
  return { inside, beyond, arrows, holes };
}

/** Rows and signals of charts/logRatio.ts. */
export function ratioPlot(curves: AggregateCurves, dimension: number) {
  const { zMin, zStep, points } = curves;
  return {
    rows: { ...logRatioPlot(curves, dimension), levels: RATIO_LEVELS },
    signals: { zMin, zMax: zMin + points * zStep, limit: RATIO_LIMIT },
  };
}

function clipped(curves: AggregateCurves, dimension: number, cell: number) {
  const exact = logRatio(curves, dimension, cell);
  const ratio = Math.max(-RATIO_LIMIT, Math.min(RATIO_LIMIT, exact));
  let side: 'inside' | 'above' | 'below' | 'unknown' = 'inside';
  if (Number.isNaN(exact)) side = 'unknown';
  else if (exact > RATIO_LIMIT) side = 'above';
  else if (exact < -RATIO_LIMIT) side = 'below';
  return { z: cellCentre(curves, cell), ratio, side };
}
