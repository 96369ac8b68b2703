import { hasDensity } from '../../diagnostics/report';
import { densityAt, densityPlot, histogramAt, holesText, meansNormal, meansPlot, priorRows } from '../aggregatePlot';
import { Chart } from '../chart';
import aggregatePosterior from '../charts/aggregatePosterior';
import logRatioChart from '../charts/logRatio';
import meanHistogram from '../charts/meanHistogram';
import { aggregateTables } from '../dataTables';
import { h } from '../dom';
import { AGGREGATE } from '../figures';
import { formatCount } from '../format';
import { recall } from '../host';
import { ratioPlot } from '../logRatio';
import { aggregateReading, densityNote } from '../readings';
import type { Loaded } from '../state';
import { createFigure, createKey } from './figure';
import type { Actions, View } from './view';

/** The chosen dimension's aggregate posterior against the prior, under it their log ratio and the posterior means. */
export function createAggregate(actions: Actions): View {
  const figure = createFigure('aggregate', AGGREGATE.title, AGGREGATE.key);
  let loaded: Loaded | null = null;
  let chosen = 0;

  const stepButton = (step: -1 | 1, label: string, text: string) =>
    h('button', { class: 'secondary', 'aria-label': label, onclick: () => actions.step(step) }, text);
  const position = h('span', { class: 'position' });
  const previous = stepButton(-1, 'Previous dimension', '‹');
  const next = stepButton(1, 'Next dimension', '›');
  const pin = h('button', { class: 'secondary pin', title: 'Side by side with others, below (P)' }, 'Pin');
  pin.addEventListener('click', () => actions.togglePin(chosen));
  figure.controls.append(previous, next, pin, position);

  const hit = (z: number) => {
    const rows = loaded && densityAt(loaded.curves, chosen, z);
    return rows && { rows };
  };
  const density = new Chart({ spec: aggregatePosterior, onStep: actions.step, hit });
  density.element.addEventListener('keydown', ({ key, ctrlKey, metaKey, altKey }) => {
    if (key.toLowerCase() === 'p' && !ctrlKey && !metaKey && !altKey) actions.togglePin(chosen);
  });
  const ratio = new Chart({ spec: logRatioChart, hit });
  const hitMeans = (mu: number) => {
    const rows = loaded && histogramAt(loaded.curves, chosen, mu, '\u03bc');
    return rows && { rows };
  };
  const means = new Chart({ spec: meanHistogram, hit: hitMeans });
  // Over the blank chart, which keeps its height and, for the arrow keys, its focus; read aloud as the chart's label.
  const note = h('p', { class: 'note', 'aria-hidden': true });
  const meansKey = h('div', {});
  figure.body.append(h('div', { class: 'plot' }, density.element, note), ratio.element, meansKey, means.element);

  function markPin(): void {
    pin.setAttribute('aria-pressed', String(recall().pinned.includes(chosen)));
    pin.setAttribute('aria-label', `Pin dimension ${chosen}`);
  }

  async function draw({ report, curves }: Loaded): Promise<void> {
    const dimension = report.dimensions[chosen];
    const reading = aggregateReading(dimension);
    figure.read(report, reading);
    figure.tabulate(() => aggregateTables(report, curves, dimension.index));
    markPin();
    position.textContent = `dimension ${chosen} of 0–${formatCount(report.dimensions.length - 1)}`;

    const { gamma, name: normal } = meansNormal(report, dimension);
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
    const lnRatio = ratioPlot(curves, chosen);
    const mu = meansPlot(curves, dimension, gamma);
    await Promise.all([
      density.draw(q.rows, q.signals),
      ratio.draw(lnRatio.rows, lnRatio.signals),
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
    showPins: markPin,
    async rebuild() {
      await Promise.all([density.rebuild(), ratio.rebuild(), means.rebuild()]);
    },
  };
}
