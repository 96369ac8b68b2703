import { expect, test } from 'vitest';
import {
  floorCircles,
  labelAngle,
  momentFloor,
  quarterCircle,
  variancesAtFloor,
} from '../../../src/dashboard/floorContours';

test('the floor vanishes at t = 1 and has the values of SPEC section 1 at gamma^2', () => {
  expect(momentFloor(1)).toBe(0);
  expect(momentFloor(1.1 ** 2)).toBeCloseTo(0.0097, 4);
  expect(momentFloor(1.5 ** 2)).toBeCloseTo(0.2195, 4);
  expect(momentFloor(2 ** 2)).toBeCloseTo(0.8069, 4);
});

test.each([1e-6, 0.01, 0.1, 1, 3, 20])('both variances with a floor of %d nats are found', (nats) => {
  const [inside, outside] = variancesAtFloor(nats);
  expect(inside).toBeLessThan(1);
  expect(outside).toBeGreaterThan(1);
  expect(momentFloor(inside)).toBeCloseTo(nats, 9);
  expect(momentFloor(outside)).toBeCloseTo(nats, 9);
});

test('circles come in pairs around 1, within the limit, innermost first', () => {
  const circles = floorCircles(1.5);
  const radii = circles.map(({ radius }) => radius);
  expect(radii).toEqual([...radii].sort((a, b) => a - b));
  expect(Math.max(...radii)).toBeLessThan(1.5);
  expect(circles.filter(({ nats }) => nats === 0.01)).toHaveLength(2);
});

test('a quarter circle runs from axis to axis at its radius', () => {
  const points = quarterCircle(1.3, 8);
  expect(points[0].sigma).toBe(0);
  expect(points.at(-1)!.gamma).toBeCloseTo(0);
  for (const { gamma, sigma } of points) expect(Math.hypot(gamma, sigma)).toBeCloseTo(1.3);
});

test('labels keep away from the points', () => {
  expect(labelAngle([{ gamma: 0, sigma: 1 }], [0.2, 0.8, 1.4])).toBe(0.2);
  expect(labelAngle([], [0.2, 0.8])).toBe(0.2);
});
