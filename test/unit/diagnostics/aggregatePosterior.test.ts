import { describe, expect, it } from 'vitest';
import { negentropySum } from '../../../src/diagnostics/aggregateKl';
import { aggregateDivergences } from '../../../src/diagnostics/aggregatePosterior';
import { COARSE, FINE } from '../../../src/diagnostics/coverage';
import { klToStandardNormal } from '../../../src/diagnostics/gaussian';
import type { Mixture } from '../../../src/diagnostics/mixtureCells';
import { simdKernels } from '../../../src/kernels/kernels';
import { seededRandom } from '../dumps/random';
import { allNodes, summed } from './allNodes';
import {
  componentKl,
  directAggregateKl,
  directHoleMass,
  directReverseKl,
  meanKl,
  mixture,
  momentsOf,
  repeated,
  seededNormal,
} from './mixture';
import { SMALL_MIXTURES } from './smallMixtures';

const random = seededRandom(7);
const normal = seededNormal(8);
const draws = (count: number, draw: (i: number) => number) => Array.from({ length: count }, (_, i) => draw(i));

/** @param times how often every component stands in the arrays, which changes nothing */
const divergencesOf = (q: Mixture, times = 1) => {
  const { m, t } = momentsOf(q);
  return aggregateDivergences(repeated(q, times), m, t);
};
const apart = (a: number, b: number) => Math.abs(a - b) / Math.max(1, Math.abs(b));
/** Of the direct sums themselves. */
const ROUNDING = 1e-13;

describe.each(SMALL_MIXTURES)('%s', (_, q) => {
  const exact = { f: directAggregateKl(q), r: directReverseKl(q), h: directHoleMass(q) };

  it.each([1, 1000])('F to 1e-9 and within its bound, R and H to 1e-9, every example %i times', (times) => {
    const { aggregateKl, aggregateKlErrorBound, reverseKl, holeMass } = divergencesOf(q, times);
    const error = Math.abs(aggregateKl - exact.f);
    expect(error).toBeLessThan(1e-9);
    expect(error).toBeLessThan(aggregateKlErrorBound + ROUNDING);
    expect(aggregateKlErrorBound).toBeLessThan(1e-9);
    expect(apart(reverseKl, exact.r)).toBeLessThan(1e-9);
    expect(Math.abs(holeMass - exact.h)).toBeLessThan(1e-9);
  });

  it.each([
    ['SIMD', simdKernels()],
    ['plain', null],
  ])('on half the nodes (%s): F to 1e-6 and within its bound', (_, kernels) => {
    const { m, t } = momentsOf(q);
    const { value, errorBound } = summed(negentropySum(m, t), q, COARSE, kernels);
    const error = Math.abs(klToStandardNormal(m, t) + value - exact.f);
    expect(error).toBeLessThan(1e-6);
    expect(error).toBeLessThan(errorBound + ROUNDING);
    expect(errorBound).toBeLessThan(1e-5);
  });

  it.each([
    ['SIMD', FINE, simdKernels()],
    ['plain', FINE, null],
    ['SIMD', COARSE, simdKernels()],
    ['plain', COARSE, null],
  ] as const)('the nodes hold a mass of 1 (%s, %o)', (_, resolution, kernels) => {
    const { weight, density } = allNodes(q, resolution, kernels);
    const mass = weight.reduce((sum, w, k) => sum + w * density[k], 0);
    expect(Math.abs(mass - 1)).toBeLessThan(resolution === FINE ? 1e-12 : 1e-9);
  });
});

describe('in closed form', () => {
  it.each([
    [0.7, 0.7],
    [0, 1],
    [-3, 20],
    [0.2, 1e-4],
    [1000, 0.5],
    [3, 1e6],
  ])('one component N(%d, %d^2): F = K, R of a Gaussian, J = 0', (mu, sigma) => {
    const one = divergencesOf(mixture([mu], [sigma]));
    const reverse = (1 + mu ** 2) / (2 * sigma ** 2) - 0.5 + Math.log(sigma);
    expect(apart(one.aggregateKl, componentKl(mu, sigma))).toBeLessThan(1e-14);
    expect(one.negentropy).toBeLessThan(1e-14);
    expect(apart(one.reverseKl, reverse)).toBeLessThan(1e-9);
  });

  it.each([
    ['-50 and 50', mixture([-50, 50], [1, 0.02])],
    ['-1000 and 1000', mixture([-1000, 1000], [1, 0.1])],
    ['-1000, 0 and 1000', mixture([-1000, 0, 1000], [1e-3, 1, 0.1])],
    [
      'twenty places 50 apart',
      mixture(
        draws(20, (i) => 50 * (i - 9.5)),
        draws(20, () => 0.1 + random()),
      ),
    ],
  ])('components at %s do not overlap: F = K - ln N', (_, q) => {
    const { aggregateKl, aggregateKlErrorBound } = divergencesOf(q);
    const error = Math.abs(aggregateKl - (meanKl(q) - Math.log(q.mean.length)));
    expect(error).toBeLessThan(1e-9);
    expect(error).toBeLessThan(aggregateKlErrorBound);
  });

  it('R across a gap of a thousand sigma, where q is e^-125,000', () => {
    const q = mixture([-5, 5], [0.01, 0.01]);
    expect(apart(divergencesOf(q).reverseKl, directReverseKl(q))).toBeLessThan(1e-9);
  });
});

describe('below what double precision resolves', () => {
  const narrow = Math.exp(-100);

  it('components apart: F = K - ln N, within the bound', () => {
    const q = mixture([-0.5, 0.1, 0.9], [narrow, narrow, narrow]);
    const { aggregateKl, aggregateKlErrorBound } = divergencesOf(q);
    const error = Math.abs(aggregateKl - (meanKl(q) - Math.log(3)));
    expect(error).toBeLessThan(aggregateKlErrorBound);
    expect(aggregateKlErrorBound).toBeLessThan(100);
  });

  it('a thousand components are no more work than others', () => {
    const many = mixture(
      draws(1000, normal),
      draws(1000, () => narrow),
    );
    const { aggregateKl, aggregateKlErrorBound } = divergencesOf(many);
    expect(Math.abs(aggregateKl - (meanKl(many) - Math.log(1000)))).toBeLessThan(aggregateKlErrorBound);
  });

  it('R is that of the true sigma', () => {
    const q = mixture([-0.5, 0.1, 0.9], [narrow, narrow, narrow]);
    expect(apart(divergencesOf(q).reverseKl, directReverseKl(q))).toBeLessThan(1e-9);
  });

  it('components alike: F = K, within the bound', () => {
    const q = mixture([0, 0, 0], [narrow, narrow, narrow]);
    const { aggregateKl, aggregateKlErrorBound } = divergencesOf(q);
    expect(Math.abs(aggregateKl - meanKl(q))).toBeLessThan(aggregateKlErrorBound);
  });
});
