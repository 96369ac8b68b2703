import { expect, test } from 'vitest';
import { PINNED_SPEC, pinnedNumbers, pinnedPlots, pinsReading } from '../../../src/dashboard/pinnedPlot';
import { MOST_PINS, togglePin } from '../../../src/dashboard/pins';
import { curvesOf } from './sampleCurves';
import { dimension, NO_DENSITY } from './sampleReport';

test('a pin is set and taken away, and the newest takes the place of the oldest', () => {
  expect(togglePin([], 3)).toEqual([3]);
  expect(togglePin([3, 5, 4], 5)).toEqual([3, 4]);
  const full = Array.from({ length: MOST_PINS }, (_, j) => j);
  expect(togglePin(full, 20)).toEqual([...full.slice(1), 20]);
});

test('pinned densities have the same axes, the highest curve in sight', () => {
  // Standard deviations of 1 and 1/4: peaks of 0.4 and 1.6.
  const plots = pinnedPlots(curvesOf([1, 0.25]), [dimension(0), dimension(1)]);
  const [wide, narrow] = plots.map(({ signals }) => signals);
  expect(wide).toEqual(narrow);
  expect(wide.yMax).toBeCloseTo(1.08 * 1.596, 1);
  expect(plots[0].rows.curve).toHaveLength(80);
});

test('a pinned chart has a labelled z axis of its own', () => {
  const labelled = PINNED_SPEC.axes?.filter(({ scale, labels, grid }) => scale === 'x' && labels && !grid);
  expect(labelled).toHaveLength(1);
});

test('the numbers of a pinned dimension, and what to see in several', () => {
  const far = dimension(7, { kl: 2.5, aggregateKl: 0.75, reverseKl: 1.5, holeMass: 0.125 });
  expect(pinnedNumbers(far).replaceAll('\u00a0', ' ')).toBe('K = 2.50, F = 0.750, R = 1.50 nats; H = 12.5 %');
  expect(pinnedNumbers(dimension(0, { holeMass: 1e-9 }))).toMatch(/; H\s<\s0\.1\s%$/);
  expect(pinsReading([dimension(0, { ...NO_DENSITY })])).toBe('1 pinned dimension on the same axes.');
  expect(pinsReading([far, dimension(2, { aggregateKl: 0.01 }), dimension(3, NO_DENSITY)])).toBe(
    '3 pinned dimensions on the same axes: nearest to the prior is dimension 2 (F = 0.0100 nats), farthest from it dimension 7 (F = 0.750 nats).',
  );
});
