import type { LatentReport } from '../../diagnostics/report';
import { Chart, type Hit } from '../chart';
import gammaFloors from '../charts/gammaFloors';
import { h } from '../dom';
import { formatNumber } from '../format';
import { floorsAt, type Ranges, rangesOf, reportGamma } from '../gammaExplorer';
import {
  chosenMarks,
  distinctPoints,
  type FloorPoint,
  floorCurves,
  floorPoints,
  nearestPoint,
  sliderMarks,
} from '../gammaExplorerMarks';
import { explorerReading, explorerRows, RATE_ASSUMPTION, rateAnswer } from '../gammaExplorerText';
import { post, recall, remember } from '../host';
import { createFigure } from './figure';
import { createSlider } from './slider';
import type { Actions, View } from './view';

/** How near the pointer must be to a point to mean it, in pixels. */
const REACH = 12;
const GAMMA_STEP = 0.01;

/** Which gamma to take: the floors as curves of gamma, and what follows from a gamma and a rate that the user sets. */
export function createGammaExplorer(actions: Actions): View {
  const figure = createFigure('gamma-explorer', 'Gamma explorer', [
    ['kl-floor', 'KL floor (\u03b3\u00b2 + \u03b2\u00b2)/2'],
    ['aggregate', 'mismatch floor, any S'],
    ['at-measured', 'at the measured S'],
    ['triangle', 'KL floor B of a dimension'],
    ['point active', 'its MM'],
    ['hollow', 'collapsed'],
    ['interval', '\u03b3 for the rate R'],
  ]);
  let report: LatentReport | null = null;
  let ranges: Ranges;
  let points: FloorPoint[] = [];
  let { gamma, rate } = recall().explorer;

  const chart = new Chart({
    spec: gammaFloors,
    onChoose: actions.choose,
    onStep: actions.step,
    hit: (x, y, pixel) => report && hitFloors(report, nearestPoint(points, { gamma: x, nats: y }, pixel, REACH), x),
  });
  const commit = () => remember({ explorer: { gamma, rate } });
  const gammaSlider = createSlider(
    '\u03b3',
    (value) => {
      gamma = value;
      mark();
    },
    commit,
  );
  const rateSlider = createSlider(
    'R, nats',
    (value) => {
      rate = value;
      mark();
    },
    commit,
  );
  const reset = h(
    'button',
    { class: 'secondary', title: 'To the report\u2019s \u03b3 and KL', onclick: clear },
    'Reset',
  );
  const answer = h('p', { class: 'answer', 'aria-live': 'polite' });
  const rows = h('dl', {});
  const help = () => post({ type: 'openHelp', anchor: 'Scripts and their dumps' });
  figure.controls.append(h('button', { class: 'link', onclick: help }, 'Definitions'), reset);
  figure.body.append(
    chart.element,
    h(
      'div',
      { class: 'explorer' },
      gammaSlider.element,
      rateSlider.element,
      h('div', { class: 'advice' }, answer, h('p', { class: 'assumption' }, RATE_ASSUMPTION)),
      rows,
    ),
  );

  function clear(): void {
    gamma = null;
    rate = null;
    commit();
    setSliders();
    mark();
  }

  /** What is on show: the user's, else the report's own. A gamma set for another report may lie beyond this one's axis. */
  function present(of: LatentReport) {
    return { gamma: Math.min(gamma ?? reportGamma(of), ranges.gammaMax), rate: rate ?? of.totals.kl };
  }

  function setSliders(): void {
    if (report === null) return;
    const at = present(report);
    gammaSlider.set(at.gamma, ranges.gammaMax, GAMMA_STEP);
    rateSlider.set(at.rate, ranges.rateMax, ranges.rateStep);
  }

  /** Draws and says what follows from the sliders, with whatever else has changed. */
  function mark(data: Record<string, object[]> = {}, signals: Record<string, unknown> = {}): Promise<void> | void {
    if (report === null) return;
    reset.disabled = gamma === null && rate === null;
    const at = present(report);
    answer.textContent = rateAnswer(report, at.rate);
    rows.replaceChildren(
      ...explorerRows(report, at.gamma, rate).map(([name, value]) =>
        h('div', {}, h('dt', {}, name), h('dd', {}, value)),
      ),
    );
    return chart.draw({ ...data, ...sliderMarks(report, at.gamma, at.rate) }, signals);
  }

  return {
    element: figure.element,
    show({ report: next }, chosen) {
      report = next;
      ranges = rangesOf(next);
      points = floorPoints(next);
      setSliders();
      const reading = explorerReading(next);
      figure.read(next, reading);
      chart.describe(
        `Curves of the KL floor and the mismatch floors over gamma, with the floors of each dimension. ${reading}`,
      );
      const { gammaMax, natsMax } = ranges;
      const drawn = distinctPoints(points, ranges);
      return mark(
        {
          curves: floorCurves(next, gammaMax),
          klPoints: drawn.filter(({ kind }) => kind === 'kl'),
          mismatchPoints: drawn.filter(({ kind }) => kind === 'mismatch'),
          ...chosenMarks(next, points, chosen),
        },
        { gammaMax, natsMax, pointSize: points.length > 512 ? 16 : 40 },
      );
    },
    choose: (chosen) => (report ? chart.draw(chosenMarks(report, points, chosen)) : undefined),
    rebuild: () => chart.rebuild(),
  };
}

/** The dimension under the pointer, else the floors at the gamma under it. */
function hitFloors(report: LatentReport, point: FloorPoint | null, gamma: number): Hit {
  if (point === null) {
    const floors = floorsAt(report, gamma);
    return {
      rows: [
        ['\u03b3', formatNumber(gamma)],
        ['KL floor', `${formatNumber(floors.kl)} nats per dimension`],
        ['mismatch floor, any S', formatNumber(floors.guaranteed)],
        ['at the measured S', formatNumber(floors.measured)],
      ],
    };
  }
  const { index, gammaHat, betaHat, meanVariance, klFloor, aggregateKlFloor, collapsed } =
    report.dimensions[point.index];
  return {
    index,
    rows: [
      ['dimension', `${index}${collapsed ? ', collapsed' : ''}`],
      ['\u03b3\u0302', formatNumber(gammaHat)],
      ['\u03b2\u0302', formatNumber(betaHat)],
      ['S', formatNumber(meanVariance)],
      ['KL floor B', `${formatNumber(klFloor)} nats`],
      ['moment floor MM', `${formatNumber(aggregateKlFloor)} nats`],
    ],
  };
}
