import { expect, test } from 'vitest';
import { dimensionsTsv } from '../../../src/dashboard/dimensionsTsv';
import { cellAfterKey } from '../../../src/dashboard/views/gridCell';
import { dimension, NO_DENSITY } from './sampleReport';

test('tab-separated values have the field names, every digit, and nothing for what is not known', () => {
  const rows = [dimension(0, { kl: 0.1 + 0.2, betaHat: -1e-9 }), dimension(7, { ...NO_DENSITY, active: false })];
  const lines = dimensionsTsv(rows).split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[3]).toBe('');
  const [fields, first, second] = lines.map((line) => line.split('\t'));
  expect(fields).toEqual(Object.keys(rows[0]));
  expect(first[fields.indexOf('kl')]).toBe('0.30000000000000004');
  expect(first[fields.indexOf('betaHat')]).toBe('-1e-9');
  expect(second.slice(0, 2)).toEqual(['7', '0']);
  expect([second[fields.indexOf('aggregateKl')], second[fields.indexOf('active')]]).toEqual(['', 'false']);
  expect(dimensionsTsv([])).toBe('');
});

test('keys lead from cell to cell as in an ARIA grid, and never out of it', () => {
  const size = { rows: 100, columns: 15, page: 20 };
  const from = (row: number, column: number, key: string, ctrl = false) => {
    const to = cellAfterKey(key, ctrl, { row, column }, size);
    return to && [to.row, to.column];
  };
  expect(from(5, 3, 'ArrowDown')).toEqual([6, 3]);
  expect(from(99, 3, 'ArrowDown')).toEqual([99, 3]);
  expect(from(0, 3, 'ArrowUp')).toEqual([-1, 3]);
  expect(from(-1, 3, 'ArrowUp')).toEqual([-1, 3]);
  expect(from(5, 0, 'ArrowLeft')).toEqual([5, 0]);
  expect(from(5, 14, 'ArrowRight')).toEqual([5, 14]);
  expect(from(5, 3, 'Home')).toEqual([5, 0]);
  expect(from(5, 3, 'End')).toEqual([5, 14]);
  expect(from(5, 3, 'Home', true)).toEqual([0, 3]);
  expect(from(5, 3, 'End', true)).toEqual([99, 3]);
  expect(from(5, 3, 'PageUp')).toEqual([0, 3]);
  expect(from(90, 3, 'PageDown')).toEqual([99, 3]);
  expect(from(5, 3, 'Enter')).toBeNull();
});
