/** Where rows of the strip are, in pixels of the page. */

/** The strip is no higher than this: more rows are thinner, and then scroll. */
export const MOST_HEIGHT = 420;
const HIGHEST_ROW = 18;
/** A row must be seen, and be met by the pointer. */
const LOWEST_ROW = 2;
/** Distance of row labels, below which they would touch. */
const LABEL_DISTANCE = 13;

export interface StripLayout {
  rowHeight: number;
  /** Of all rows. */
  fullHeight: number;
  /** Of what is in sight. */
  height: number;
  /** Rows scroll, beside an overview of all. */
  scrolls: boolean;
}

export function stripLayout(rows: number): StripLayout {
  const rowHeight = Math.max(LOWEST_ROW, Math.min(HIGHEST_ROW, Math.floor(MOST_HEIGHT / rows)));
  const fullHeight = rows * rowHeight;
  return { rowHeight, fullHeight, height: Math.min(MOST_HEIGHT, fullHeight), scrolls: fullHeight > MOST_HEIGHT };
}

/** The row at a distance from the first row's upper edge, or null. */
export function rowAt({ rowHeight, fullHeight }: StripLayout, y: number): number | null {
  return y < 0 || y >= fullHeight ? null : Math.floor(y / rowHeight);
}

/** The scroll position nearest to `scrollTop` that has a row in sight. */
export function scrollToRow({ rowHeight, height }: StripLayout, row: number, scrollTop: number): number {
  const top = row * rowHeight;
  return Math.max(top + rowHeight - height, Math.min(top, scrollTop));
}

/** Rows in sight that have room for a label: every first, second, fifth, tenth ..., and the chosen one before all. */
export function labelledRows({ rowHeight, height }: StripLayout, rows: number, chosen: number, scrollTop: number) {
  let every = 1;
  for (let k = 0; every * rowHeight < LABEL_DISTANCE; k++) every = [1, 2, 5][k % 3] * 10 ** Math.floor(k / 3);
  const first = Math.ceil(scrollTop / rowHeight / every) * every;
  const end = Math.min(rows, (scrollTop + height) / rowHeight);
  const labelled: number[] = [];
  for (let row = first; row < end; row += every) {
    if (row === chosen || Math.abs(row - chosen) * rowHeight >= LABEL_DISTANCE) labelled.push(row);
  }
  if (chosen >= scrollTop / rowHeight - 1 && chosen < end && !labelled.includes(chosen)) labelled.push(chosen);
  return labelled;
}

/** Runs [first, end) of collapsed rows, cut off at [from, to). */
export function collapsedRuns(rows: readonly { collapsed: boolean }[], from: number, to: number) {
  const runs: { first: number; end: number }[] = [];
  for (let row = Math.max(0, from); row < Math.min(rows.length, to); row++) {
    if (!rows[row].collapsed) continue;
    const last = runs.at(-1);
    if (last?.end === row) last.end++;
    else runs.push({ first: row, end: row + 1 });
  }
  return runs;
}
