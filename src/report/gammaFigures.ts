import gammaFloors from '../dashboard/charts/gammaFloors';
import gammaSigma from '../dashboard/charts/gammaSigma';
import { drawChart } from '../dashboard/drawing';
import { EXPLORER, PLANE } from '../dashboard/figures';
import { rangesOf, reportGamma } from '../dashboard/gammaExplorer';
import { chosenMarks, explorerPlot, floorPoints, sliderMarks } from '../dashboard/gammaExplorerMarks';
import { explorerReading, explorerRows, RATE_ASSUMPTION, rateAnswer } from '../dashboard/gammaExplorerText';
import { fitPlane, planeMarks, planePlot, planePoints } from '../dashboard/gammaSigmaPlot';
import { planeReading, sampleSize } from '../dashboard/readings';
import type { LatentReport } from '../diagnostics/report';
import { figure, key, picture, table } from './figure';
import { h, type Markup } from './markup';
import { REPORT_LOOK } from './palette';
import { COLUMN } from './widths';

/** The gamma-sigma plane. */
export async function planeFigure(report: LatentReport, chosen: number): Promise<Markup> {
  const points = planePoints(report);
  const { rows, signals } = planePlot(points, report);
  const drawing = await drawChart(
    {
      spec: gammaSigma,
      rows: { ...rows, ...planeMarks(points, report, chosen) },
      signals,
      fit: (width, height) => fitPlane(points, report, width, height),
    },
    REPORT_LOOK,
    { width: COLUMN, id: 'plane' },
  );
  const reading = planeReading(report);
  return figure(
    { id: 'gamma-sigma', title: PLANE.title, size: sampleSize(report), reading },
    key(PLANE.key),
    picture(drawing, `Scatter plot of the measured gamma and sigma of each dimension. ${reading}`),
  );
}

/** The floors as curves of gamma, at the report's own gamma and KL, and in words what follows from these. */
export async function explorerFigure(report: LatentReport, chosen: number): Promise<Markup> {
  const ranges = rangesOf(report);
  const points = floorPoints(report);
  const { rows, signals } = explorerPlot(report, ranges, points);
  const gamma = reportGamma(report);
  const rate = report.totals.kl;
  const marks = { ...chosenMarks(report, points, chosen), ...sliderMarks(report, gamma, rate) };
  const drawing = await drawChart({ spec: gammaFloors, rows: { ...rows, ...marks }, signals }, REPORT_LOOK, {
    width: COLUMN,
    id: 'explorer',
  });
  const reading = explorerReading(report);
  return figure(
    {
      id: 'gamma-explorer',
      title: EXPLORER.title,
      size: sampleSize(report),
      reading,
      definitions: 'Scripts and their dumps',
    },
    key(EXPLORER.key),
    picture(
      drawing,
      `Curves of the KL floor and the mismatch floors over gamma, with the floors of each dimension. ${reading}`,
    ),
    h('p', {}, rateAnswer(report, rate)),
    h('p', { class: 'caption' }, RATE_ASSUMPTION),
    table(
      'What follows from the report\u2019s \u03b3',
      ['quantity', 'value'],
      explorerRows(report, gamma, null),
      'rows',
    ),
  );
}
