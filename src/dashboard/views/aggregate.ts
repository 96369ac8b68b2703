import type { AggregateCurves } from '../../dashboardProtocol';
import { hasDensity } from '../../diagnostics/report';
import { densityPlot, histogramBins, meansPlot, priorRows, zAxis } from '../aggregatePlot';
import { Chart, type Hit } from '../chart';
import aggregatePosterior from '../charts/aggregatePosterior';
import logRatioChart from '../charts/logRatio';
import meanHistogram from '../charts/meanHistogram';
import { h } from '../dom';
import { formatCount, formatNumber } from '../format';
import { normalDensity } from '../gaussian';
import { cellCentre, findHoles } from '../holes';
import { HOLE_RATIO, logRatio, logRatioPlot, RATIO_LIMIT } from '../logRatio';
import { aggregateReading, declaredGamma, densityNote } from '../readings';
import type { Loaded } from '../state';
import { createFigure, createKey } from './figure';
import type { Actions, View } from './view';

/** Levels of ln q/p that mean something. */
const RATIO_LEVELS = [
  { ratio: 0, text: 'q = p' },
  { ratio: HOLE_RATIO, text: 'q = p/2' },
];

/** The chosen dimension's aggregate posterior against the prior, under it their log ratio and the posterior means. */
export function createAggregate(actions: Actions): View {
  const figure = createFigure('aggregate', 'Aggregate posterior', [
    ['aggregate', 'aggregate posterior q'],
    ['prior', 'prior p'],
    ['moment', 'Gaussian of the same mean and variance'],
    ['hole', 'hole, q < p/2'],
  ]);
  let loaded: Loaded | null = null;
  let chosen = 0;

  const stepButton = (step: -1 | 1, label: string, text: string) =>
    h('button', { class: 'secondary', 'aria-label': label, onclick: () => actions.step(step) }, text);
  const position = h('span', { class: 'position' });
  const previous = stepButton(-1, 'Previous dimension', '‹');
  const next = stepButton(1, 'Next dimension', '›');
  figure.controls.append(previous, next, position);

  const hit = (z: number) => loaded && hitDensity(loaded.curves, chosen, z);
  const density = new Chart({ spec: aggregatePosterior, onStep: actions.step, hit });
  const ratio = new Chart({ spec: logRatioChart, hit });
  const means = new Chart({ spec: meanHistogram, hit: (z) => loaded && hitMeans(loaded.curves, chosen, z) });
  // Over the blank chart, which keeps its height and, for the arrow keys, its focus; read aloud as the chart's label.
  const note = h('p', { class: 'note', 'aria-hidden': true });
  const meansKey = h('div', {});
  figure.body.append(h('div', { class: 'plot' }, density.element, note), ratio.element, meansKey, means.element);

  async function draw({ report, curves }: Loaded): Promise<void> {
    const dimension = report.dimensions[chosen];
    const reading = aggregateReading(dimension);
    figure.read(report, reading);
    position.textContent = `dimension ${chosen} of 0–${formatCount(report.dimensions.length - 1)}`;

    const declared = declaredGamma(report.source.declared, chosen);
    const gamma = Math.abs(declared ?? dimension.gammaHat);
    const source = declared === null ? `measured \u03b3\u0302 = ${formatNumber(gamma)}` : `declared \u03b3 = ${gamma}`;
    const normal = `N(\u03b2\u0302, \u03b3\u00b2) with ${source}`;
    meansKey.replaceChildren(
      createKey([
        ['histogram', 'posterior means \u03bc'],
        ['normal', normal],
      ]),
    );

    const known = hasDensity(dimension);
    density.element.classList.toggle('blank', !known);
    note.hidden = known;
    note.textContent = densityNote(report, chosen);
    density.describe(
      known ? `Density of the aggregate posterior against the standard normal prior. ${reading}` : note.textContent,
    );
    ratio.describe(`ln q/p of dimension ${chosen} over z. ${known ? holesText(curves, chosen) : note.textContent}`);
    means.describe(`Histogram of the posterior means of dimension ${chosen} against ${normal}.`);
    const q = densityPlot(curves, dimension);
    const mu = meansPlot(curves, dimension, gamma);
    await Promise.all([
      density.draw(q.rows, q.signals),
      ratio.draw({ ...logRatioPlot(curves, chosen), levels: RATIO_LEVELS }, { ...zAxis(curves), limit: RATIO_LIMIT }),
      means.draw(mu.rows, mu.signals),
    ]);
  }

  return {
    element: figure.element,
    async show(dump, index) {
      loaded = dump;
      chosen = index;
      await Promise.all([density.draw({ prior: priorRows(dump.curves) }), draw(dump)]);
    },
    choose(index) {
      chosen = index;
      return loaded ? draw(loaded) : undefined;
    },
    async rebuild() {
      await Promise.all([density.rebuild(), ratio.rebuild(), means.rebuild()]);
    },
  };
}

function hitDensity(curves: AggregateCurves, dimension: number, z: number): Hit | null {
  const cell = Math.floor((z - curves.zMin) / curves.zStep);
  if (cell < 0 || cell >= curves.points) return null;
  const centre = cellCentre(curves, cell);
  const aggregate = curves.density[dimension * curves.points + cell];
  if (Number.isNaN(aggregate)) return null;
  const ratio = logRatio(curves, dimension, cell);
  return {
    rows: [
      ['z', formatNumber(centre)],
      ['q(z)', formatNumber(aggregate)],
      ['p(z)', formatNumber(normalDensity(centre))],
      ['q/p', formatNumber(Math.exp(ratio))],
      ['ln q/p', `${aggregate > 0 ? formatNumber(ratio) : '\u2212\u221e'} nats${ratio < HOLE_RATIO ? ', hole' : ''}`],
    ],
  };
}

/** Where the holes are, for those who do not see them. */
function holesText(curves: AggregateCurves, dimension: number): string {
  const at = findHoles(curves, dimension).map(
    ({ first, end }) =>
      `z = ${formatNumber(cellCentre(curves, first))} to ${formatNumber(cellCentre(curves, end - 1))}`,
  );
  return at.length === 0 ? 'No hole.' : `Holes, where q is below p/2: ${at.join(', ')}.`;
}

function hitMeans(curves: AggregateCurves, dimension: number, mu: number): Hit | null {
  const { count, width } = histogramBins(curves);
  const bin = Math.floor((mu - curves.zMin) / width);
  if (bin < 0 || bin >= count) return null;
  const from = curves.zMin + bin * width;
  return {
    rows: [
      ['\u03bc', `${formatNumber(from)} to ${formatNumber(from + width)}`],
      ['density', formatNumber(curves.meanHistogram[dimension * count + bin])],
    ],
  };
}
