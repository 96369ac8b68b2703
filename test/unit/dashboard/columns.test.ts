import { expect, test } from 'vitest';
import { COLUMNS, cellOf, sortDimensions } from '../../../src/dashboard/views/columns';
import type { DimensionReport } from '../../../src/diagnostics/report';
import { dimension, NO_DENSITY } from './sampleReport';

const order = (dimensions: DimensionReport[], column: string, descending: boolean) =>
  sortDimensions(dimensions, { column, descending }).map((d) => d.index);
const columnOf = (id: string) => COLUMNS.find((column) => column.id === id)!;
const OF_DENSITY = ['aggregateKl', 'negentropy', 'reverseKl', 'holeMass', 'mutualInformation'];

test('every column sorts both ways, ties by index', () => {
  const dimensions = [dimension(0, { kl: 1 }), dimension(1, { kl: 3 }), dimension(2, { kl: 1 })];
  expect(order(dimensions, 'kl', false)).toEqual([0, 2, 1]);
  expect(order(dimensions, 'kl', true)).toEqual([1, 0, 2]);
  for (const column of COLUMNS) expect(Number.isFinite(column.value(dimensions[0]))).toBe(true);
});

test.each(OF_DENSITY)('%s sorts what is not known last, both ways', (column) => {
  const dimensions = [
    dimension(0, NO_DENSITY),
    dimension(1, { [column]: 3 }),
    dimension(2, NO_DENSITY),
    dimension(3, { [column]: -1 }),
  ];
  expect(order(dimensions, column, false)).toEqual([3, 1, 0, 2]);
  expect(order(dimensions, column, true)).toEqual([1, 3, 0, 2]);
});

test('a number that is not known is a dash that says why', () => {
  const absent = COLUMNS.filter((column) => {
    const { text, title, label } = cellOf(column, dimension(0, NO_DENSITY), 'not computed yet');
    expect(`${text} ${title}`).not.toMatch(/null|NaN/);
    expect([text === '–', title === 'not computed yet']).toEqual([label !== null, label !== null]);
    return label === 'not computed yet';
  });
  expect(absent.map(({ id }) => id)).toEqual(OF_DENSITY);
});

test('a known number has all digits as its tooltip, and no other label', () => {
  const d = dimension(0, { aggregateKl: 0.123456789, aggregateKlErrorBound: 1e-9, holeMass: 1e-7 });
  expect(cellOf(columnOf('aggregateKl'), d, 'not computed yet')).toEqual({
    text: '0.123',
    title: '0.123456789, numerical error at most 1e\u22129',
    label: null,
  });
  expect(cellOf(columnOf('holeMass'), d, 'not computed yet').text).toBe('< 1e\u22126');
});
