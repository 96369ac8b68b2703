import { describe, expect, it } from 'vitest';
import { type AggregateDivergences, aggregateDivergences } from '../../../src/diagnostics/aggregatePosterior';
import { FINE } from '../../../src/diagnostics/coverage';
import { geometryOf, LEVEL_BITS, levelOf, type Mixture, type Slots } from '../../../src/diagnostics/mixtureCells';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { matchedComponents } from '../../../src/diagnostics/weightedComponents';
import { simdKernels } from '../../../src/kernels/kernels';
import { allNodes } from './allNodes';
import { LARGE_MIXTURES } from './largeMixtures';
import { directDensity, momentsOf } from './mixture';
import { inCells, innerInCells, partlyInCells, SLOTS } from './mixtureInCells';

/** Nats: of F, and of its bound, for fine cells and for others. */
const limits = (slots: Slots) => (slots === 16 ? { error: 1e-9, bound: 1e-6 } : { error: 1e-6, bound: 1e-4 });

const divergencesOf = (mixture: Mixture, of: Mixture): AggregateDivergences => {
  const { m, t } = momentsOf(of);
  return aggregateDivergences(mixture, m, t, simdKernels());
};

function expectSame(cells: AggregateDivergences, single: AggregateDivergences, slots: Slots): void {
  const error = Math.abs(cells.aggregateKl - single.aggregateKl);
  expect(error).toBeLessThanOrEqual(cells.aggregateKlErrorBound + 1e-10);
  // Of means of 1e3, F is 1e6 nats.
  expect(error).toBeLessThanOrEqual(limits(slots).error + 1e-14 * single.aggregateKl);
  // Relative to J, where this is large: the bound is that of the density, times |ln(q/g)|.
  expect(cells.aggregateKlErrorBound).toBeLessThanOrEqual(limits(slots).bound * Math.max(1, single.negentropy));
  expect(Math.abs(cells.holeMass - single.holeMass)).toBeLessThan(1e-4);
}

describe.each(LARGE_MIXTURES)('a mixture %s', (_, q) => {
  const single = divergencesOf(q, q);
  const { m, t } = momentsOf(q);

  describe.each(SLOTS)('in cells of %i slots', (slots) => {
    const mixture = inCells(q, slots);
    const cells = divergencesOf(mixture, q);

    it('has the F of its components within the bound, and their H', () => expectSame(cells, single, slots));

    it('but for the outermost has the R of its components to some percent, or 1e-4', () => {
      const { reverseKl } = divergencesOf(innerInCells(q, slots), q);
      // Where no component lives, a cell is taken for one Gaussian.
      const relative = slots === 16 ? 0.01 : 0.1;
      expect(Math.abs(reverseKl - single.reverseKl)).toBeLessThanOrEqual(Math.max(1e-4, relative * single.reverseKl));
    });

    it('has their mass, mean and variance on the nodes', () => {
      const { z, weight, density } = allNodes(mixture, FINE, simdKernels());
      const expectation = (f: (z: number) => number) => z.reduce((sum, x, k) => sum + weight[k] * density[k] * f(x), 0);
      // With fewer slots a series may fall below 0 in its tail, where it is cut.
      const tail = slots === 16 ? 1e-9 : 1e-7;
      expect(Math.abs(expectation(() => 1) - 1)).toBeLessThan(tail);
      expect(Math.abs(expectation((x) => x - m)) / Math.sqrt(t)).toBeLessThan(tail);
      expect(Math.abs(expectation((x) => (x - m) ** 2) / t - 1)).toBeLessThan(tail);
    });

    it('has their mass, mean and variance as matched Gaussians', () => {
      const { mean, sigma, logMembers } = matchedComponents(mixture);
      const expectation = (f: (mean: number, sigma: number) => number) =>
        mean.reduce((sum, mu, i) => sum + Math.exp(logMembers![i]) * f(mu, sigma[i]), 0) / q.count;
      expect(Math.abs(expectation(() => 1) - 1)).toBeLessThan(1e-12);
      expect(Math.abs(expectation((mu) => mu - m)) / Math.sqrt(t)).toBeLessThan(1e-12);
      expect(Math.abs(expectation((mu, s) => (mu - m) ** 2 + s ** 2) / t - 1)).toBeLessThan(1e-12);
    });

    it('every third of which is single has the F and H of its components', () => {
      expectSame(divergencesOf(partlyInCells(q, slots), q), single, slots);
    });
  });
});

describe.each(SLOTS)('cells of %i slots', (slots) => {
  it('have densities that are exact within their error', () => {
    const { next, uniform } = normalGenerator(slots);
    for (let trial = 0; trial < 30; trial++) {
      const count = 1 + (trial % 10);
      const width = 10 ** (-3 * uniform());
      const q = {
        count,
        mean: Float64Array.from({ length: count }, () => next()),
        sigma: Float64Array.from({ length: count }, () => width * Math.exp(0.5 * next())),
        cells: [],
      };
      const { z, density, densityError } = allNodes(inCells(q, slots), FINE, simdKernels());
      const largest = Math.max(...density);
      const beyond = z.filter((x, k) => Math.abs(density[k] - directDensity(q, x)) > densityError[k] + 1e-14 * largest);
      expect(beyond).toEqual(new Float64Array());
    }
  });

  it('lie on levels whose range holds their variances, in any octave', () => {
    const { uniform } = normalGenerator(1);
    for (let exponent = -900; exponent <= 900; exponent++) {
      for (const part of [1, 1.25, 1.5, 1.75, 2 - 2 ** -52, 1 + uniform()]) {
        const s = part * 2 ** exponent;
        const { octave, width, variance, halfRange } = geometryOf({ level: levelOf(s, slots), slots });
        expect(s).toBeGreaterThanOrEqual(variance - halfRange);
        expect(s).toBeLessThan(variance + halfRange);
        expect(width).toBe(2 ** octave);
        expect(s).toBeGreaterThanOrEqual(width ** 2);
        expect(s).toBeLessThan(4 * width ** 2);
      }
    }
  });

  it('have levels that follow each other without a gap', () => {
    const first = levelOf(2 ** -300, slots);
    for (let level = first; level < first + 600 * 2 ** LEVEL_BITS[slots]; level++) {
      const here = geometryOf({ level, slots });
      const next = geometryOf({ level: level + 1, slots });
      expect(levelOf(here.variance, slots)).toBe(level);
      expect(here.variance + here.halfRange).toBe(next.variance - next.halfRange);
    }
  });
});
