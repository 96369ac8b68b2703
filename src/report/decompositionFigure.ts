import waterfall from '../dashboard/charts/decomposition';
import { decompositionPlot, decompositionReading } from '../dashboard/decomposition';
import { decompositionRows } from '../dashboard/decompositionRows';
import { drawChart } from '../dashboard/drawing';
import { DECOMPOSITION } from '../dashboard/figures';
import { formatCount } from '../dashboard/format';
import { sampleSize } from '../dashboard/readings';
import type { LatentReport } from '../diagnostics/report';
import { figure, key, picture, table } from './figure';
import { h, type Markup } from './markup';
import { REPORT_LOOK } from './palette';
import { COLUMN } from './widths';

/** Where the KL goes: mutual information, total correlation and mismatch. */
export async function decompositionFigure(report: LatentReport): Promise<Markup> {
  const drawing = await drawChart({ spec: waterfall, ...decompositionPlot(report) }, REPORT_LOOK, {
    width: COLUMN,
    id: 'decomposition',
  });
  const reading = decompositionReading(report);
  const terms = decompositionRows(report).map(({ name, value, share, indent }) => [
    indent ? h('span', { class: 'indent' }, name) : name,
    value,
    share,
  ]);
  const samples = report.joint?.mutualInformation.samples;
  const estimate =
    samples === undefined
      ? 'I and TC are not estimated.'
      : `I and TC are an estimate from ${formatCount(samples)} draws from the posteriors.`;
  return figure(
    { id: 'decomposition', title: DECOMPOSITION.title, size: sampleSize(report), reading },
    h('p', { class: 'caption' }, estimate),
    key(DECOMPOSITION.key),
    picture(
      drawing,
      `Waterfall chart of the KL and its parts; their numbers are in the table that follows. ${reading}`,
    ),
    table('The KL and its parts', ['term', 'nats', 'of K'], terms, 'terms'),
  );
}
