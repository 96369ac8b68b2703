import { expect, test } from 'vitest';
import {
  klBars,
  klChosen,
  klDescription,
  klOrder,
  klProfile,
  klTooltip,
  klWindowText,
  profileTicks,
} from '../../../src/dashboard/klPlot';
import { klTicks, windowAt, windowSize, windowWith } from '../../../src/dashboard/klWindow';
import { dimension, NO_DENSITY } from './sampleReport';

const four = [
  dimension(0, { kl: 0.5, klFloor: 0.3, betaHat: 0.4, aggregateKl: 0.1 }),
  dimension(1, { kl: 0, klFloor: 0, klStandardError: 0, collapsed: true, aggregateKl: 0 }),
  dimension(2, { kl: 2, klFloor: 1.5, klStandardError: 0.2, aggregateKl: 0.7 }),
  dimension(3, { kl: 1, klStandardError: null, ...NO_DENSITY }),
];
const many = (count: number) => Array.from({ length: count }, (_, j) => dimension(j, { kl: j % 5 }));

test('the largest KL or mismatch comes first, what is not known last', () => {
  const order = (sort: 'index' | 'kl' | 'aggregateKl') => klOrder(four, sort).map(({ index }) => index);
  expect(order('index')).toEqual([0, 1, 2, 3]);
  expect(order('kl')).toEqual([2, 3, 0, 1]);
  expect(order('aggregateKl')).toEqual([2, 0, 1, 3]);
});

test('bars stand at their positions, in parts that end at floor and KL', () => {
  const { rows, signals } = klBars(klOrder(four, 'kl'), { first: 0, count: 4 });
  expect(rows.parts.filter(({ at }) => at === 2)).toEqual([
    { at: 2, part: 'offset', from: 0, to: 0.4 ** 2 / 2 },
    { at: 2, part: 'mean', from: 0.4 ** 2 / 2, to: 0.3 },
    { at: 2, part: 'variance', from: 0.3, to: 0.5 },
  ]);
  expect(rows.floors.map(({ at }) => at)).toEqual([0, 1, 2]);
  // The collapsed one is a stub: hollow, without parts.
  expect(rows.collapsed).toEqual([{ at: 3, height: 0.03 * signals.yMax }]);
  expect(signals.yMax).toBeCloseTo(1.06 * 2.2, 12);
});

test('whiskers are one standard error to each side, where it is known', () => {
  const { rows } = klBars(four, { first: 0, count: 4 });
  expect(rows.errors).toEqual([
    { at: 0, low: 0.49, high: 0.51 },
    { at: 2, low: 1.8, high: 2.2 },
  ]);
});

test('only the window has bars, and the chosen one a frame where it is among them', () => {
  const window = { first: 1, count: 2 };
  const { rows } = klBars(four, window);
  expect(new Set([...rows.floors, ...rows.collapsed].map(({ at }) => at))).toEqual(new Set([1, 2]));
  expect(klChosen(window, 2, 3)).toEqual([{ at: 2, height: 3 }]);
  expect(klChosen(window, 3, 3)).toEqual([]);
});

test('the overview has a step per dimension, and means of neighbours above 1,024', () => {
  const { rows } = klProfile(four);
  expect(rows.parts.filter(({ part }) => part === 'variance').map(({ edge, to }) => [edge, to])).toEqual([
    [-0.5, 0.5],
    [0.5, 0],
    [1.5, 2],
    [2.5, 1],
    [3.5, 1],
  ]);
  expect(rows.collapsed.map(({ to }) => to < 0)).toEqual([false, true, false, false, false]);

  const all = many(4096);
  const tops = klProfile(all).rows.parts.filter(({ part }) => part === 'variance');
  expect(tops).toHaveLength(1025);
  const sum = all.reduce((total, { kl }) => total + kl, 0);
  expect(4 * tops.slice(0, -1).reduce((total, { to }) => total + to, 0)).toBeCloseTo(sum, 6);
});

test('a vanished KL is drawn on an axis of 0.1 nats, not of its own', () => {
  const vanished = [dimension(0, { kl: 1e-5, klStandardError: 0, collapsed: true })];
  expect(klBars(vanished, { first: 0, count: 1 }).signals.yMax).toBeCloseTo(0.106, 12);
  expect(klProfile(vanished).signals.yMax).toBeCloseTo(0.106, 12);
});

test('the window holds the position asked for, and moves no further than needed', () => {
  expect([windowSize(100, 400), windowSize(4096, 1000), windowSize(30, 400)]).toEqual([64, 128, 30]);
  const window = windowAt(4096, 128, 100.4);
  expect(window.first).toBe(100);
  expect(windowWith(4096, window, 227)).toEqual(window);
  expect(windowWith(4096, window, 228).first).toBe(164);
  expect(windowWith(4096, window, 0).first).toBe(0);
  expect(windowAt(4096, 128, 9999).first).toBe(4096 - 128);
});

test('every label where there is room, else round steps, and the chosen one before its neighbours', () => {
  const order = many(4096);
  expect(klTicks(four, { first: 0, count: 4 }, 0, 400).tickLabels).toEqual(['0', '1', '2', '3']);
  const { ticks } = klTicks(order, { first: 1000, count: 128 }, 1053, 940);
  expect(ticks).toContain(1053);
  expect(ticks).not.toContain(1055);
  expect(ticks).toContain(1060);
  const gaps = ticks.slice(1).map((at, k) => ((at - ticks[k]) * 940) / 128);
  expect(Math.min(...gaps)).toBeGreaterThan(30);
  // In another order a position's label is the dimension that stands there.
  expect(klTicks(klOrder(four, 'kl'), { first: 0, count: 4 }, 3, 400).tickLabels).toEqual(['2', '3', '0', '1']);
});

test('the overview names its ends where it is sorted by a value', () => {
  expect(profileTicks(klOrder(four, 'kl'), 'kl', 500)).toEqual({
    ticks: [0, 3],
    tickLabels: ['largest KL', 'smallest KL'],
  });
  expect(profileTicks(klOrder(four, 'aggregateKl'), 'aggregateKl', 500).tickLabels[1]).toBe('F not known');
  expect(profileTicks(many(4096), 'index', 940).ticks.slice(0, 3)).toEqual([0, 500, 1000]);
});

test('words: the window, the whole and what is under the pointer', () => {
  expect(klWindowText(4096, { first: 128, count: 128 }, 'index')).toBe('dimensions 128 to 255 of 4,096');
  expect(klWindowText(4096, { first: 0, count: 128 }, 'kl')).toBe('ranks 1 to 128 of 4,096 by KL');
  expect(klDescription('A reading.', 'aggregateKl', null)).toBe(
    'Bar chart of the KL of each dimension, the largest F first, with its standard error. A reading.',
  );
  expect(klTooltip(four[1])[0]).toEqual(['dimension', '1, collapsed']);
  expect(klTooltip(four[2])).toContainEqual(['KL ± 1 s.e.', '2.00 ± 0.20 nats']);
  expect(klTooltip(four[2])).toContainEqual(['floor', '1.50']);
});
