import type { PartialDimension } from '../../diagnostics/report';
import { copyText } from '../clipboard';
import { dimensionsTsv } from '../dimensionsTsv';
import { h } from '../dom';
import { formatCount, formatPlural } from '../format';

/** Above the table: the filter, how many rows it leaves, and buttons that copy. */
export interface DimensionsBar {
  readonly element: HTMLElement;
  /** Says how many of all rows are shown, and what the filter does not understand, if anything. */
  say(shown: number, total: number, error: string | null): void;
  /** Says what was copied. */
  copied(rows: number): void;
}

interface BarOptions {
  filter: string;
  /** Of filters. */
  examples: string;
  onFilter(text: string): void;
  /** The rows that the table shows. */
  shown(): readonly PartialDimension[];
  /** The chosen row, where the table shows it. */
  selected(): readonly PartialDimension[];
}

export function createDimensionsBar({ filter, examples, onFilter, shown, selected }: BarOptions): DimensionsBar {
  const field = h('input', {
    type: 'text',
    id: 'dimensions-filter',
    value: filter,
    placeholder: examples,
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': 'dimensions-filter-error',
    oninput: () => onFilter(field.value),
    onkeydown: (event) => clearByKey(event as KeyboardEvent),
  });
  const count = h('span', { role: 'status' });
  const error = h('p', { class: 'filter-error', id: 'dimensions-filter-error', 'aria-live': 'polite' });
  const outcome = h('span', { class: 'copied', role: 'status' });
  const copyRows = copyButton('Copy rows', 'Copy the rows shown as tab-separated values, all digits', shown);
  const copyRow = copyButton(
    'Copy selected row',
    'Copy the selected row as tab-separated values, all digits (Ctrl or Cmd and C in the table)',
    selected,
  );

  function clearByKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || field.value === '') return;
    event.preventDefault();
    field.value = '';
    onFilter('');
  }

  function copyButton(name: string, title: string, rows: () => readonly PartialDimension[]): HTMLButtonElement {
    return h('button', { class: 'secondary', title, onclick: () => copy(rows()) }, name);
  }

  function copy(rows: readonly PartialDimension[]): void {
    if (rows.length === 0) outcome.textContent = 'Nothing was copied: the table does not show such a row.';
    else if (copyText(dimensionsTsv(rows))) copied(rows.length);
    else outcome.textContent = 'Nothing was copied: the browser refuses.';
  }

  function copied(rows: number): void {
    outcome.textContent = `Copied ${formatPlural(rows, 'row')}.`;
  }

  return {
    element: h(
      'div',
      { class: 'dimensions-bar' },
      h('label', { for: 'dimensions-filter' }, 'Filter'),
      field,
      count,
      copyRows,
      copyRow,
      outcome,
      error,
    ),
    say(rows, total, message) {
      count.textContent = `${formatCount(rows)} of ${formatPlural(total, 'row')}`;
      error.textContent = message === null ? '' : `${message} All rows are shown.`;
      field.setAttribute('aria-invalid', String(message !== null));
      outcome.textContent = '';
    },
    copied,
  };
}
