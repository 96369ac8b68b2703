import { describe, expect, it } from 'vitest';
import {
  expMinusLinear,
  klFromStandardNormal,
  klToStandardNormal,
  standardNormalDensity,
  standardNormalMass,
  standardNormalTail,
} from '../../../src/diagnostics/gaussian';

const relativeError = (found: number, exact: number) => Math.abs(found - exact) / Math.abs(exact);

// mpmath, 40 digits.
it.each([
  [-1, 0.8413447460685429],
  [0, 0.5],
  [0.5, 0.3085375387259869],
  [1, 0.15865525393145705],
  [2, 0.02275013194817921],
  [2.999, 0.0013543365337271066],
  [3, 0.0013498980316300946],
  [5, 2.866515718791939e-7],
  [10, 7.619853024160525e-24],
  [30, 4.906713927148187e-198],
])('the tail of the standard normal beyond %d', (z, tail) => {
  expect(relativeError(standardNormalTail(z), tail)).toBeLessThan(1e-13);
});

describe('the mass of the standard normal', () => {
  it('between two places is the difference of the tails', () => {
    expect(standardNormalMass(-1, 2)).toBeCloseTo(0.81859461412036, 14);
    expect(standardNormalMass(-Infinity, Infinity)).toBe(1);
  });

  it('far out keeps its digits, on either side', () => {
    const mass = 7.619853024160525e-24;
    expect(relativeError(standardNormalMass(10, Infinity), mass)).toBeLessThan(1e-13);
    expect(relativeError(standardNormalMass(-Infinity, -10), mass)).toBeLessThan(1e-13);
  });

  it('changes by the density', () => {
    for (const z of [-4, 0.3, 6]) {
      expect(relativeError(standardNormalMass(z - 1e-5, z + 1e-5) / 2e-5, standardNormalDensity(z))).toBeLessThan(1e-8);
    }
  });
});

// mpmath, 40 digits.
it.each([
  [1e-12, 5.000000000001666e-25],
  [-1e-8, 4.999999983333333e-17],
  [1e-5, 5.0000166667083334e-11],
  [-1e-3, 4.998333749916681e-7],
  [0.05, 0.0012710963760240398],
  [-0.0999, 0.00482790630210107],
  [-0.1001, 0.004846938818192265],
  [0.1, 0.0051709180756476245],
  [0.5, 0.14872127070012814],
  [-1, 0.36787944117144233],
  [-50, 49],
  [100, 2.6881171418161356e43],
])('e^x - x - 1 at %d', (x, value) => {
  expect(relativeError(expMinusLinear(x), value)).toBeLessThan(1e-14);
});

it('e^x - x - 1 is 0 at 0', () => expect(expMinusLinear(0)).toBe(0));

it('KL of Gaussians to and from the prior', () => {
  expect(klToStandardNormal(0, 1)).toBe(0);
  expect(klFromStandardNormal(0, 1)).toBe(0);
  expect(klToStandardNormal(0.7, 0.5)).toBeCloseTo(0.34157359028, 13);
  expect(klFromStandardNormal(0.7, 0.5)).toBeCloseTo(0.64342640972, 13);
});
