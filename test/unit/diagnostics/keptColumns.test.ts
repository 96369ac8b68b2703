import { expect, test } from 'vitest';
import { takeColumn } from '../../../src/diagnostics/keptColumns';

const columns = () => ({
  dimensions: [3, 8],
  rows: 4,
  mean: Float64Array.of(1, 2, 3, 4, 5, 0, 7, 0),
  sigma: Float64Array.of(1, 1, 1, 1, 0.5, 0, 0.7, 0),
});

test('a column is all rows, where all are finite', () => {
  expect(takeColumn(columns(), 0, 4)).toEqual({
    mean: Float64Array.of(1, 2, 3, 4),
    sigma: Float64Array.of(1, 1, 1, 1),
  });
});

test('rows that are left out are not in it, however often it is taken', () => {
  const all = columns();
  for (let n = 0; n < 2; n++)
    expect(takeColumn(all, 1, 2)).toEqual({ mean: Float64Array.of(5, 7), sigma: Float64Array.of(0.5, 0.7) });
  expect(all.mean.subarray(0, 4)).toEqual(Float64Array.of(1, 2, 3, 4));
});
