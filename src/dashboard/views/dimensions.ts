import type { DimensionReport } from '../../diagnostics/report';
import { h } from '../dom';
import { recall, remember } from '../host';
import { tableReading } from '../readings';
import { COLUMNS, type Column, type Sort, sortDimensions } from './columns';
import { createFigure } from './figure';
import type { Actions, View } from './view';

/** Height of a row in pixels; dashboard.css gives rows exactly this. */
const ROW = 24;
/** Rows drawn beyond each end of what is visible, so that scrolling shows no gaps. */
const MARGIN = 12;

/** All dimensions in a table that sorts by any column. Only rows near the visible ones exist. */
export function createDimensions(actions: Actions): View {
  const figure = createFigure('dimensions', 'Dimensions');
  let rows: DimensionReport[] = [];
  let chosen = 0;
  let sort: Sort = recall().sort;

  const headings = COLUMNS.map((column) => heading(column, () => sortBy(column.id)));
  const above = h('tbody', { 'aria-hidden': true });
  const body = h('tbody', { onclick: onClick, onkeydown: (event) => onKey(event as KeyboardEvent) });
  const below = h('tbody', { 'aria-hidden': true });
  const table = h(
    'table',
    { role: 'grid', 'aria-labelledby': 'dimensions-title' },
    h('thead', {}, h('tr', {}, ...headings)),
    above,
    body,
    below,
  );
  const scroller = h('div', { class: 'scroller', onscroll: drawRows }, table);
  figure.body.append(scroller);
  new ResizeObserver(drawRows).observe(scroller);

  function sortBy(column: string): void {
    sort = { column, descending: sort.column === column ? !sort.descending : column !== 'index' };
    remember({ sort });
    arrange();
    reveal();
    drawRows();
  }

  function arrange(): void {
    rows = sortDimensions(rows, sort);
    headings.forEach((element, k) => {
      const active = COLUMNS[k].id === sort.column;
      element.setAttribute('aria-sort', active ? (sort.descending ? 'descending' : 'ascending') : 'none');
    });
    table.setAttribute('aria-rowcount', String(rows.length + 1));
  }

  function drawRows(): void {
    const first = Math.max(0, Math.floor(scroller.scrollTop / ROW) - MARGIN);
    const end = Math.min(rows.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / ROW) + MARGIN);
    const focused = body.contains(document.activeElement);
    above.style.height = `${first * ROW}px`;
    below.style.height = `${(rows.length - end) * ROW}px`;
    body.replaceChildren(...rows.slice(first, end).map((d, k) => row(d, first + k, d.index === chosen)));
    if (focused) chosenRow()?.focus({ preventScroll: true });
  }

  function chosenRow(): HTMLElement | null {
    return body.querySelector<HTMLElement>('[aria-selected=true]');
  }

  /** Scrolls the chosen row into the table's box, the page itself staying where it is. */
  function reveal(): void {
    const top = rows.findIndex(({ index }) => index === chosen) * ROW;
    const room = scroller.clientHeight - table.tHead!.offsetHeight - ROW;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
  }

  function onClick(event: Event): void {
    const index = (event.target as HTMLElement).closest('tr')?.dataset.dimension;
    if (index !== undefined) actions.choose(Number(index));
  }

  /** Up and down in the table's own order. */
  function onKey(event: KeyboardEvent): void {
    const at = rows.findIndex(({ index }) => index === chosen);
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
      figure.read(report, tableReading(report));
      arrange();
      reveal();
      drawRows();
    },
    choose(index) {
      chosen = index;
      reveal();
      drawRows();
    },
  };
}

function heading(column: Column, onclick: () => void): HTMLElement {
  return h(
    'th',
    { scope: 'col', title: column.about, 'data-column': column.id },
    h('button', { onclick }, h('span', { class: 'name' }, column.name), h('span', { class: 'symbol' }, column.symbol)),
  );
}

function row(dimension: DimensionReport, position: number, chosen: boolean): HTMLElement {
  return h(
    'tr',
    {
      'data-dimension': dimension.index,
      'data-collapsed': dimension.collapsed,
      'aria-rowindex': position + 2,
      'aria-selected': chosen,
      tabindex: chosen ? 0 : -1,
    },
    ...COLUMNS.map((column) => h('td', { title: column.full(dimension) }, column.text(dimension))),
  );
}
