import type { AggregateCurves } from '../dashboardProtocol';
import type { DimensionReport } from '../diagnostics/report';
import { densityPlot, priorRows } from './aggregatePlot';
import aggregatePosterior from './charts/aggregatePosterior';
import { formatNumber, formatPlural, formatShare } from './format';
import type { Spec } from './vega';

/** The pinned dimensions as small multiples: the aggregate posterior's own chart, smaller, with z below each. */

/** No spec of its own: the bundle would hold the chart twice. */
export const PINNED_SPEC: Spec = {
  ...aggregatePosterior,
  height: 96,
  padding: { left: 40, right: 12, top: 20, bottom: 20 },
  axes: aggregatePosterior.axes?.map((axis) =>
    axis.scale === 'x' && !axis.grid ? { ...axis, labels: true, ticks: true, labelFlush: false } : axis,
  ),
};

/** Data and signals for each dimension; their axes are the same, so that widths and heights compare. */
export function pinnedPlots(curves: AggregateCurves, dimensions: readonly DimensionReport[]) {
  const prior = priorRows(curves);
  const plots = dimensions.map((dimension) => densityPlot(curves, dimension));
  const yMax = Math.max(...plots.map(({ signals }) => signals.yMax));
  // H is in the line of text: in so small a chart its label would cover the curve.
  return plots.map(({ rows, signals }) => ({ rows: { ...rows, prior, label: [] }, signals: { ...signals, yMax } }));
}

/** The numbers below a pinned density; nats but for H. */
export function pinnedNumbers({ kl, aggregateKl, reverseKl, holeMass }: DimensionReport): string {
  const [k, f, r] = [kl, aggregateKl, reverseKl].map(formatNumber);
  const hole = formatShare(holeMass);
  // "H < 0.1 %" has its sign already.
  const text = `K = ${k}, F = ${f}, R = ${r} nats; H ${/^[<>]/.test(hole) ? '' : '= '}${hole}`;
  return text.replace(/ (=|<|>) /g, '\u00a0$1\u00a0');
}

/** What to see in the pinned dimensions: which is nearest to the prior, which farthest. */
export function pinsReading(dimensions: readonly DimensionReport[]): string {
  const pinned = `${formatPlural(dimensions.length, 'pinned dimension')} on the same axes`;
  const known = dimensions.filter((d): d is DimensionReport & { aggregateKl: number } => d.aggregateKl !== null);
  if (known.length < 2) return `${pinned}.`;
  const byMismatch = [...known].sort((a, b) => a.aggregateKl - b.aggregateKl);
  const said = (d: (typeof known)[number]) => `dimension ${d.index} (F = ${formatNumber(d.aggregateKl)} nats)`;
  return `${pinned}: nearest to the prior is ${said(byMismatch[0])}, farthest from it ${said(byMismatch[known.length - 1])}.`;
}
