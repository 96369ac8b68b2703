import type { DimensionReport } from '../diagnostics/report';
import { formatCount, formatNumber, formatWithError } from './format';
import { type KlTicks, type KlWindow, roundStep } from './klWindow';
import { sortDimensions } from './views/columns';

/** Rows, signals and words of charts/kl.ts and charts/klProfile.ts. All values in nats. */

/** Orders of the bars: column of the table, its name, and the symbol of the value that comes largest first. */
export const KL_SORTS = [
  { column: 'index', name: 'index', by: null },
  { column: 'kl', name: 'KL', by: 'KL' },
  { column: 'aggregateKl', name: 'mismatch F', by: 'F' },
] as const;

export type KlSort = (typeof KL_SORTS)[number]['column'];

/** The least full height of the y axis, in nats, so that a vanished KL looks vanished. */
const LEAST_AXIS = 0.1;
/** The axis above the highest bar. */
const MARGIN = 1.06;
/** Steps of the overview: about as many as a wide plot has pixels; more take vega long and are not seen. */
const MOST_STEPS = 1024;
/** Height of a hollow bar where the KL has none, and depth of the profile's marks, as shares of the axis. */
const STUB = 0.03;
const MARK_DEPTH = 0.08;

/** The dimensions from left to right: by index, or the largest value first and what is not known last. */
export function klOrder(dimensions: readonly DimensionReport[], sort: KlSort): DimensionReport[] {
  return sortDimensions(dimensions, { column: sort, descending: sort !== 'index' });
}

const sortOf = (sort: KlSort) => KL_SORTS.find(({ column }) => column === sort) ?? KL_SORTS[0];

/** Title of the axis under the bars. */
export function klAxisTitle(sort: KlSort): string {
  const { by } = sortOf(sort);
  return by === null ? 'dimension' : `dimension, the largest ${by} first`;
}

/** "dimensions 0 to 127 of 4,096", or, in another order than theirs, "ranks 1 to 128 of 4,096 by KL". */
export function klWindowText(total: number, { first, count }: KlWindow, sort: KlSort): string {
  const { by } = sortOf(sort);
  const range = (from: number) => `${formatCount(first + from)} to ${formatCount(first + count - 1 + from)}`;
  if (by === null) return `dimensions ${range(0)} of ${formatCount(total)}`;
  return `ranks ${range(1)} of ${formatCount(total)} by ${by}`;
}

/** The bars in words, for a screen reader; null for the window where all dimensions are shown. */
export function klDescription(reading: string, sort: KlSort, window: string | null): string {
  const { by } = sortOf(sort);
  const order = by === null ? '' : `, the largest ${by} first`;
  return `Bar chart of the KL of ${window ?? 'each dimension'}${order}, with its standard error. ${reading}`;
}

/** How to read the overview of charts/klProfile.ts. */
export const KL_OVERVIEW =
  'In the overview the floor is the upper edge of \u03b3\u0302\u00b2/2, and collapsed dimensions are marked under the axis; above 1,024 dimensions each step is the mean of neighbours.';

/** The three parts of a dimension's KL as intervals of nats, from the axis up. */
function partsOf({ betaHat, klFloor, kl }: DimensionReport): { part: string; from: number; to: number }[] {
  const offset = betaHat ** 2 / 2;
  return [
    { part: 'offset', from: 0, to: offset },
    { part: 'mean', from: offset, to: klFloor },
    { part: 'variance', from: klFloor, to: kl },
  ];
}

const upperEnd = ({ kl, klStandardError }: DimensionReport) => kl + (klStandardError ?? 0);

const axisTop = (dimensions: readonly DimensionReport[]) =>
  MARGIN * dimensions.reduce((top, dimension) => Math.max(top, upperEnd(dimension)), LEAST_AXIS);

