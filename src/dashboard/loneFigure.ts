import type { AggregateCurves } from '../dashboardProtocol';
import type { LoneSource, PartialDimension, PartialReport } from '../diagnostics/report';
import { meansNormal, meansPlot } from './aggregatePlot';
import loneMeans from './charts/loneMeans';
import loneSamples from './charts/loneSamples';
import { formatNumber } from './format';
import { aggregateReading } from './readings';
import type { KeyEntry } from './views/figure';

/** The figure's title, what it counts, the symbol of that, and its chart. */
export const loneTexts = ({ samples }: LoneSource) =>
  samples === null
    ? { title: 'Posterior means', things: 'posterior means', symbol: '\u03bc', spec: loneMeans }
    : { title: 'Samples', things: 'samples', symbol: 'z', spec: loneSamples };

/** What the figure of a dimension draws and says. */
export interface LoneFigure {
  reading: string;
  entries: KeyEntry[];
  /** The chart in words. */
  label: string;
  plot: ReturnType<typeof meansPlot>;
}

/** The histogram of the means against N(beta, gamma^2), or of the samples against the prior, which they are meant to fit. */
export function loneFigure(report: PartialReport, curves: AggregateCurves, dimension: PartialDimension): LoneFigure {
  const { index, gammaHat } = dimension;
  if (gammaHat === null) {
    return {
      reading: samplesReading(dimension),
      entries: [
        ['histogram', 'samples z'],
        ['normal', 'prior p = N(0, 1)'],
      ],
      label: `Histogram of the samples of dimension ${index} against the standard normal prior.`,
      plot: meansPlot(curves, { index, betaHat: 0 }, 1),
    };
  }
  const { gamma, name } = meansNormal(report, { index, gammaHat });
  return {
    reading: meansReading(dimension),
    entries: [
      ['histogram', 'posterior means \u03bc'],
      ['normal', name],
    ],
    label: `Histogram of the posterior means of dimension ${index} against ${name}.`,
    plot: meansPlot(curves, dimension, gamma),
  };
}

function samplesReading(dimension: PartialDimension): string {
  const { index, betaHat, aggregateVariance, aggregateKlFloor } = dimension;
  return aggregateVariance === null || aggregateKlFloor === null
    ? `Dimension ${index} is ${formatNumber(betaHat)} in every sample.`
    : aggregateReading({ ...dimension, aggregateVariance, aggregateKlFloor });
}

function meansReading({ index, betaHat, gammaHat, klFloor, active }: PartialDimension): string {
  const moments = `mean \u03b2\u0302 = ${formatNumber(betaHat)}, standard deviation \u03b3\u0302 = ${formatNumber(gammaHat)}`;
  const unit = active ? 'active' : 'not active (variance below 0.01)';
  return `Dimension ${index} is ${unit}: ${moments}. Its KL is at least B = ${formatNumber(klFloor)} nats.`;
}
