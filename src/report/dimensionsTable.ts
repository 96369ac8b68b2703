import { absentNumber, sampleSize, tableReading } from '../dashboard/readings';
import { COLUMNS, cellOf } from '../dashboard/views/columns';
import type { LatentReport } from '../diagnostics/report';
import { figure } from './figure';
import { h, type Markup, trusted } from './markup';

/** The dashboard's table with all of its rows. */
export function dimensionsTable(report: LatentReport): Markup {
  const absent = absentNumber(report);
  const headings = COLUMNS.map(({ name, symbol, about }) =>
    h('th', { scope: 'col', title: about }, h('span', { class: 'name' }, name), h('span', { class: 'symbol' }, symbol)),
  );
  const rows = report.dimensions.map((dimension) => {
    const [first, ...cells] = COLUMNS.map((column) => {
      const { text, label } = cellOf(column, dimension, absent);
      return column === COLUMNS[0]
        ? h('th', { scope: 'row' }, text)
        : h('td', { 'aria-label': label, class: label === null ? null : 'absent' }, text);
    });
    return h('tr', { class: dimension.collapsed ? 'collapsed' : null }, first, ...cells);
  });
  return figure(
    { id: 'dimensions', title: 'Dimensions', size: sampleSize(report), reading: tableReading(report), whole: true },
    h(
      'div',
      { class: 'wide', role: 'region', 'aria-labelledby': 'dimensions-title', tabindex: 0 },
      h(
        'table',
        { class: 'dimensions' },
        h('caption', {}, 'All dimensions; information in nats'),
        h('thead', {}, h('tr', {}, ...headings)),
        h('tbody', {}, trusted(rows.map(({ html }) => html).join('\n'))),
      ),
    ),
    h(
      'dl',
      { class: 'definitions' },
      ...COLUMNS.filter(({ symbol }) => symbol !== '').map(({ symbol, name, about }) =>
        h('div', {}, h('dt', {}, symbol), h('dd', {}, `${name}: ${about}`)),
      ),
    ),
  );
}
