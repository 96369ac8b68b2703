import type { DimensionReport, LatentReport } from '../../diagnostics/report';
import { Chart } from '../chart';
import klChart from '../charts/kl';
import { klTable } from '../dataTables';
import { h } from '../dom';
import { KL } from '../figures';
import { recall, remember } from '../host';
import {
  KL_OVERVIEW,
  KL_SORTS,
  type KlSort,
  klAxisTitle,
  klBars,
  klChosen,
  klDescription,
  klFrame,
  klOrder,
  klProfile,
  klTooltip,
  klWindowText,
  profileTicks,
} from '../klPlot';
import { klTicks, WIDE_FROM, windowAt, windowSize, windowWith } from '../klWindow';
import { klReading } from '../readings';
import { createFigure } from './figure';
import { createKlOverview } from './klOverview';
import { createSortButtons } from './sortButtons';
import type { Actions, View } from './view';

/** Beside the plot, to the left and right of it. */
const MARGINS = 60;

/** KL per dimension: beta^2/2, gamma^2/2 and the variance term on each other, and the floor between them. */
export function createKl(actions: Actions): View {
  const figure = createFigure('kl', KL.title, KL.key);
  let report: LatentReport | null = null;
  let order: DimensionReport[] = [];
  let sort: KlSort = recall().klSort;
  /** The dimension chosen, and where it stands in the order. */
  let chosen = 0;
  let at = 0;
  let shown = windowAt(1, 1, 0);
  let yMax = 1;
  let pending = 0;

  const buttons = createSortButtons(KL_SORTS, sortBy);
  figure.controls.append(...buttons.elements);

  const options = {
    hit: (x: number) => {
      const dimension = order[Math.round(x)];
      return dimension === undefined ? null : { index: dimension.index, rows: klTooltip(dimension) };
    },
    onChoose: actions.choose,
    onStep: (step: number) => chooseAt(at + step),
  };
  const bars = new Chart({ spec: klChart, ...options, fit: (width) => klTicks(order, shown, at, width) });
  const overview = createKlOverview({ ...options, fit: (width) => profileTicks(order, sort, width) }, moveTo);
  const caption = h('p', { class: 'kl-caption' });
  figure.body.append(overview.element, caption, bars.element);
  for (const { element } of [bars, overview.chart]) element.addEventListener('keydown', chooseByKey);
  new ResizeObserver(fitWindow).observe(figure.body);

  const splits = () => shown.count < order.length;
  const windowText = () => klWindowText(order.length, shown, sort);

  function sortBy(column: KlSort): void {
    sort = column;
    remember({ klSort: sort });
    void arrange(true);
  }

  function chooseAt(position: number): void {
    if (order[position]) actions.choose(order[position].index);
  }

  function chooseByKey(event: KeyboardEvent): void {
    if (event.key === 'Home') chooseAt(0);
    else if (event.key === 'End') chooseAt(order.length - 1);
    else if (event.key === 'PageUp' && splits()) moveTo(shown.first - shown.count);
    else if (event.key === 'PageDown' && splits()) moveTo(shown.first + shown.count);
    else return;
    event.preventDefault();
  }

  /** Moves the window; its bars follow in the next frame, however often that is asked for. */
  function moveTo(first: number): void {
    const next = windowAt(order.length, shown.count, first);
    if (next.first === shown.first) return;
    shown = next;
    remember({ klFirst: shown.first });
    if (pending === 0) pending = requestAnimationFrame(() => void Promise.all([drawBars(), drawFrame()]));
  }

  /** As many bars as the width has room for. */
  function fitWindow(): void {
    const held = klChosen(shown, at, yMax).length > 0;
    if (order.length > 0 && windowCount() !== shown.count) void arrange(held);
  }

  const windowCount = () => windowSize(order.length, bars.element.clientWidth - MARGINS);

  /** Puts the dimensions in order and draws them; `reveal` brings the chosen one into the window. */
  async function arrange(reveal: boolean): Promise<void> {
    if (report === null) return;
    order = klOrder(report.dimensions, sort);
    at = order.findIndex(({ index }) => index === chosen);
    const kept = windowAt(order.length, windowCount(), shown.first);
    shown = reveal ? windowWith(order.length, kept, at) : kept;
    remember({ klFirst: shown.first });
    buttons.press(sort);
    overview.element.hidden = !splits();
    caption.hidden = !splits();
    const { rows, signals } = klProfile(order);
    const profile = splits() ? overview.chart.draw({ ...rows, chosen: [{ at }] }, signals) : null;
    await Promise.all([drawBars(), profile, drawFrame()]);
  }

  function drawBars(): Promise<void> {
    pending = 0;
    const { rows, signals } = klBars(order, shown);
    yMax = signals.yMax;
    const reading = report === null ? '' : klReading(report);
    bars.describe(klDescription(reading, sort, splits() ? windowText() : null));
    const axisTitle = klAxisTitle(sort);
    const sorted = order;
    figure.tabulate(() => [klTable(sorted)]);
    return bars.draw({ ...rows, chosen: klChosen(shown, at, yMax) }, { ...signals, chosenAt: at, axisTitle });
  }

  async function drawFrame(): Promise<void> {
    if (!splits()) return;
    caption.textContent = `${KL_OVERVIEW} Below it: ${windowText()}; drag the frame, or use Page Up and Page Down.`;
    overview.frame(order.length, shown, windowText());
    await overview.chart.draw({ window: klFrame(shown) });
  }

  return {
    element: figure.element,
    async show(loaded, index) {
      const first = report === null;
      report = loaded.report;
      chosen = index;
      figure.element.classList.toggle('many', report.dimensions.length >= WIDE_FROM);
      const reading = klReading(report);
      figure.read(report, reading);
      overview.chart.describe(`Overview of the KL of all dimensions. ${reading}`);
      const remembered = recall().klFirst;
      if (first && remembered !== null) shown = { first: remembered, count: 1 };
      await arrange(first && remembered === null);
    },
    async choose(index) {
      chosen = index;
      at = order.findIndex((dimension) => dimension.index === chosen);
      const before = shown;
      shown = windowWith(order.length, shown, at);
      const mark = splits() ? overview.chart.draw({ chosen: [{ at }] }) : null;
      if (shown.first === before.first) {
        await Promise.all([bars.draw({ chosen: klChosen(shown, at, yMax) }, { chosenAt: at }), mark]);
        return;
      }
      remember({ klFirst: shown.first });
      await Promise.all([drawBars(), drawFrame(), mark]);
    },
    async rebuild() {
      await Promise.all([bars.rebuild(), splits() ? overview.chart.rebuild() : null]);
    },
  };
}
