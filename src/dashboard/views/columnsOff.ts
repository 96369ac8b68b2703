import { h } from '../dom';
import type { Column } from './columns';

/** A line above a table that is wider than its box: which columns are scrolled off, and on which side. */
export interface ColumnsOff {
  readonly element: HTMLElement;
  /** To be called when the box has scrolled or changed its size, or the columns theirs. */
  update(): void;
}

/** Pixels that a column may be cut off by and still count as in sight: a cell's padding. */
const TOLERANCE = 8;

/** @param headings of the columns; the first one sticks to the left edge */
export function createColumnsOff(
  scroller: HTMLElement,
  columns: readonly Column[],
  headings: readonly HTMLElement[],
): ColumnsOff {
  const element = h('p', { class: 'columns-off' });
  element.hidden = true;

  const names = (off: (heading: HTMLElement) => boolean) =>
    columns
      .filter((_, k) => k > 0 && off(headings[k]))
      .map(({ symbol, name }) => symbol.split(' ')[0] || name)
      .join(', ');

  return {
    element,
    update() {
      element.hidden = scroller.scrollWidth <= scroller.clientWidth;
      if (element.hidden) return;
      const from = headings[0].getBoundingClientRect().right - TOLERANCE;
      const to = scroller.getBoundingClientRect().left + scroller.clientWidth + TOLERANCE;
      const left = names((heading) => heading.getBoundingClientRect().left < from);
      const right = names((heading) => heading.getBoundingClientRect().right > to);
      const sides = [left && `to the left ${left}`, right && `to the right ${right}`].filter(Boolean);
      element.textContent = `Scrolled off: ${sides.join('; ')}.`;
    },
  };
}
