import { describe, expect, it } from 'vitest';
import {
  guaranteedMismatchFloor,
  klFloor,
  matchingGamma,
  targetRateInterval,
} from '../../../src/diagnostics/gammaBound';
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

it.each([
  [0.36, 0.8],
  [1e-9, 1],
  [0.75, 0.5],
])('mean variance %d is matched by gamma = %d', (s, gamma) => {
  expect(matchingGamma(s)).toBeCloseTo(gamma, 8);
});

it.each([1, 1.04, Number.NaN])('no gamma matches mean variance %d', (s) => {
  expect(matchingGamma(s)).toBeNull();
});

describe('the gammas for a target rate', () => {
  /** K_j of a dimension with beta = 0 and the same S for every example. */
  const rateOf = (gamma: number, s: number) => (gamma * gamma) / 2 + klToStandardNormal(0, s);

  it.each([
    [0.5, 1],
    [8, 8],
    [14.3, 32],
    [60, 16],
  ])('%d nats over %d dimensions', (rate, dimensions) => {
    const { matching, largest } = targetRateInterval(rate, dimensions);
    const matchingVariance = 1 - matching * matching;
    expect(dimensions * rateOf(matching, matchingVariance)).toBeCloseTo(rate, 8);
    expect(dimensions * klFloor(largest, 0)).toBeCloseTo(rate, 10);
    expect(dimensions * rateOf(largest, 1)).toBeCloseTo(rate, 10);
    expect(matching).toBeLessThan(largest);
  });

  it('in between give an aggregate variance between 1 and 1 + 2r', () => {
    const r = 0.4;
    const { matching, largest } = targetRateInterval(r, 1);
    for (const share of [0.25, 0.5, 0.75]) {
      const gamma = matching + share * (largest - matching);
      let [low, high] = [1e-6, 1];
      for (let k = 0; k < 60; k++) {
        const s = (low + high) / 2;
        if (rateOf(gamma, s) > r) low = s;
        else high = s;
      }
      const aggregateVariance = gamma * gamma + low;
      expect(aggregateVariance).toBeGreaterThan(1);
      expect(aggregateVariance).toBeLessThan(1 + 2 * r);
    }
  });

  it('keep their digits where the rate is small', () => {
    // sqrt(1 - e^(-2r)) = sqrt(2r) (1 - r/2 + ...)
    const { matching, largest } = targetRateInterval(1e-17, 1);
    expect(matching / largest).toBeCloseTo(1, 14);
    expect(largest).toBeCloseTo(Math.sqrt(2e-17), 20);
    expect(targetRateInterval(0, 8)).toEqual({ matching: 0, largest: 0 });
  });
});
