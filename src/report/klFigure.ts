import klChart from '../dashboard/charts/kl';
import klProfileChart from '../dashboard/charts/klProfile';
import { drawChart } from '../dashboard/drawing';
import { KL } from '../dashboard/figures';
import {
  KL_OVERVIEW,
  type KlSort,
  klAxisTitle,
  klBars,
  klChosen,
  klDescription,
  klOrder,
  klProfile,
  klWindowText,
  profileTicks,
} from '../dashboard/klPlot';
import { klTicks, WIDE_FROM, windowAt, windowSize } from '../dashboard/klWindow';
import { klReading, sampleSize } from '../dashboard/readings';
import type { LatentReport } from '../diagnostics/report';
import { figure, key, picture } from './figure';
import { h, type Markup } from './markup';
import { REPORT_LOOK } from './palette';
import { COLUMN, PAGE } from './widths';

/** KL per dimension; of more than there is room for, all without gaps and the largest as bars. */
export async function klFigure(report: LatentReport, chosen: number): Promise<Markup> {
  const reading = klReading(report);
  const width = report.dimensions.length >= WIDE_FROM ? PAGE : COLUMN;
  const total = report.dimensions.length;
  const shown = windowAt(total, windowSize(total, width), 0);
  const splits = shown.count < total;
  const sort: KlSort = splits ? 'kl' : 'index';
  const order = klOrder(report.dimensions, sort);
  const at = order.findIndex(({ index }) => index === chosen);

  const { rows, signals } = klBars(order, shown);
  const bars = await drawChart(
    {
      spec: klChart,
      rows: { ...rows, chosen: klChosen(shown, at, signals.yMax) },
      signals: { ...signals, chosenAt: at, axisTitle: klAxisTitle(sort) },
      fit: (plot) => klTicks(order, shown, at, plot),
    },
    REPORT_LOOK,
    { width, id: 'kl' },
  );
  const window = splits ? klWindowText(total, shown, sort) : null;
  return figure(
    { id: 'kl', title: KL.title, size: sampleSize(report), reading, whole: width === PAGE },
    key(KL.key),
    ...(splits ? await overview(report, chosen, width) : []),
    window === null ? null : h('p', { class: 'caption' }, `Below: ${window}.`),
    picture(bars, klDescription(reading, sort, window)),
  );
}

async function overview(report: LatentReport, chosen: number, width: number): Promise<Markup[]> {
  const order = klOrder(report.dimensions, 'index');
  const { rows, signals } = klProfile(order);
  const drawing = await drawChart(
    {
      spec: klProfileChart,
      rows: { ...rows, chosen: [{ at: chosen }] },
      signals,
      fit: (plot) => profileTicks(order, 'index', plot),
    },
    REPORT_LOOK,
    { width, id: 'kl-overview' },
  );
  return [
    picture(drawing, `Overview of the KL of all dimensions. ${klReading(report)}`),
    h('p', { class: 'caption' }, KL_OVERVIEW),
  ];
}
