import { drawChart } from '../dashboard/drawing';
import { loneFigure, loneTexts } from '../dashboard/loneFigure';
import { sampleSize } from '../dashboard/readings';
import type { AggregateCurves } from '../dashboardProtocol';
import { defaultDimension } from '../diagnostics/firstDimension';
import type { PartialReport } from '../diagnostics/report';
import { figure, key, picture } from './figure';
import type { Markup } from './markup';
import { REPORT_LOOK } from './palette';
import { PAGE } from './widths';

/** The means or samples of the dimension to look at first; null for a dump of posteriors, which has more to show. */
export async function loneFigureOf(report: PartialReport, curves: AggregateCurves): Promise<Markup | null> {
  const { source } = report;
  if (source.spread !== null) return null;
  const { title, spec } = loneTexts(source);
  const { reading, entries, label, plot } = loneFigure(report, curves, report.dimensions[defaultDimension(report)]);
  const drawing = await drawChart({ spec, ...plot }, REPORT_LOOK, { width: PAGE, id: 'lone' });
  const text = { id: 'lone', title, size: sampleSize(report), reading, whole: true };
  return figure(text, key(entries), picture(drawing, label));
}
