import type { LatentReport } from '../../diagnostics/report';
import { Chart, type Hit } from '../chart';
import waterfall from '../charts/decomposition';
import { decompositionPlot, decompositionReading, waterfallBars } from '../decomposition';
import { decompositionRows } from '../decompositionRows';
import { h } from '../dom';
import { DECOMPOSITION } from '../figures';
import type { Loaded } from '../state';
import { createJointStatus } from './decompositionStatus';
import { createFigure } from './figure';
import type { View } from './view';

/** The KL as mutual information, total correlation and mismatch; the first two follow, and get better, on their own. */
export function createDecomposition(): View {
  const figure = createFigure('decomposition', DECOMPOSITION.title, DECOMPOSITION.key);
  const status = createJointStatus();
  let report: LatentReport | null = null;
  const chart = new Chart({ spec: waterfall, hit: (x, y) => report && hitBar(report, x, y) });
  const rows = h('tbody', {});
  const heading = (text: string) => h('th', { scope: 'col' }, text);
  const table = h(
    'table',
    { class: 'terms' },
    h('caption', { class: 'visually-hidden' }, 'Where the KL goes'),
    h('thead', {}, h('tr', {}, heading('term'), heading('nats'), heading('of K'))),
    rows,
  );
  figure.body.before(status.element);
  figure.body.append(chart.element, table);

  function draw(next: LatentReport) {
    report = next;
    const reading = decompositionReading(next);
    figure.read(next, reading);
    chart.describe(`Waterfall chart of the KL and its parts; their numbers are in the table that follows. ${reading}`);
    rows.replaceChildren(...decompositionRows(next).map(tableRow));
    const { rows: data, signals } = decompositionPlot(next);
    return chart.draw(data, signals);
  }

  return {
    element: figure.element,
    show(loaded) {
      status.update(loaded);
      return draw(loaded.report);
    },
    showJoint(loaded: Loaded) {
      status.update(loaded);
      if (loaded.report.joint !== report?.joint) return draw(loaded.report);
    },
    rebuild: () => chart.rebuild(),
  };
}

function tableRow({ name, value, share, indent, title }: ReturnType<typeof decompositionRows>[number]): HTMLElement {
  return h(
    'tr',
    { title },
    h('th', { scope: 'row', class: indent ? 'indent' : null }, name),
    h('td', {}, value),
    h('td', {}, share),
  );
}

function hitBar(report: LatentReport, x: number, y: number): Hit | null {
  const over = waterfallBars(report).filter(({ left, right }) => x >= left && x <= right);
  // Of two on top of each other the nearer one; a bar with little height is met by its column.
  const distance = (from: number, to: number) => Math.max(Math.min(from, to) - y, y - Math.max(from, to), 0);
  const [bar] = over.sort((a, b) => distance(a.from, a.to) - distance(b.from, b.to));
  if (!bar) return null;
  const rows = decompositionRows(report).filter(({ parts }) => parts.includes(bar.part));
  return { rows: rows.map(({ name, value, share }) => [name, share ? `${value}, ${share}` : value]) };
}
