import { absentNumber, sampleSize, tableReading } from '../dashboard/readings';
import { cellOf, columnsOf } from '../dashboard/views/columns';
import type { PartialReport } from '../diagnostics/report';
import { figure } from './figure';
import { h, type Markup, trusted } from './markup';

/** The dashboard's table with all of its rows. */
export function dimensionsTable(report: PartialReport): Markup {
  const columns = columnsOf(report);
  const absent = absentNumber(report);
  const headings = columns.map(({ id, name, symbol, about }) =>
    h(
      'th',
      { scope: 'col', title: about, class: id === 'state' ? id : null },
      h('span', { class: 'name' }, name),
      h('span', { class: 'symbol' }, symbol),
    ),
  );
  const rows = report.dimensions.map((dimension) => {
    const [first, ...cells] = columns.map((column) => {
      const { text, label } = cellOf(column, dimension, absent);
      return column === columns[0]
        ? h('th', { scope: 'row' }, text)
        : h(
            'td',
            { 'aria-label': label, class: label !== null ? 'absent' : column.id === 'state' ? 'state' : null },
            text,
          );
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
      ...columns
        .filter(({ symbol }) => symbol !== '')
        .map(({ symbol, name, about }) => h('div', {}, h('dt', {}, symbol), h('dd', {}, `${name}: ${about}`))),
    ),
  );
}
