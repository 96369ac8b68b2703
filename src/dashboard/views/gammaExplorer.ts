import type { LatentReport } from '../../diagnostics/report';
import { Chart, type Hit } from '../chart';
import gammaFloors from '../charts/gammaFloors';
import { explorerTables } from '../dataTables';
import { h } from '../dom';
import { EXPLORER } from '../figures';
import { formatNumber } from '../format';
import { floorsAt, type Ranges, rangesOf, reportGamma } from '../gammaExplorer';
import {
  chosenMarks,
  explorerPlot,
  type FloorPoint,
  floorPoints,
  nearestPoint,
  sliderMarks,
} from '../gammaExplorerMarks';
import { explorerReading, explorerRows, RATE_ASSUMPTION, rateAnswer } from '../gammaExplorerText';
import { recall, remember } from '../host';
import { createFigure } from './figure';
import { createSlider } from './slider';
import type { Actions, View } from './view';

/** How near the pointer must be to a point to mean it, in pixels. */
const REACH = 12;
const GAMMA_STEP = 0.01;

/** Which gamma to take: the floors as curves of gamma, and what follows from a gamma and a rate that the user sets. */
export function createGammaExplorer(actions: Actions): View {
  const figure = createFigure('gamma-explorer', EXPLORER.title, EXPLORER.key, 'Scripts and their dumps');
  let report: LatentReport | null = null;
  let ranges: Ranges;
  let points: FloorPoint[] = [];
  let { gamma, rate } = recall().explorer;
  /** KL that the settings aim at, nats; null where none is set. */
  let targetRate: number | null = null;

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
    { class: 'secondary', title: 'To the report\u2019s \u03b3, and the target rate or its KL', onclick: clear },
    'Reset',
  );
  const answer = h('p', { class: 'answer', 'aria-live': 'polite' });
  const rows = h('dl', {});
  figure.controls.append(reset);
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

  /** What is on show: the user's, else the target rate, else the report's own. A gamma set for another report may lie beyond this one's axis. */
  function present(of: LatentReport) {
    return { gamma: Math.min(gamma ?? reportGamma(of), ranges.gammaMax), rate: rate ?? targetRate ?? of.totals.kl };
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
      ...explorerRows(report, at.gamma, rate ?? targetRate).map(([name, value]) =>
        h('div', {}, h('dt', {}, name), h('dd', {}, value)),
      ),
    );
    return chart.draw({ ...data, ...sliderMarks(report, at.gamma, at.rate) }, signals);
  }

  return {
    element: figure.element,
    show({ report: next, settings }, chosen) {
      report = next;
      targetRate = settings.targetRate;
      ranges = rangesOf(next, targetRate);
      points = floorPoints(next);
      setSliders();
      const reading = explorerReading(next);
      figure.read(next, reading);
      figure.tabulate(() => explorerTables(next));
      chart.describe(
        `Curves of the KL floor and the mismatch floors over gamma, with the floors of each dimension. ${reading}`,
      );
      const plot = explorerPlot(next, ranges, points);
      return mark({ ...plot.rows, ...chosenMarks(next, points, chosen) }, plot.signals);
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
