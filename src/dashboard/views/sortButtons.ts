import { h } from '../dom';

/** Buttons that put the dimensions of a chart in an order; the one in effect is pressed. */
export interface SortButtons {
  /** For the figure's controls. */
  readonly elements: readonly HTMLElement[];
  /** Marks the order in effect. */
  press(column: string): void;
}

/** @param sorts each order's column and name */
export function createSortButtons<Column extends string>(
  sorts: readonly { column: Column; name: string }[],
  onSort: (column: Column) => void,
): SortButtons {
  const buttons = sorts.map(({ column, name }) =>
    h('button', { class: 'secondary', 'data-sort': column, onclick: () => onSort(column) }, name),
  );
  const group = h('span', { class: 'sorts', role: 'group', 'aria-label': 'Sort by' }, ...buttons);
  return {
    elements: [h('span', { class: 'sorted-by', 'aria-hidden': true }, 'sorted by'), group],
    press(column) {
      for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.sort === column));
    },
  };
}
