import type { AggregateCurves } from '../../dashboardProtocol';
import type { DimensionReport } from '../../diagnostics/report';
import { Chart, type Hit } from '../chart';
import aggregatePosterior from '../charts/aggregatePosterior';
import meanHistogram from '../charts/meanHistogram';
import { h } from '../dom';
import { formatCount, formatNumber } from '../format';
import { normalDensity } from '../gaussian';
import { cellCentre, findHoles, type Hole } from '../holes';
import { aggregateReading, declaredGamma } from '../readings';
import type { Loaded } from '../state';
import { createFigure, createKey } from './figure';
import type { Actions, View } from './view';

/** Densities above this are cut off, else a spike would flatten the prior, whose peak is 0.4. */
const HIGHEST = 2;

/** The aggregate posterior of the chosen dimension against the prior, and under it the posterior means. */
export function createAggregate(actions: Actions): View {
  const figure = createFigure('aggregate', 'Aggregate posterior against the prior', [
    ['aggregate', 'aggregate posterior q'],
    ['prior', 'prior p'],
    ['moment', 'Gaussian of the same mean and variance'],
    ['hole', 'hole, q < p/2'],
  ]);
  let loaded: Loaded | null = null;
  let chosen = 0;
  const position = h('span', { class: 'position' });
  const previous = h(
    'button',
    { class: 'secondary', 'aria-label': 'Previous dimension', onclick: () => actions.step(-1) },
    '‹',
  );
  const next = h('button', { class: 'secondary', 'aria-label': 'Next dimension', onclick: () => actions.step(1) }, '›');
  figure.controls.append(previous, position, next);

  const density = new Chart({
    spec: aggregatePosterior,
    onStep: actions.step,
    hit: (z) => loaded && hitDensity(loaded.curves, chosen, z),
  });
  const means = new Chart({ spec: meanHistogram, hit: (z) => loaded && hitMeans(loaded.curves, chosen, z) });
  const normalKey = h('div', {});
  figure.body.append(density.element, normalKey, means.element);

  async function draw(): Promise<void> {
    if (loaded === null) return;
    const { report, curves } = loaded;
    const dimension = report.dimensions[chosen];
    const reading = aggregateReading(dimension);
    figure.read(report, reading);
    position.textContent = `dimension ${chosen} of 0–${formatCount(report.dimensions.length - 1)}`;
    const declared = declaredGamma(report.source.declared, chosen);
    const gamma = declared === null ? dimension.gammaHat : Math.abs(declared);
    const name = `N(\u03b2\u0302, \u03b3\u00b2) with ${declared === null ? 'measured \u03b3\u0302' : 'declared \u03b3'} = ${declared === null ? formatNumber(gamma) : gamma}`;
    normalKey.replaceChildren(
      createKey([
        ['histogram', 'posterior means \u03bc'],
        ['normal', name],
      ]),
    );
    density.describe(`Density of the aggregate posterior against the standard normal prior. ${reading}`);
    means.describe(`Histogram of the posterior means of dimension ${chosen} against ${name}.`);
    const axis = { zMin: curves.zMin, zMax: curves.zMin + curves.points * curves.zStep };
    await Promise.all([
      density.draw(...densityPlot(curves, dimension, axis)),
      means.draw(...meansPlot(curves, dimension, gamma, axis)),
    ]);
  }

  return {
    element: figure.element,
    show(next, index) {
      loaded = next;
      chosen = index;
      return draw();
    },
    choose(index) {
      chosen = index;
      return draw();
    },
    async rebuild() {
      await Promise.all([density.rebuild(), means.rebuild()]);
    },
  };
}

type Plot = Parameters<Chart['draw']>;
type Axis = { zMin: number; zMax: number };

function densityPlot(curves: AggregateCurves, dimension: DimensionReport, axis: Axis): Plot {
  const { index, betaHat, aggregateVariance, holeMass } = dimension;
  const rows = Array.from({ length: curves.points }, (_, cell) => {
    const z = cellCentre(curves, cell);
    const aggregate = curves.density[index * curves.points + cell];
    return { z, aggregate, prior: normalDensity(z), moment: normalDensity(z, betaHat, aggregateVariance) };
  });
  const holes = findHoles(curves, index);
  const hatched = holes.flatMap(({ first, end }, hole) => rows.slice(first, end).map((row) => ({ hole, ...row })));
  const label = holeMass >= 0.001 ? holeLabel(rows, holes, holeMass) : [];
  const peak = Math.max(...rows.map((row) => Math.max(row.aggregate, row.prior)));
  return [
    { curves: rows, holes: hatched, label },
    { ...axis, yMax: 1.08 * Math.min(HIGHEST, peak) },
  ];
}

/** H beside the crest of the largest hole, on the side away from the prior's peak. */
function holeLabel(rows: { z: number; prior: number }[], holes: Hole[], holeMass: number): object[] {
  const largest = holes.reduce((a, b) => (b.mass > a.mass ? b : a), { first: 0, end: 0, mass: 0 });
  const crest = rows.slice(largest.first, largest.end).reduce((a, b) => (b.prior > a.prior ? b : a), rows[0]);
  const central = Math.abs(crest.z) < 0.2;
  const align = central ? 'center' : crest.z < 0 ? 'right' : 'left';
  return [{ z: crest.z, density: crest.prior, align, text: `H = ${formatNumber(holeMass)}` }];
}

function meansPlot(curves: AggregateCurves, dimension: DimensionReport, gamma: number, axis: Axis): Plot {
  const width = curves.zStep * curves.cellsPerBin;
  const count = curves.points / curves.cellsPerBin;
  const bins = Array.from({ length: count }, (_, bin) => ({
    from: curves.zMin + bin * width,
    to: curves.zMin + (bin + 1) * width,
    density: curves.meanHistogram[dimension.index * count + bin],
  }));
  const peak = Math.max(...bins.map(({ density }) => density));
  // Narrower than a bin, the normal density is a spike that no histogram can resolve: it is left out.
  const normal =
    gamma < width / 2
      ? []
      : Array.from({ length: 4 * count + 1 }, (_, k) => {
          const z = curves.zMin + (k * width) / 4;
          return { z, density: normalDensity(z, dimension.betaHat, gamma * gamma) };
        });
  const crest = Math.max(0, ...normal.map(({ density }) => density));
  return [
    { bins, normal },
    { ...axis, yMax: 1.08 * Math.max(peak, Math.min(crest, 2 * peak), 0.1) },
  ];
}

function hitDensity(curves: AggregateCurves, dimension: number, z: number): Hit | null {
  const cell = Math.floor((z - curves.zMin) / curves.zStep);
  if (cell < 0 || cell >= curves.points) return null;
  const aggregate = curves.density[dimension * curves.points + cell];
  const prior = normalDensity(cellCentre(curves, cell));
  return {
    rows: [
      ['z', formatNumber(cellCentre(curves, cell))],
      ['q(z)', formatNumber(aggregate)],
      ['p(z)', formatNumber(prior)],
      ['q/p', formatNumber(aggregate / prior)],
    ],
  };
}

function hitMeans(curves: AggregateCurves, dimension: number, z: number): Hit | null {
  const width = curves.zStep * curves.cellsPerBin;
  const bin = Math.floor((z - curves.zMin) / width);
  const count = curves.points / curves.cellsPerBin;
  if (bin < 0 || bin >= count) return null;
  const from = curves.zMin + bin * width;
  return {
    rows: [
      ['\u03bc', `${formatNumber(from)} to ${formatNumber(from + width)}`],
      ['density', formatNumber(curves.meanHistogram[dimension * count + bin])],
    ],
  };
}
