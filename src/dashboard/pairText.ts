import type { PairDensity } from '../dashboardProtocol';
import { COVARIANCE_LIMIT, type CorrelatedPair } from '../diagnostics/covariance';
import { gaussianPairCorrelation } from '../diagnostics/pairDensity';
import type { DimensionReport, LatentReport } from '../diagnostics/report';
import type { DataTable } from './dataTables';
import { formatCount, formatNumber, formatPlural, formatShare } from './format';
import { normalDensity } from './gaussian';
import { cellCentre } from './holes';
import { PRIOR_SIGMAS } from './pairPlot';

/** What is said of a pair of dimensions, and the pairs that are offered. */

/** A pair that is offered, and why. */
export interface OfferedPair {
  a: number;
  b: number;
  reason: string;
}

/** Dimensions whose pairs are offered where no correlation is known: ten pairs. */
const WORST = 5;

/** Two digits: below, a correlation is none. */
export const formatCorrelation = (r: number): string =>
  Math.abs(r) < LEAST ? '0.00' : r.toFixed(2).replace('-', '\u2212');
const LEAST = 0.005;

/** Those of the most correlated pairs that are correlated at all. */
export const notablePairs = (correlated: CorrelatedPair[] | null): CorrelatedPair[] =>
  (correlated ?? []).filter(({ correlation }) => Math.abs(correlation) >= LEAST);

/** The most correlated pairs; where there are none, or not known, the pairs of the dimensions farthest from the prior. */
export function offeredPairs({ dimensions }: LatentReport, correlated: CorrelatedPair[] | null): OfferedPair[] {
  const found = notablePairs(correlated);
  if (found.length > 0) {
    return found.map(({ a, b, correlation }) => ({ a, b, reason: `r = ${formatCorrelation(correlation)}` }));
  }
  const mismatch = (d: DimensionReport) => d.aggregateKl ?? d.aggregateKlFloor;
  const worst = [...dimensions].sort((a, b) => mismatch(b) - mismatch(a)).slice(0, WORST);
  const pairs = worst.flatMap((first, k) => worst.slice(k + 1).map((second) => ({ first, second })));
  pairs.sort((x, y) => mismatch(y.first) + mismatch(y.second) - mismatch(x.first) - mismatch(x.second));
  return pairs.map(({ first, second }) => ({
    a: Math.min(first.index, second.index),
    b: Math.max(first.index, second.index),
    reason: `F = ${formatNumber(mismatch(first) + mismatch(second))}`,
  }));
}

/** What is known of the correlations, or why nothing is. */
export function correlationsText({ dimensions }: LatentReport, correlated: CorrelatedPair[] | null): string {
  const found = notablePairs(correlated);
  if (found.length > 0) return `${formatPlural(found.length, 'pair')} of the highest |r|`;
  if (correlated !== null) return `No pair is correlated (all |r| < ${LEAST})`;
  if (dimensions.length > COVARIANCE_LIMIT)
    return `Correlations are not computed above D = ${formatCount(COVARIANCE_LIMIT)}`;
  return 'Correlations come with the joint part';
}

/** What the list of offered pairs is. */
export function offerText(report: LatentReport, correlated: CorrelatedPair[] | null): string {
  const known = correlationsText(report, correlated);
  return notablePairs(correlated).length > 0 ? known : `${known}; the pairs farthest from the prior instead`;
}

/** A pair on screen, with what was known of it when it came. */
export interface ShownPair {
  pair: PairDensity;
  report: LatentReport;
  /** Of the axes. */
  dimensions: [a: DimensionReport, b: DimensionReport];
  correlation: number;
}

/** The correlation is that of all examples where it is known, else of those that the density is of. */
export function shownPair(pair: PairDensity, report: LatentReport, correlated: CorrelatedPair[] | null): ShownPair {
  const { a, b } = pair;
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  const correlation = correlated?.find((each) => each.a === low && each.b === high)?.correlation ?? pair.correlation;
  return { pair, report, dimensions: [report.dimensions[a], report.dimensions[b]], correlation };
}

/** Nats that count as something hidden, and as something at all. */
const HIDDEN = 0.01;
const NOTHING = 0.001;

/** What the correlation of a pair says. */
export function correlationReading({ a, b, correlation }: Omit<CorrelatedPair, 'covariance'>): string {
  const hidden = gaussianPairCorrelation(correlation);
  const r = `r = ${formatCorrelation(correlation)}`;
  if (!Number.isFinite(hidden))
    return `${r}: dimensions ${a} and ${b} lie on a line, one says all that the other does.`;
  if (hidden < HIDDEN) {
    const nats = hidden < NOTHING ? `less than ${NOTHING} nats` : `only ${formatNumber(hidden)} nats`;
    return `${r}: dimensions ${a} and ${b} are hardly correlated; their covariance adds ${nats} to what the marginals alone say.`;
  }
  return `${r}: the aggregate posterior of dimensions ${a} and ${b} is tilted; the marginals alone hide a full-floor excess of ${formatNumber(hidden)} nats.`;
}

