import { expect, test } from 'vitest';
import { defaultDimension, initialState, phaseOf, receive } from '../../../src/dashboard/state';
import { COLUMNS, sortDimensions } from '../../../src/dashboard/views/columns';
import type { AggregateCurves, HostMessage } from '../../../src/dashboardProtocol';
import { dimension, finding, report } from './sampleReport';

const loaded: HostMessage = {
  type: 'report',
  title: 'mu.npy',
  report: report([dimension(0)]),
  curves: {} as AggregateCurves,
};
const progress: HostMessage = { type: 'progress', stage: 'Reading rows', done: 1, total: 2 };
const failed: HostMessage = { type: 'failed', title: 'mu.npy', message: 'mu.npy: truncated' };

test('loading, then ready', () => {
  const loading = receive(receive(initialState, { type: 'loading', title: 'mu.npy' }), progress);
  expect(phaseOf(loading)).toBe('loading');
  expect(phaseOf(receive(loading, loaded))).toBe('ready');
});

test('a report stays while its successor is computed, and when that fails', () => {
  const ready = receive(initialState, loaded);
  const again = receive(receive(ready, { type: 'loading', title: 'mu.npy' }), progress);
  expect(phaseOf(again)).toBe('preliminary');
  expect(again.loaded).toBe(ready.loaded);
  const broken = receive(again, failed);
  expect(phaseOf(broken)).toBe('error');
  expect(broken.loaded).toBe(ready.loaded);
  expect(phaseOf(receive(broken, progress))).toBe('preliminary');
});

test('another dump does not keep the report of the last', () => {
  expect(receive(receive(initialState, loaded), { type: 'loading', title: 'other' }).loaded).toBeNull();
});

test('the first dimension shown is of the worst finding, else of the largest moment floor', () => {
  const dimensions = [dimension(0), dimension(1), dimension(2, { aggregateKlFloor: 0.02 })];
  expect(defaultDimension(report(dimensions, [finding({ dimensions: [1, 2] })]))).toBe(1);
  expect(defaultDimension(report(dimensions, [finding({ severity: 'info', dimensions: [1] })]))).toBe(2);
});

test('every column sorts both ways, ties by index', () => {
  const dimensions = [dimension(0, { kl: 1 }), dimension(1, { kl: 3 }), dimension(2, { kl: 1 })];
  const order = (descending: boolean) => sortDimensions(dimensions, { column: 'kl', descending }).map((d) => d.index);
  expect(order(false)).toEqual([0, 2, 1]);
  expect(order(true)).toEqual([1, 0, 2]);
  for (const column of COLUMNS) expect(Number.isFinite(column.value(dimensions[0]))).toBe(true);
});
