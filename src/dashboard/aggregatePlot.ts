import type { AggregateCurves } from '../dashboardProtocol';
import { type DimensionReport, hasDensity, type PartialReport } from '../diagnostics/report';
import { formatNumber } from './format';
import { normalCurve, normalDensity } from './gaussian';
import { cellCentre, findHoles, type Hole } from './holes';
import { HOLE_RATIO, logRatio } from './logRatio';
import { declaredGamma } from './readings';

/** Rows and axes of charts/aggregatePosterior.ts and charts/meanHistogram.ts, for one dimension. */

/** Densities above this are cut off, else a spike would flatten the prior, whose peak is 0.4. */
const HIGHEST = 2;

/** The z axis that all dimensions share. */
export function zAxis({ zMin, zStep, points }: AggregateCurves): { zMin: number; zMax: number } {
  return { zMin, zMax: zMin + points * zStep };
}

export function priorRows(curves: AggregateCurves): object[] {
  const { zMin, zMax } = zAxis(curves);
  return normalCurve(0, 1, zMin, zMax);
}

/** A dimension without density has no curve and no holes. */
export function densityPlot(curves: AggregateCurves, dimension: DimensionReport) {
  const { index, betaHat, aggregateVariance } = dimension;
  const { zMin, zMax } = zAxis(curves);
  const moment = normalCurve(betaHat, aggregateVariance, zMin, zMax);
  if (!hasDensity(dimension)) {
    const rows = { curve: [], moment, holes: [], label: [] };
    return { rows, signals: { zMin, zMax, yMax: 1.08 * normalDensity(0) } };
  }
  const { holeMass } = dimension;
  const curve = Array.from({ length: curves.points }, (_, cell) => ({
    z: cellCentre(curves, cell),
    aggregate: curves.density[index * curves.points + cell],
  }));
  const holes = findHoles(curves, index);
  const hatched = holes.flatMap(({ first, end }, hole) =>
    curve.slice(first, end).map(({ z, aggregate }) => ({ hole, z, aggregate, prior: normalDensity(z) })),
  );
  const label = holeMass >= 0.001 ? holeLabel(curves, holes, holeMass) : [];
  const peak = Math.max(normalDensity(0), ...curve.map(({ aggregate }) => aggregate));
  return {
    rows: { curve, moment, holes: hatched, label },
    signals: { zMin, zMax, yMax: 1.08 * Math.min(HIGHEST, peak) },
  };
}

/** H beside the crest of the largest hole, on the side away from the prior's peak. */
function holeLabel(curves: AggregateCurves, holes: Hole[], holeMass: number): object[] {
  if (holes.length === 0) return [];
  const { first, end } = holes.reduce((a, b) => (b.mass > a.mass ? b : a));
  // The prior is highest where the hole comes nearest to 0.
  const z = Math.min(Math.max(0, cellCentre(curves, first)), cellCentre(curves, end - 1));
  const align = Math.abs(z) < 0.2 ? 'center' : z < 0 ? 'right' : 'left';
  return [{ z, density: normalDensity(z), align, text: `H = ${formatNumber(holeMass)}` }];
}

/** Where the holes are, for those who do not see them. */
export function holesText(curves: AggregateCurves, dimension: number): string {
  const at = findHoles(curves, dimension).map(
    ({ first, end }) =>
      `z = ${formatNumber(cellCentre(curves, first))} to ${formatNumber(cellCentre(curves, end - 1))}`,
  );
  return at.length === 0 ? 'No hole.' : `Holes, where q is below p/2: ${at.join(', ')}.`;
}

/** What a dimension's curves are at z, as rows of a tooltip; null beyond the grid, and where the density is not known. */
export function densityAt(curves: AggregateCurves, dimension: number, z: number): [string, string][] | null {
  const cell = Math.floor((z - curves.zMin) / curves.zStep);
  if (cell < 0 || cell >= curves.points) return null;
  const centre = cellCentre(curves, cell);
  const aggregate = curves.density[dimension * curves.points + cell];
  if (Number.isNaN(aggregate)) return null;
  const ratio = logRatio(curves, dimension, cell);
  return [
    ['z', formatNumber(centre)],
    ['q(z)', formatNumber(aggregate)],
    ['p(z)', formatNumber(normalDensity(centre))],
    ['q/p', formatNumber(Math.exp(ratio))],
    ['ln q/p', `${aggregate > 0 ? formatNumber(ratio) : '\u2212\u221e'} nats${ratio < HOLE_RATIO ? ', hole' : ''}`],
  ];
}

/** Width and number of the histogram's bins. */
export function histogramBins({ points, cellsPerBin, zStep }: AggregateCurves): { count: number; width: number } {
  return { count: points / cellsPerBin, width: zStep * cellsPerBin };
}

/** The histogram's bin at a place, as rows of a tooltip; null beside the bins. @param symbol of what is counted */
export function histogramAt(
  curves: AggregateCurves,
  dimension: number,
  x: number,
  symbol: string,
): [string, string][] | null {
  const { count, width } = histogramBins(curves);
  const bin = Math.floor((x - curves.zMin) / width);
  if (bin < 0 || bin >= count) return null;
  const from = curves.zMin + bin * width;
  return [
    [symbol, `${formatNumber(from)} to ${formatNumber(from + width)}`],
    ['density', formatNumber(curves.meanHistogram[dimension * count + bin])],
  ];
}

/** The normal that a dimension's means are held against: of the declared gamma, else of the measured one. */
export function meansNormal(
  { source }: PartialReport,
  { index, gammaHat }: Pick<DimensionReport, 'index' | 'gammaHat'>,
) {
  const declared = declaredGamma(source.declared, index);
  const gamma = Math.abs(declared ?? gammaHat);
  const from = declared === null ? `measured \u03b3\u0302 = ${formatNumber(gamma)}` : `declared \u03b3 = ${gamma}`;
  return { gamma, name: `N(\u03b2\u0302, \u03b3\u00b2) with ${from}` };
}

/** The histogram of a dimension against N(betaHat, gamma^2). */
export function meansPlot(
  curves: AggregateCurves,
  { index, betaHat }: Pick<DimensionReport, 'index' | 'betaHat'>,
  gamma: number,
) {
  const { count, width } = histogramBins(curves);
  const { zMin, zMax } = zAxis(curves);
  const bins = Array.from({ length: count }, (_, bin) => ({
    from: zMin + bin * width,
    to: zMin + (bin + 1) * width,
    density: curves.meanHistogram[index * count + bin],
  }));
  const peak = Math.max(...bins.map(({ density }) => density));
  const normal = gamma > 0 ? normalCurve(betaHat, gamma * gamma, zMin, zMax) : [];
  const crest = gamma > 0 ? normalDensity(0, 0, gamma * gamma) : 0;
  // A normal density much narrower than a bin rises out of the plot: the bars stay readable.
  return {
    rows: { bins, normal },
    signals: { zMin, zMax, yMax: 1.08 * Math.max(peak, Math.min(crest, 2 * peak), 0.1) },
  };
}
