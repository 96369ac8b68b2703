import { densityPlot, holesText, meansNormal, meansPlot, priorRows } from '../dashboard/aggregatePlot';
import aggregatePosterior from '../dashboard/charts/aggregatePosterior';
import logRatioChart from '../dashboard/charts/logRatio';
import meanHistogram from '../dashboard/charts/meanHistogram';
import { type ChartContent, type Drawing, drawChart } from '../dashboard/drawing';
import { AGGREGATE } from '../dashboard/figures';
import { formatPlural } from '../dashboard/format';
import { ratioPlot } from '../dashboard/logRatio';
import { PINNED_SPEC, pinnedNumbers, pinnedPlots } from '../dashboard/pinnedPlot';
import { aggregateReading, densityNote, sampleSize } from '../dashboard/readings';
import { sortDimensions } from '../dashboard/views/columns';
import type { AggregateCurves } from '../dashboardProtocol';
import { type DimensionReport, hasDensity, type LatentReport } from '../diagnostics/report';
import { figure, key, picture } from './figure';
import { h, type Markup } from './markup';
import { REPORT_LOOK } from './palette';
import { COLUMN, SMALL } from './widths';

/** The aggregate posterior of the dimension to look at first against the prior, their log ratio, and its means. */
export async function aggregateFigure(report: LatentReport, curves: AggregateCurves, chosen: number): Promise<Markup> {
  const dimension = report.dimensions[chosen];
  const reading = aggregateReading(dimension);
  const text = { id: 'aggregate', title: AGGREGATE.title, size: sampleSize(report), reading };
  const normal = meansNormal(report, dimension);
  const means = await draw({ spec: meanHistogram, ...meansPlot(curves, dimension, normal.gamma) }, 'means');
  const meansMarkup = [
    key([
      ['histogram', 'posterior means \u03bc'],
      ['normal', normal.name],
    ]),
    picture(means, `Histogram of the posterior means of dimension ${chosen} against ${normal.name}.`),
  ];
  if (!hasDensity(dimension)) return figure(text, h('p', {}, densityNote(report, chosen)), ...meansMarkup);
  const { rows, signals } = densityPlot(curves, dimension);
  const density = { spec: aggregatePosterior, rows: { ...rows, prior: priorRows(curves) }, signals };
  const ratio = { spec: logRatioChart, ...ratioPlot(curves, chosen) };
  return figure(
    text,
    key(AGGREGATE.key),
    picture(
      await draw(density, 'density'),
      `Density of the aggregate posterior against the standard normal prior. ${reading}`,
    ),
    picture(await draw(ratio, 'ratio'), `ln q/p of dimension ${chosen} over z. ${holesText(curves, chosen)}`),
    ...meansMarkup,
  );
}

const draw = (content: ChartContent, id: string): Promise<Drawing> =>
  drawChart(content, REPORT_LOOK, { width: COLUMN, id });

/** So many dimensions beside each other show what kinds of mismatch there are. */
const MOST_MULTIPLES = 12;

/** The dimensions farthest from the prior, the worst first, on the same axes; null where one is all there is. */
export async function worstFigure(report: LatentReport, curves: AggregateCurves): Promise<Markup | null> {
  const known = report.dimensions.filter(hasDensity);
  if (known.length < 2) return null;
  const sorted = sortDimensions(known, { column: 'aggregateKl', descending: true });
  const worst = sorted.slice(0, MOST_MULTIPLES);
  const plots = pinnedPlots(curves, worst);
  const items = await Promise.all(worst.map((dimension, k) => multiple(dimension, plots[k])));
  const all = worst.length === report.dimensions.length;
  const which = all ? `All ${formatPlural(worst.length, 'dimension')}` : `The ${worst.length} dimensions`;
  return figure(
    {
      id: 'worst',
      title: 'Farthest from the prior',
      size: sampleSize(report),
      reading: `${which} ${all ? 'by' : 'of the largest'} mismatch F, the worst first, on the same axes.`,
      whole: true,
    },
    key(AGGREGATE.key),
    h('ul', { class: 'multiples' }, ...items),
  );
}

async function multiple(dimension: DimensionReport, plot: ReturnType<typeof pinnedPlots>[number]): Promise<Markup> {
  const id = `dimension-${dimension.index}`;
  const drawing = await drawChart({ spec: PINNED_SPEC, ...plot }, REPORT_LOOK, { width: SMALL, id });
  return h(
    'li',
    {},
    h('p', {}, h('strong', {}, `dimension ${dimension.index}`)),
    picture(drawing, `Density of dimension ${dimension.index}. ${aggregateReading(dimension)}`),
    h('p', { class: 'caption' }, pinnedNumbers(dimension)),
  );
}
