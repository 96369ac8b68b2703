import { PAIRS_TITLE } from '../dashboard/figures';
import { formatCount, formatNumber } from '../dashboard/format';
import { correlationReading, correlationsText, formatCorrelation, notablePairs } from '../dashboard/pairText';
import { sampleSize } from '../dashboard/readings';
import type { CorrelatedPair } from '../diagnostics/covariance';
import { gaussianPairCorrelation } from '../diagnostics/pairDensity';
import type { LatentReport } from '../diagnostics/report';
import { figure, table } from './figure';
import { h, type Markup } from './markup';
import { REPORT_LOOK } from './palette';

/**
 * The most correlated pairs of dimensions, or why there are none; null where there is one dimension.
 * @param pairs the strongest first; null where correlations are not computed
 */
export function pairsFigure(report: LatentReport, pairs: CorrelatedPair[] | null): Markup | null {
  const { dimensions } = report;
  if (dimensions.length < 2) return null;
  const size = sampleSize(report);
  const text = { id: 'pairs', title: PAIRS_TITLE, size };
  const found = notablePairs(pairs);
  const known = correlationsText(report, pairs);
  if (found.length === 0) return figure({ ...text, reading: `${known}.` });
  const all = formatCount((dimensions.length * (dimensions.length - 1)) / 2);
  return figure(
    { ...text, reading: correlationReading(found[0]) },
    h(
      'p',
      { class: 'caption' },
      `r = C_ab/\u221a(C_aa C_bb), C = Cov(\u03bc) + diag S over the examples, ${size}. ${EXCESS}`,
    ),
    table(`${known}, of ${all}`, ['dimensions', '\u22121 to 1', 'r', 'excess, nats'], found.map(row), 'terms'),
  );
}

const EXCESS =
  'The full-floor excess, \u2212ln(1 \u2212 r\u00b2)/2, is what the moment floor of the two together has more than those of each.';

function row({ a, b, correlation }: CorrelatedPair): (string | Markup)[] {
  const excess = gaussianPairCorrelation(correlation);
  return [
    `${a} \u00d7 ${b}`,
    bar(correlation),
    formatCorrelation(correlation),
    Number.isFinite(excess) ? formatNumber(excess) : '\u221e',
  ];
}

const BAR = { width: 160, height: 10 };

/** r from the middle, 0, to the side of its sign; the number stands beside it. */
function bar(correlation: number): Markup {
  const { width, height } = BAR;
  const middle = width / 2;
  const length = middle * Math.abs(correlation);
  const { aggregate, contour } = REPORT_LOOK.theme;
  return h(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' },
    h('rect', { x: correlation < 0 ? middle - length : middle, y: 1, width: length, height: 8, fill: aggregate }),
    h('path', { d: `M${middle} 0V${height}`, stroke: contour }),
  );
}
