import type { PartialDimension, PartialReport } from '../../diagnostics/report';
import { parseFilter } from '../dimensionFilter';
import { dimensionsTsv } from '../dimensionsTsv';
import { h } from '../dom';
import { recall, remember } from '../host';
import { absentNumber, tableReading } from '../readings';
import type { AnyLoaded } from '../state';
import { COLUMNS, type Column, cellOf, sortDimensions } from './columns';
import { createColumnsOff } from './columnsOff';
import { createDimensionsBar } from './dimensionsBar';
import { createFigure } from './figure';
import { cellAfterKey, type GridCell } from './gridCell';
import type { Actions, View } from './view';

/** Height of a row in pixels; the style sheet gives rows exactly this. */
const ROW = 24;
/** Up to this many dimensions all rows exist, beyond it only those near the visible ones. */
const ALL_ROWS = 200;
/** Rows come and go in blocks of this many, so that most scrolling changes nothing. */
const BLOCK = 16;

/** All dimensions in a table of these columns that sorts by any of them and shows those that a filter keeps. */
export function createDimensions(actions: Actions, columns: readonly Column[]): View<AnyLoaded> {
  const figure = createFigure('dimensions', 'Dimensions');
  let report: PartialReport | null = null;
  /** The rows shown, in order. */
  let rows: PartialDimension[] = [];
  let chosen = 0;
  let absent = '';
  let { sort, filter, pinned } = recall();
  /** The rows that exist: [first, end) of `rows`. */
  let first = 0;
  let end = 0;
  /** The one cell that the Tab key stops at; where it does not exist, its column's heading stands in. */
  let cursor: GridCell = { row: 0, column: 0 };
  let stop: HTMLElement | null = null;

  const headings = columns.map((column, k) => heading(column, k, () => sortBy(column.id)));
  const above = h('tbody', { 'aria-hidden': true });
  const body = h('tbody', { onclick: chooseClicked });
  const below = h('tbody', { 'aria-hidden': true });
  const head = h('thead', {}, h('tr', { 'aria-rowindex': 1 }, ...headings));
  const table = h(
    'table',
    {
      role: 'grid',
      tabindex: -1,
      'aria-labelledby': 'dimensions-title',
      onkeydown: (event) => moveByKey(event as KeyboardEvent),
      onfocusin: (event) => followFocus(event.target as HTMLElement),
      // Without it the browser sees nothing to copy where no text is selected.
      onbeforecopy: (event) => event.preventDefault(),
      oncopy: (event) => copyRow(event as ClipboardEvent),
    },
    head,
    above,
    body,
    below,
  );
  const scroller = h('div', { class: 'scroller', onscroll: scrolled }, table);
  const off = createColumnsOff(scroller, columns, headings);
  const bar = createDimensionsBar({
    filter,
    examples: `3, 10\u201320  or  ${columns.length < COLUMNS.length ? 'beta > 0.5' : 'collapsed  or  kl > 0.5, F < 3%'}`,
    onFilter: filterBy,
    shown: () => rows,
    selected: () => rows.filter(({ index }) => index === chosen),
  });
  figure.body.append(bar.element, off.element, scroller);
  new ResizeObserver(scrolled).observe(scroller);

  function scrolled(): void {
    drawRows(false);
    off.update();
  }

  function sortBy(column: string): void {
    sort = { column, descending: sort.column === column ? !sort.descending : column !== 'index' };
    remember({ sort });
    arrange();
  }

  function filterBy(text: string): void {
    filter = text;
    remember({ filter });
    arrange();
  }

  /** Puts the rows that the filter keeps in order and draws them, the chosen one in sight. */
  function arrange(): void {
    if (report === null) return;
    const { dimensions, findings } = report;
    const { keep, error } = parseFilter(filter, { pinned, findings });
    rows = sortDimensions(keep === null ? dimensions : dimensions.filter(keep), sort);
    headings.forEach((element, k) => {
      const active = columns[k].id === sort.column;
      element.setAttribute('aria-sort', active ? (sort.descending ? 'descending' : 'ascending') : 'none');
    });
    table.setAttribute('aria-rowcount', String(rows.length + 1));
    bar.say(rows.length, dimensions.length, error);
    drawRows(true);
    reveal();
    off.update();
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
    body.replaceChildren(...rows.slice(first, end).map((d, k) => row(columns, d, first + k, absent)));
    mark();
    // A focused row that has scrolled out of existence leaves its keys to the table.
    if (focused) (cellAt(cursor) ?? table).focus({ preventScroll: true });
  }

  function mark(): void {
    body.querySelector('[aria-selected=true]')?.setAttribute('aria-selected', 'false');
    const position = chosenPosition();
    rowAt(position)?.setAttribute('aria-selected', 'true');
    if (cursor.row >= 0)
      cursor = { ...cursor, row: position >= 0 ? position : Math.max(0, Math.min(cursor.row, rows.length - 1)) };
    rove();
  }

  function rove(): void {
    stop?.setAttribute('tabindex', '-1');
    stop = cellAt(cursor) ?? cellAt({ ...cursor, row: -1 });
    stop?.setAttribute('tabindex', '0');
  }

  const chosenPosition = () => rows.findIndex(({ index }) => index === chosen);

  const rowAt = (position: number): Element | null => body.children[position - first] ?? null;

  function cellAt({ row: position, column }: GridCell): HTMLElement | null {
    const cells = position < 0 ? headings.map((element) => element.firstElementChild) : rowAt(position)?.children;
    return (cells?.[column] as HTMLElement | undefined) ?? null;
  }

  /** Scrolls a row into the table's box, the page itself staying where it is. */
  function reveal(position = chosenPosition()): void {
    if (position < 0) return;
    const top = position * ROW;
    const room = scroller.clientHeight - head.offsetHeight - ROW;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
    drawRows(false);
  }

  function chooseClicked(event: Event): void {
    const index = (event.target as HTMLElement).closest('tr')?.dataset.dimension;
    if (index !== undefined) actions.choose(Number(index));
  }

  /** From cell to cell; the row that it comes to is chosen. */
  function moveByKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((scroller.clientHeight - head.offsetHeight) / ROW) - 1);
    const size = { rows: rows.length, columns: columns.length, page };
    const to = cellAfterKey(event.key, event.ctrlKey || event.metaKey, cursor, size);
    if (to === null) return;
    event.preventDefault();
    cursor = to;
    if (to.row >= 0) {
      reveal(to.row);
      actions.choose(rows[to.row].index);
    }
    rove();
    stop?.focus({ preventScroll: true });
    stop?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** A click puts the focus somewhere, too. */
  function followFocus(target: HTMLElement): void {
    const cell = target.closest<HTMLTableCellElement>('td, th');
    if (cell === null) return;
    const inBody = body.contains(cell);
    cursor = { row: inBody ? first + [...body.children].indexOf(cell.closest('tr')!) : -1, column: cell.cellIndex };
    rove();
  }

  /** Text that is selected in the table is copied as such, else the chosen row. */
  function copyRow(event: ClipboardEvent): void {
    const selected = rows.filter(({ index }) => index === chosen);
    if (!document.getSelection()?.isCollapsed || selected.length === 0) return;
    event.preventDefault();
    event.clipboardData?.setData('text/plain', dimensionsTsv(selected));
    bar.copied(selected.length);
  }

  return {
    element: figure.element,
    show(loaded, index) {
      report = loaded.report;
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
    showPins(next) {
      pinned = [...next];
      if (/pinned/i.test(filter)) arrange();
    },
  };
}

function heading({ id, name, symbol, about }: Column, position: number, onclick: () => void): HTMLElement {
  const label = [h('span', { class: 'name' }, name), h('span', { class: 'symbol' }, symbol)];
  const attributes = { scope: 'col', title: about, 'data-column': id, 'aria-colindex': position + 1 };
  return h('th', attributes, h('button', { onclick, tabindex: -1 }, ...label));
}

function row(columns: readonly Column[], dimension: PartialDimension, position: number, absent: string): HTMLElement {
  return h(
    'tr',
    {
      'data-dimension': dimension.index,
      'data-collapsed': dimension.collapsed,
      'aria-rowindex': position + 2,
      'aria-selected': 'false',
    },
    ...columns.map((column) => {
      const { text, title, label } = cellOf(column, dimension, absent);
      const role = column.id === 'index' ? 'rowheader' : null;
      return h(
        'td',
        { title, 'aria-label': label, role, tabindex: -1, class: column.id === 'state' ? 'state' : null },
        text,
      );
    }),
  );
}