/** Bars of the dimensions at the positions of a window. */
export function klBars(order: readonly DimensionReport[], { first, count }: KlWindow) {
  const shown = order.slice(first, first + count).map((dimension, k) => ({ at: first + k, dimension }));
  const yMax = axisTop(shown.map(({ dimension }) => dimension));
  const solid = shown.filter(({ dimension }) => !dimension.collapsed);
  return {
    rows: {
      parts: solid.flatMap(({ at, dimension }) => partsOf(dimension).map((part) => ({ at, ...part }))),
      floors: solid.map(({ at, dimension }) => ({ at, floor: dimension.klFloor })),
      errors: solid.flatMap(({ at, dimension: { kl, klStandardError } }) =>
        klStandardError === null ? [] : [{ at, low: Math.max(0, kl - klStandardError), high: kl + klStandardError }],
      ),
      // A stub where the bar itself would have no height: hollow must be seen.
      collapsed: shown
        .filter(({ dimension }) => dimension.collapsed)
        .map(({ at, dimension }) => ({ at, height: Math.max(dimension.kl, STUB * yMax) })),
    },
    signals: { first, count, yMax },
  };
}

/** A frame round the chosen dimension's bar, where the window holds it. */
export function klChosen({ first, count }: KlWindow, at: number, yMax: number): { at: number; height: number }[] {
  return at >= first && at < first + count ? [{ at, height: yMax }] : [];
}

/**
 * Step-shaped areas of all dimensions: each step at its left edge, the last one at its right edge too. A step is the
 * mean of as many neighbours as share it, and its mark is the deeper the more of them are collapsed.
 */
export function klProfile(order: readonly DimensionReport[]) {
  const perStep = Math.ceil(order.length / MOST_STEPS);
  const steps = [];
  for (let first = 0; first < order.length; first += perStep) {
    const members = order.slice(first, first + perStep);
    const parts = members.map(partsOf);
    steps.push({
      edge: first - 0.5,
      parts: parts[0].map(({ part }, k) => ({
        part,
        from: mean(parts.map((of) => of[k].from)),
        to: mean(parts.map((of) => of[k].to)),
      })),
      kl: mean(members.map(({ kl }) => kl)),
      collapsed: mean(members.map(({ collapsed }) => Number(collapsed))),
    });
  }
  steps.push({ ...steps[steps.length - 1], edge: order.length - 0.5 });
  const yMax = MARGIN * steps.reduce((top, { kl }) => Math.max(top, kl), LEAST_AXIS);
  return {
    rows: {
      parts: steps.flatMap(({ edge, parts }) => parts.map((part) => ({ edge, ...part }))),
      collapsed: steps.map(({ edge, collapsed }) => ({
        edge,
        from: 0,
        to: collapsed && -MARK_DEPTH * yMax * collapsed,
      })),
    },
    signals: { dimensions: order.length, yMax },
  };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The frame round a window, in the overview. */
export function klFrame({ first, count }: KlWindow): { from: number; to: number }[] {
  return [{ from: first - 0.5, to: first + count - 0.5 }];
}

/** Distance of the overview's labels, in pixels. */
const LABEL_DISTANCE = 64;

/** Ticks of the overview: dimensions, or, in another order than theirs, what is at both ends. */
export function profileTicks(order: readonly DimensionReport[], sort: KlSort, width: number): KlTicks {
  const last = order.length - 1;
  const { by, column } = sortOf(sort);
  if (by !== null) {
    const end = order[last][column] === null ? `${by} not known` : `smallest ${by}`;
    return { ticks: [0, last], tickLabels: [`largest ${by}`, end] };
  }
  const every = roundStep((LABEL_DISTANCE * order.length) / width);
  const ticks = [];
  for (let at = 0; at <= last; at += every) ticks.push(at);
  return { ticks, tickLabels: ticks.map(String) };
}

/** What is under the pointer. */
export function klTooltip(d: DimensionReport): [label: string, value: string][] {
  return [
    ['dimension', `${d.index}${d.collapsed ? ', collapsed' : ''}`],
    ['KL ± 1 s.e.', `${formatWithError(d.kl, d.klStandardError)} nats`],
    ['variance term', formatNumber(d.kl - d.klFloor)],
    ['\u03b3\u0302\u00b2/2', formatNumber(d.gammaHat ** 2 / 2)],
    ['\u03b2\u0302\u00b2/2', formatNumber(d.betaHat ** 2 / 2)],
    ['floor', formatNumber(d.klFloor)],
    ['mismatch F', formatNumber(d.aggregateKl)],
  ];
}
