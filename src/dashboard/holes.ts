import type { AggregateCurves } from '../dashboardProtocol';
import { normalDensity } from './gaussian';

/** Cells [first, end) of the z grid. */
export interface Hole {
  first: number;
  end: number;
  /** Prior probability of the cells. */
  mass: number;
}

/** Centre of cell k of the curves' z grid. */
export function cellCentre(curves: Pick<AggregateCurves, 'zMin' | 'zStep'>, cell: number): number {
  return curves.zMin + (cell + 0.5) * curves.zStep;
}

/**
 * Where the prior puts more than twice the density of the aggregate posterior, q_j(z) < p(z)/2: runs of cells, in
 * order of z. Their total mass approximates the report's holeMass, which counts beyond the grid too.
 */
export function findHoles(curves: AggregateCurves, dimension: number): Hole[] {
  const holes: Hole[] = [];
  const offset = dimension * curves.points;
  for (let cell = 0; cell < curves.points; cell++) {
    const prior = normalDensity(cellCentre(curves, cell));
    // Not `>=`: an unknown density, NaN, is no hole.
    if (!(curves.density[offset + cell] < prior / 2)) continue;
    const last = holes.at(-1);
    const mass = prior * curves.zStep;
    if (last?.end === cell) {
      last.end++;
      last.mass += mass;
    } else holes.push({ first: cell, end: cell + 1, mass });
  }
  return holes;
}
