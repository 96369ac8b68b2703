import type { AggregateCurves } from '../dashboardProtocol';
import { errorAlone } from '../diagnostics/findings/wording';
import { type DimensionReport, hasDensity, type LatentReport } from '../diagnostics/report';
import { histogramBins } from './aggregatePlot';
import { momentFloor } from './floorContours';
import { formatError, formatNumber, formatShare } from './format';
import { floorsAt, rangesOf } from './gammaExplorer';
import { normalDensity } from './gaussian';
import { cellCentre, findHoles } from './holes';
import { HOLE_RATIO, logRatio } from './logRatio';
import { absentNumber, densityNote } from './readings';

/** The numbers of the charts as text: what a chart shows and the table of dimensions does not, or not beside each other. */
export interface DataTable {
  caption: string;
  columns: string[];
  /** The first cell of a row names it. */
  rows: string[][];
}

/** Rows of a table over z at most: the curves have some hundred cells. */
const MOST_Z = 81;
/** Steps of gamma in the table of floors. */
const GAMMA_STEP = 0.1;

/** A place on the z axis: 0 where only rounding keeps it from there. */
const formatPlace = ({ zStep }: AggregateCurves, z: number) => formatNumber(Math.abs(z) < 1e-6 * zStep ? 0 : z);

/** The bars of the KL in the order in which they stand, each with its parts. */
export function klTable(dimensions: readonly DimensionReport[]): DataTable {
  return {
    caption: 'KL of each dimension and its parts, nats',
    columns: [
      'dimension',
      'KL',
      's.e.',
      'variance term',
      '\u03b3\u0302\u00b2/2',
      '\u03b2\u0302\u00b2/2',
      'floor',
      'collapsed',
    ],
    rows: dimensions.map((d) => [
      String(d.index),
      formatNumber(d.kl),
      d.klStandardError === null ? '' : errorAlone(d.klStandardError, formatError),
      formatNumber(d.kl - d.klFloor),
      formatNumber(d.gammaHat ** 2 / 2),
      formatNumber(d.betaHat ** 2 / 2),
      formatNumber(d.klFloor),
      d.collapsed ? 'collapsed' : '',
    ]),
  };
}

/** The chosen dimension's density, its holes, and the histogram of its means. */
export function aggregateTables(report: LatentReport, curves: AggregateCurves, index: number): DataTable[] {
  const means = histogramTable(curves, index, '\u03bc', 'posterior means');
  if (!hasDensity(report.dimensions[index])) {
    return [{ caption: densityNote(report, index), columns: ['z', 'q(z)', 'p(z)', 'ln q/p'], rows: [] }, means];
  }
  return [densityTable(curves, index), holesTable(curves, index), means];
}

function densityTable(curves: AggregateCurves, index: number): DataTable {
  const every = Math.ceil(curves.points / MOST_Z);
  const rows = [];
  for (let cell = Math.floor(every / 2); cell < curves.points; cell += every) {
    const z = cellCentre(curves, cell);
    const ratio = logRatio(curves, index, cell);
    rows.push([
      formatPlace(curves, z),
      formatNumber(curves.density[index * curves.points + cell]),
      formatNumber(normalDensity(z)),
      ratio === -Infinity ? '\u2212\u221e' : formatNumber(ratio),
      ratio < HOLE_RATIO ? 'hole' : '',
    ]);
  }
  const thinned = every > 1 ? `, every ${ordinal(every)} cell of the curve` : '';
  return {
    caption: `Aggregate posterior q and prior p of dimension ${index}${thinned}`,
    columns: ['z', 'q(z)', 'p(z)', 'ln q/p, nats', 'hole'],
    rows,
  };
}

const ordinal = (count: number) => `${count}${{ 2: 'nd', 3: 'rd' }[count] ?? 'th'}`;

function holesTable(curves: AggregateCurves, index: number): DataTable {
  return {
    caption: `Holes of dimension ${index}, where q < p/2`,
    columns: ['from z', 'to z', 'prior mass'],
    rows: findHoles(curves, index).map(({ first, end, mass }) => [
      formatPlace(curves, curves.zMin + first * curves.zStep),
      formatPlace(curves, curves.zMin + end * curves.zStep),
      formatNumber(mass),
    ]),
  };
}