export function pairReading({ pair: { a, b }, correlation }: ShownPair): string {
  const reading = correlationReading({ a, b, correlation });
  const isSlight = gaussianPairCorrelation(correlation) < HIDDEN;
  return isSlight ? `${reading} r sees what is linear, the picture the rest.` : reading;
}

/** How many examples are behind the picture, and what of the mass lies beside it. */
export function samplesNote({ examples, means, mass }: PairDensity, rows: number): string {
  const density =
    examples < rows
      ? `Density of ${formatCount(examples)} of ${formatCount(rows)} examples, drawn evenly`
      : `Density of all ${formatPlural(examples, 'example')}`;
  const shown = means.length / 2;
  const scatter = shown < examples ? `; means of ${formatCount(shown)} of them` : '';
  const beside = mass < 0.999 ? `; ${formatShare(1 - mass)} of the mass lies beside the plot` : '';
  return `${density}${scatter}${beside}.`;
}

/** Where the labels are from, or why there are none. */
export function labelsNote({ labels: { source, note, values } }: PairDensity): string {
  const said = note === null ? '' : `${note}.`;
  if (values !== null && source !== null) return `Means are coloured by ${source}. ${said}`.trim();
  if (said) return `Means are not coloured: ${said}`;
  return 'Means are not coloured: no array of labels beside the dump (labels.npy, y.npy, targets.npy).';
}

/** Shares of q and of the prior within the prior's circles. */
function circleShares(pair: PairDensity): { sigma: number; aggregate: number; prior: number }[] {
  return PRIOR_SIGMAS.map((sigma) => {
    let sum = 0;
    pair.density.forEach((q, k) => {
      const [row, column] = [Math.floor(k / pair.points), k % pair.points];
      if (Math.hypot(cellCentre(pair, column), cellCentre(pair, row)) < sigma) sum += q;
    });
    return { sigma, aggregate: sum * pair.zStep ** 2, prior: 1 - Math.exp(-(sigma * sigma) / 2) };
  });
}

/** The picture in words. */
export function pairDescription(pair: PairDensity, reading: string): string {
  const within = circleShares(pair).map(
    ({ sigma, aggregate, prior }) => `within ${sigma}\u03c3 ${formatShare(aggregate)} (prior ${formatShare(prior)})`,
  );
  const circles = `Of the aggregate posterior lie ${within.join(', ')}.`;
  return `Density of the aggregate posterior of dimensions ${pair.a} and ${pair.b} in a square, with the prior\u2019s circles. ${reading} ${circles}`;
}

/** Values of one axis in the table of the density, at most about so many. */
const TABLE_SIDE = 10;

/** The circles' shares, and the density on a coarse grid. */
export function pairTables(pair: PairDensity): DataTable[] {
  const { a, b, points, density } = pair;
  const every = Math.ceil(points / TABLE_SIDE);
  const cells = Array.from({ length: Math.floor(points / every) }, (_, k) => Math.floor((k + 0.5) * every));
  const z = (cell: number) => formatNumber(cellCentre(pair, cell));
  return [
    {
      caption: 'Shares within the prior\u2019s circles',
      columns: ['radius', 'q', 'p'],
      rows: circleShares(pair).map(({ sigma, aggregate, prior }) => [
        `${sigma}\u03c3`,
        formatShare(aggregate),
        formatShare(prior),
      ]),
    },
    {
      caption: `q at some places: dimension ${a} to the right, ${b} downwards`,
      columns: ['z', ...cells.map(z)],
      rows: cells
        .toReversed()
        .map((row) => [z(row), ...cells.map((cell) => formatNumber(density[row * points + cell]))]),
    },
  ];
}

/** The rows of the tooltip for a place in the plot; null beside it. */
export function placeRows(pair: PairDensity, zA: number, zB: number): [label: string, value: string][] | null {
  const [column, row] = [zA, zB].map((z) => Math.floor((z - pair.zMin) / pair.zStep));
  if (Math.min(column, row) < 0 || Math.max(column, row) >= pair.points) return null;
  const q = pair.density[row * pair.points + column];
  const p = normalDensity(cellCentre(pair, column)) * normalDensity(cellCentre(pair, row));
  return [
    [`z, dimension ${pair.a}`, formatNumber(cellCentre(pair, column))],
    [`z, dimension ${pair.b}`, formatNumber(cellCentre(pair, row))],
    ['q', formatNumber(q)],
    ['p', formatNumber(p)],
    ['ln q/p', `${q > 0 ? formatNumber(Math.log(q / p)) : '\u2212\u221e'} nats${q < p / 2 ? ', hole' : ''}`],
  ];
}
