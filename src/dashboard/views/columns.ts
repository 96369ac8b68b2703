import type { DimensionReport } from '../../diagnostics/report';
import { formatFull, formatNumber, formatShare, formatWithError } from '../format';

/** A column of the table of dimensions. */
export interface Column {
  id: string;
  symbol: string;
  name: string;
  /** Definition, as the heading's tooltip. */
  about: string;
  /** What the column sorts by. */
  value(dimension: DimensionReport): number;
  text(dimension: DimensionReport): string;
  full(dimension: DimensionReport): string;
}

export interface Sort {
  column: string;
  descending: boolean;
}

function numeric(id: keyof DimensionReport & string, symbol: string, name: string, about: string): Column {
  const value = (d: DimensionReport) => d[id] as number;
  return { id, symbol, name, about, value, text: (d) => formatNumber(value(d)), full: (d) => formatFull(value(d)) };
}

export const COLUMNS: readonly Column[] = [
  { ...numeric('index', 'j', 'dim.', 'Latent dimension, counted from 0'), text: (d) => String(d.index) },
  {
    ...numeric('kl', 'K ± s.e.', 'KL', 'Mean KL(q(z_j|x) || p), with its standard error over examples'),
    text: (d) => formatWithError(d.kl, d.klStandardError),
    full: (d) => `${formatFull(d.kl)}, standard error ${formatFull(d.klStandardError)}`,
  },
  numeric('klFloor', 'B', 'floor', 'Floor of the KL from the realised moments, (beta^2 + gamma^2)/2'),
  {
    ...numeric('aggregateKl', 'F', 'agg. KL', 'KL(q_j || p) of the aggregate posterior, with its numerical error'),
    text: aggregateKlText,
    full: (d) => `${formatFull(d.aggregateKl)}, numerical error at most ${formatFull(d.aggregateKlErrorBound)}`,
  },
  numeric('aggregateKlFloor', 'MM', 'moments', 'What mean and variance alone force F to be at least'),
  numeric('negentropy', 'J', 'shape', 'Negentropy F - MM: several modes or skew'),
  numeric('reverseKl', 'R', 'reverse', 'KL(p || q_j): large where prior draws fall where no example lives'),
  {
    ...numeric('holeMass', 'H', 'hole', 'Prior probability of the region where q_j < p/2'),
    text: (d) => (d.holeMass > 0 && d.holeMass < 1e-6 ? '< 1e\u22126' : formatNumber(d.holeMass)),
  },
  numeric('mutualInformation', 'I', 'inform.', 'Mutual information of z_j and the example, K - F'),
  numeric('betaHat', '\u03b2\u0302', 'mean', 'Mean of the posterior means'),
  numeric('gammaHat', '\u03b3\u0302', 's.d.', 'Standard deviation of the posterior means'),
  numeric('meanVariance', 'S', 'mean \u03c3\u00b2', 'Mean posterior variance'),
  numeric('aggregateVariance', 't', 'variance', 'Variance of the aggregate posterior, gammaHat^2 + S'),
  {
    ...numeric('collapsedFraction', 'c', 'collapsed', 'Share of examples with a KL below 0.01 nats'),
    text: (d) => formatShare(d.collapsedFraction),
  },
  {
    ...numeric('index', '', 'state', 'Active: Var(mu) >= 0.01. Collapsed: KL below 0.01 nats, or in 99 % of examples'),
    id: 'state',
    value: (d) => (d.collapsed ? 0 : d.active ? 2 : 1),
    text: stateOf,
    full: stateOf,
  },
];

/** The numerical error is shown where it reaches the digits shown. */
function aggregateKlText({ aggregateKl, aggregateKlErrorBound }: DimensionReport): string {
  if (Math.abs(aggregateKl) < aggregateKlErrorBound) return formatWithError(0, aggregateKlErrorBound);
  const visible = aggregateKlErrorBound > Math.abs(aggregateKl) / 2000;
  return formatWithError(aggregateKl, visible ? aggregateKlErrorBound : null);
}

function stateOf({ active, collapsed }: DimensionReport): string {
  if (collapsed) return '○ collapsed';
  return active ? '● active' : '◆ inactive';
}

/** Dimensions in the table's order; equal values keep their index order, whichever way. */
export function sortDimensions(dimensions: readonly DimensionReport[], sort: Sort): DimensionReport[] {
  const column = COLUMNS.find(({ id }) => id === sort.column) ?? COLUMNS[0];
  const sign = sort.descending ? -1 : 1;
  return [...dimensions].sort((a, b) => sign * (column.value(a) - column.value(b)) || a.index - b.index);
}