/** @param symbol of what is counted, and `things` its name */
export function histogramTable(curves: AggregateCurves, index: number, symbol: string, things: string): DataTable {
  const { count, width } = histogramBins(curves);
  const bins = Array.from({ length: count }, (_, bin) => ({
    from: curves.zMin + bin * width,
    density: curves.meanHistogram[index * count + bin],
  }));
  return {
    caption: `Histogram of the ${things} of dimension ${index}; bins without one are left out`,
    columns: [`from ${symbol}`, `to ${symbol}`, 'density'],
    rows: bins
      .filter(({ density }) => density > 0)
      .map(({ from, density }) => [
        formatPlace(curves, from),
        formatPlace(curves, from + width),
        formatNumber(density),
      ]),
  };
}

/** A row per dimension, in the strip's order: how wide it is, how far from the prior, and where its holes are. */
export function stripTable(
  report: LatentReport,
  curves: AggregateCurves,
  dimensions: readonly DimensionReport[],
): DataTable {
  const holes = (index: number) =>
    findHoles(curves, index).map(({ first, end }) => {
      const [from, to] = [first, end].map((cell) => formatPlace(curves, curves.zMin + cell * curves.zStep));
      return `${from} to ${to}`;
    });
  return {
    caption: 'Dimensions in the order of the strip, and where q < p/2',
    columns: ['dimension', 'variance t', 'F, nats', 'hole mass H', 'holes in z'],
    rows: dimensions.map((d) => [
      nameOf(d),
      formatNumber(d.aggregateVariance),
      formatNumber(d.aggregateKl),
      formatNumber(d.holeMass),
      hasDensity(d) ? holes(d.index).join(', ') || 'none' : absentNumber(report),
    ]),
  };
}

/** The pinned dimensions' numbers beside each other. */
export function pinsTable(dimensions: readonly DimensionReport[]): DataTable {
  return {
    caption: 'Pinned dimensions; nats but for H',
    columns: ['dimension', 'K', 'F', 'R', 'H', 't'],
    rows: dimensions.map((d) => [
      nameOf(d),
      ...[d.kl, d.aggregateKl, d.reverseKl].map(formatNumber),
      formatShare(d.holeMass),
      formatNumber(d.aggregateVariance),
    ]),
  };
}

/** A row per dimension: where its point lies in the plane, and what the contours say there. */
export function planeTable({ dimensions }: LatentReport): DataTable {
  return {
    caption: 'Measured gamma and sigma of each dimension',
    columns: [
      'dimension',
      '\u03b3\u0302',
      '\u03c3 = \u221aS',
      't = \u03b3\u0302\u00b2 + S',
      'floor at mean 0, nats',
      'MM, nats',
    ],
    rows: dimensions.map((d) => [
      nameOf(d),
      formatNumber(d.gammaHat),
      formatNumber(Math.sqrt(d.meanVariance)),
      formatNumber(d.aggregateVariance),
      formatNumber(momentFloor(d.aggregateVariance)),
      formatNumber(d.aggregateKlFloor),
    ]),
  };
}

/** The gamma explorer's curves, and the points of its dimensions. */
export function explorerTables(report: LatentReport): DataTable[] {
  const steps = Math.round(rangesOf(report).gammaMax / GAMMA_STEP);
  const floors = Array.from({ length: steps + 1 }, (_, step) => {
    const gamma = step * GAMMA_STEP;
    const { kl, guaranteed, measured } = floorsAt(report, gamma);
    return [gamma.toFixed(1), ...[kl, guaranteed, measured].map(formatNumber)];
  });
  return [
    {
      caption: 'Floors by gamma, nats per dimension',
      columns: ['\u03b3', 'KL floor', 'mismatch floor, any S', 'at the measured S'],
      rows: floors,
    },
    {
      caption: 'Measured gamma and floors of each dimension',
      columns: ['dimension', '\u03b3\u0302', '\u03b2\u0302', 'S', 'KL floor B, nats', 'MM, nats'],
      rows: report.dimensions.map((d) => [
        nameOf(d),
        ...[d.gammaHat, d.betaHat, d.meanVariance, d.klFloor, d.aggregateKlFloor].map(formatNumber),
      ]),
    },
  ];
}

/** Its number, and its state where that is not the usual one. */
const nameOf = ({ index, active, collapsed }: DimensionReport): string =>
  `${index}${collapsed ? ', collapsed' : active ? '' : ', inactive'}`;
