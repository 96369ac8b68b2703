import type { DimensionReport } from '../../diagnostics/report';
import { h } from '../dom';
import { recall, remember } from '../host';
import { absentNumber, tableReading } from '../readings';
import { COLUMNS, type Column, cellOf, type Sort, sortDimensions } from './columns';
import { createFigure } from './figure';
import type { Actions, View } from './view';

/** Height of a row in pixels; the style sheet gives rows exactly this. */
const ROW = 24;
/** Up to this many dimensions all rows exist, beyond it only those near the visible ones. */
const ALL_ROWS = 200;
/** Rows come and go in blocks of this many, so that most scrolling changes nothing. */
const BLOCK = 16;

/** All dimensions in a table that sorts by any column. */
export function createDimensions(actions: Actions): View {
  const figure = createFigure('dimensions', 'Dimensions');
  let rows: DimensionReport[] = [];
  let chosen = 0;
  let absent = '';
  let sort: Sort = recall().sort;
  /** The rows that exist: [first, end) of `rows`. */
  let first = 0;
  let end = 0;

  const headings = COLUMNS.map((column) => heading(column, () => sortBy(column.id)));
  const above = h('tbody', { 'aria-hidden': true });
  const body = h('tbody', { onclick: chooseClicked, onkeydown: (event) => chooseByKey(event as KeyboardEvent) });
  const below = h('tbody', { 'aria-hidden': true });
  const head = h('thead', {}, h('tr', {}, ...headings));
  const table = h('table', { role: 'grid', 'aria-labelledby': 'dimensions-title' }, head, above, body, below);
  const scroller = h('div', { class: 'scroller', onscroll: () => drawRows(false) }, table);
  figure.body.append(scroller);
  new ResizeObserver(() => drawRows(false)).observe(scroller);

  function sortBy(column: string): void {
    sort = { column, descending: sort.column === column ? !sort.descending : column !== 'index' };
    remember({ sort });
    arrange();
  }

  /** Puts the rows in order and draws them, the chosen one in sight. */
  function arrange(): void {
    rows = sortDimensions(rows, sort);
    headings.forEach((element, k) => {
      const active = COLUMNS[k].id === sort.column;
      element.setAttribute('aria-sort', active ? (sort.descending ? 'descending' : 'ascending') : 'none');
    });
    table.setAttribute('aria-rowcount', String(rows.length + 1));
    drawRows(true);
    reveal();
  }

  function drawRows(changed: boolean): void {
    let from = 0;
    let to = rows.length;
    if (rows.length > ALL_ROWS) {
      const top = scroller.scrollTop / ROW;
      from = Math.max(0, Math.floor(top / BLOCK) * BLOCK - BLOCK);
      to = Math.min(rows.length, Math.ceil((top + scroller.clientHeight / ROW) / BLOCK) * BLOCK + BLOCK);
    }
    if (!changed && from === first && to === end) return;
    first = from;
    end = to;
    const focused = body.contains(document.activeElement);
    above.style.height = `${first * ROW}px`;
    below.style.height = `${(rows.length - end) * ROW}px`;
    body.replaceChildren(...rows.slice(first, end).map((d, k) => row(d, first + k, absent)));
    mark();
    if (focused) chosenRow()?.focus({ preventScroll: true });
  }

  function mark(): void {
    const previous = body.querySelector('[aria-selected=true]');
    previous?.setAttribute('aria-selected', 'false');
    previous?.setAttribute('tabindex', '-1');
    const next = chosenRow();
    next?.setAttribute('aria-selected', 'true');
    next?.setAttribute('tabindex', '0');
    if (previous !== null && previous === document.activeElement) next?.focus({ preventScroll: true });
  }

  function chosenRow(): HTMLElement | null {
    return body.querySelector<HTMLElement>(`[data-dimension="${chosen}"]`);
  }

  const chosenPosition = () => rows.findIndex(({ index }) => index === chosen);

  /** Scrolls the chosen row into the table's box, the page itself staying where it is. */
  function reveal(): void {
    const top = chosenPosition() * ROW;
    const room = scroller.clientHeight - head.offsetHeight - ROW;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
    drawRows(false);
  }

  function chooseClicked(event: Event): void {
    const index = (event.target as HTMLElement).closest('tr')?.dataset.dimension;
    if (index !== undefined) actions.choose(Number(index));
  }

  /** Up and down in the table's own order. */
  function chooseByKey(event: KeyboardEvent): void {
    const at = chosenPosition();
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (rows[to]) actions.choose(rows[to].index);
  }

  return {
    element: figure.element,
    show({ report }, index) {
      rows = [...report.dimensions];
      chosen = index;
      absent = absentNumber(report);
      figure.read(report, tableReading(report));
      arrange();
    },
    choose(index) {
      chosen = index;
      reveal();
      mark();
    },
  };
}

function heading({ id, name, symbol, about }: Column, onclick: () => void): HTMLElement {
  const label = [h('span', { class: 'name' }, name), h('span', { class: 'symbol' }, symbol)];
  return h('th', { scope: 'col', title: about, 'data-column': id }, h('button', { onclick }, ...label));
}

function row(dimension: DimensionReport, position: number, absent: string): HTMLElement {
  return h(
    'tr',
    {
      'data-dimension': dimension.index,
      'data-collapsed': dimension.collapsed,
      'aria-rowindex': position + 2,
      'aria-selected': 'false',
      tabindex: -1,
    },
    ...COLUMNS.map((column) => {
      const { text, title, label } = cellOf(column, dimension, absent);
      return h('td', { title, 'aria-label': label }, text);
    }),
  );
}
