import { expect, it } from 'vitest';
import { guaranteedMismatchFloor, klFloor } from '../../../src/diagnostics/gammaBound';
import { klToStandardNormal } from '../../../src/diagnostics/gaussian';

// (gamma^2 - 1 - ln gamma^2)/2 as SPEC section 1 prints it.
it.each([
  [1.1, 0.0097],
  [1.2, 0.0377],
  [1.5, 0.2195],
  [-1.5, 0.2195],
  [2, 0.8069],
])('gamma = %d guarantees %d nats of mismatch', (gamma, floor) => {
  expect(guaranteedMismatchFloor(gamma)).toBeCloseTo(floor, 4);
});

it.each([0, 0.5, -0.9, 1, -1])('gamma = %d guarantees none', (gamma) => {
  expect(guaranteedMismatchFloor(gamma)).toBe(0);
});

it.each([1.0001, 1.3, 3])('no posterior variance gets below the floor of gamma = %d', (gamma) => {
  for (const s of [1e-9, 0.01, 0.5, 2]) {
    expect(klToStandardNormal(0, gamma * gamma + s)).toBeGreaterThan(guaranteedMismatchFloor(gamma));
  }
});

it.each([
  [0.6, 0, 0.18],
  [0, 2, 2],
  [-1, 1, 1],
])('the KL floor of gamma = %d and beta = %d is %d nats', (gamma, beta, floor) => {
  expect(klFloor(gamma, beta)).toBeCloseTo(floor, 12);
});
