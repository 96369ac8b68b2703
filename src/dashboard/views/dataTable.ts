import type { DataTable } from '../dataTables';
import { h } from '../dom';
import { formatCount } from '../format';

/** Rows that a person reads; the table of dimensions scrolls through all of them. */
const MOST_ROWS = 200;

/** The numbers of a chart as tables, for those who do not see it: closed, and not made before it is opened. */
export interface DataDisclosure {
  readonly element: HTMLElement;
  /** What it shows from now on; made when it is open, or once it is. */
  offer(make: () => DataTable[]): void;
}

/** @param title of the chart */
export function createDataDisclosure(title: string): DataDisclosure {
  const tables = h('div', { class: 'data-tables', role: 'group', 'aria-label': `Data of ${title}`, tabindex: 0 });
  const element = h(
    'details',
    { class: 'data', ontoggle: () => fill() },
    h('summary', {}, 'Data', h('span', { class: 'visually-hidden' }, ` of ${title}`)),
    tables,
  );
  let make = (): DataTable[] => [];
  let made: (() => DataTable[]) | null = null;

  function fill(): void {
    if (!element.open || made === make) return;
    made = make;
    tables.replaceChildren(...make().flatMap(tableOf));
  }

  return {
    element,
    offer(next) {
      make = next;
      fill();
    },
  };
}

function tableOf({ caption, columns, rows }: DataTable): HTMLElement[] {
  const shown = rows.slice(0, MOST_ROWS);
  const head = columns.map((name) => h('th', { scope: 'col' }, name));
  const body = shown.map(([first, ...rest]) =>
    h('tr', {}, h('th', { scope: 'row' }, first), ...rest.map((text) => h('td', {}, text))),
  );
  const table = h(
    'table',
    {},
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, ...head)),
    h('tbody', {}, ...body),
  );
  if (shown.length === rows.length) return [table];
  const rest = `These are the first ${formatCount(shown.length)} of ${formatCount(rows.length)} rows; the table of all dimensions, at the end of the page, has every one.`;
  return [h('p', {}, rest), table];
}
