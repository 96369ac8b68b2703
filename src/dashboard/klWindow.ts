/** Which part of all dimensions, in the order shown, the KL view draws as single bars. Positions count from 0. */

/** Positions [first, first + count). */
export interface KlWindow {
  first: number;
  count: number;
}

/** Bars that a plot has room for; narrower than 5 pixels they would be lines without parts. */
const MOST_BARS = 128;
const FEWER_BARS = 64;
/** Width of a plot in pixels from which MOST_BARS have room. */
const WIDE = 800;
/** Distance of labels on the axis, in pixels: as much as a label takes, and a gap. */
const DIGIT = 7;
const GAP = 8;

/** Dimensions from which the view takes the whole width of the page. */
export const WIDE_FROM = FEWER_BARS + 1;

/** As many of `total` dimensions as a plot of this width in pixels shows as bars. */
export function windowSize(total: number, width: number): number {
  return Math.min(total, width >= WIDE ? MOST_BARS : FEWER_BARS);
}

/** The window of `count` of `total` positions that starts as near to `first` as can be. */
export function windowAt(total: number, count: number, first: number): KlWindow {
  return { first: Math.max(0, Math.min(total - count, Math.round(first))), count };
}

/** The same window where it holds the position, else one with the position in its middle. */
export function windowWith(total: number, { first, count }: KlWindow, position: number): KlWindow {
  const inside = position >= first && position < first + count;
  return windowAt(total, count, inside ? first : position - count / 2);
}

/** The least of 1, 2, 5, 10, 20, 50 ... that is at least `least`. */
export function roundStep(least: number): number {
  let step = 1;
  for (let k = 1; step < least; k++) step = [1, 2, 5][k % 3] * 10 ** Math.floor(k / 3);
  return step;
}

/** Ticks of the axis under the bars: positions, and the dimension that each stands for. */
export type KlTicks = {
  ticks: number[];
  tickLabels: string[];
};

/**
 * The positions of a window whose labels have room on `width` pixels: every one, else every second, fifth, tenth ...,
 * and the chosen one before its neighbours.
 * @param order dimension at each position
 */
export function klTicks(
  order: readonly { index: number }[],
  { first, count }: KlWindow,
  chosen: number,
  width: number,
): KlTicks {
  const perBar = width / count;
  const room = DIGIT * String(order.length - 1).length + GAP;
  const every = roundStep(room / perBar);
  const ticks: number[] = [];
  const shown = chosen >= first && chosen < first + count;
  for (let at = Math.ceil(first / every) * every; at < first + count; at += every) {
    if (!shown || at === chosen || Math.abs(at - chosen) * perBar >= room) ticks.push(at);
  }
  if (shown && !ticks.includes(chosen)) ticks.push(chosen);
  ticks.sort((a, b) => a - b);
  return { ticks, tickLabels: ticks.map((at) => String(order[at].index)) };
}
