import { isComplete, type PartialDimension, type PartialReport } from '../../diagnostics/report';
import { formatFull, formatNumber, formatShare, formatWithError } from '../format';

/** A column of the table of dimensions. */
export interface Column {
  id: string;
  symbol: string;
  name: string;
  /** Definition, as the heading's tooltip. */
  about: string;
  /** What the column sorts by; null, which sorts last, for a number that the report does not have. */
  value(dimension: PartialDimension): number | null;
  text(dimension: PartialDimension): string;
  /** All digits, of a value that is not null. */
  full(dimension: PartialDimension): string;
}

export interface Sort {
  column: string;
  descending: boolean;
}

type NumericField = {
  [Field in keyof PartialDimension]: PartialDimension[Field] extends number | null ? Field : never;
}[keyof PartialDimension];

function numeric(id: NumericField, symbol: string, name: string, about: string): Column {
  const value = (d: PartialDimension) => d[id];
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
    text: ({ holeMass }) =>
      holeMass !== null && holeMass > 0 && holeMass < 1e-6 ? '< 1e\u22126' : formatNumber(holeMass),
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
    value: (d) => (dimensionState(d) === null ? null : STATES.indexOf(dimensionState(d)!)),
    text: stateOf,
    full: stateOf,
  },
];

/** The numerical error is shown where it reaches the digits shown. */
function aggregateKlText({ aggregateKl, aggregateKlErrorBound }: PartialDimension): string {
  if (aggregateKl === null || aggregateKlErrorBound === null) return formatNumber(aggregateKl);
  if (Math.abs(aggregateKl) < aggregateKlErrorBound) return formatWithError(0, aggregateKlErrorBound);
  const visible = aggregateKlErrorBound > Math.abs(aggregateKl) / 2000;
  return formatWithError(aggregateKl, visible ? aggregateKlErrorBound : null);
}

/** In the order of the column. */
const STATES = ['collapsed', 'inactive', 'active'] as const;

/** The state that the table names: a collapsed dimension is that before all. Null without means. */
export function dimensionState({ active, collapsed }: PartialDimension): (typeof STATES)[number] | null {
  if (collapsed) return 'collapsed';
  if (active === null) return null;
  return active ? 'active' : 'inactive';
}

const STATE_SIGNS = { collapsed: '○', active: '●', inactive: '◆' };

/** All columns, or of a dump of one array those that it has numbers for. */
export function columnsOf(report: PartialReport): readonly Column[] {
  if (isComplete(report)) return COLUMNS;
  return COLUMNS.filter(({ value }) => report.dimensions.some((d) => value(d) !== null));
}

function stateOf(dimension: PartialDimension): string {
  const state = dimensionState(dimension);
  if (state === null) return formatNumber(null);
  return `${STATE_SIGNS[state]} ${state}`;
}

/** A cell's text and tooltip, and, where the text is a mere dash, a label that says in words why: `absent`. */
export function cellOf(
  column: Column,
  dimension: PartialDimension,
  absent: string,
): { text: string; title: string; label: string | null } {
  const text = column.text(dimension);
  if (column.value(dimension) === null) return { text, title: absent, label: absent };
  return { text, title: column.full(dimension), label: null };
}

/** Dimensions in the table's order; equal values keep their index order, and nulls come last, whichever way. */
export function sortDimensions<D extends PartialDimension>(dimensions: readonly D[], sort: Sort): D[] {
  const column = COLUMNS.find(({ id }) => id === sort.column) ?? COLUMNS[0];
  const sign = sort.descending ? -1 : 1;
  const order = (x: number | null, y: number | null) =>
    x === null || y === null ? Number(x === null) - Number(y === null) : sign * (x - y);
  return [...dimensions].sort((a, b) => order(column.value(a), column.value(b)) || a.index - b.index);
}
