import { describe, expect, it } from 'vitest';
import { aggregateDivergences } from '../../../src/diagnostics/aggregatePosterior';
import { COARSE, FINE } from '../../../src/diagnostics/coverage';
import { densityCurveSum } from '../../../src/diagnostics/densityCurve';
import { apart } from '../../../src/diagnostics/isolated';
import { type Mixture, singly } from '../../../src/diagnostics/mixtureCells';
import { HELD_NODES, mixtureNodes } from '../../../src/diagnostics/mixtureGrid';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { simdKernels } from '../../../src/kernels/kernels';
import { summed } from './allNodes';
import { directDensity, momentsOf } from './mixture';
import { inCells } from './mixtureInCells';
import { directIntegrals } from './sortedMixture';

function drawn(count: number, component: (i: number, uniform: number, normal: number) => [number, number]): Mixture {
  const { uniform, next } = normalGenerator(5);
  const all = Array.from({ length: count }, (_, i) => component(i, uniform(), next()));
  return singly(
    Float64Array.from(all, ([mu]) => mu),
    Float64Array.from(all, ([, sigma]) => sigma),
  );
}

/** Mixtures whose grids would take too many nodes to hold. */
const NARROW: [string, Mixture][] = [
  ['nearly all alone', drawn(3000, (_i, _u, x) => [x, 1e-6])],
  ['in clumps', drawn(3000, (_i, _u, x) => [x, 3e-5])],
  ['on a wide one', drawn(2000, (i, _u, x) => (i % 10 ? [x, 1e-5] : [x / 2, 0.5]))],
  // Where a narrow one is within 14 deviations of a wide one, both matter to R.
  ['beside wider ones', drawn(3000, (i, u, x) => [x, 10 ** (-3 + 2 * (u - 0.5) * (i % 3))])],
  ['of many octaves', drawn(1000, (_i, u, x) => [x, 10 ** (-1 - 5 * u)])],
  ['alone or in one long row', drawn(4000, (i, u, x) => (i % 2 ? [0.2 * u, 1e-5] : [x, 1e-7]))],
];

describe.each(NARROW)('narrow components, %s', (_, q) => {
  const { m, t } = momentsOf(q);
  const found = aggregateDivergences(q, m, t, simdKernels());
  const exact = directIntegrals(q);

  it('have F to 1e-9, within its bound', () => {
    const error = Math.abs(found.aggregateKl - exact.aggregateKl);
    expect(error).toBeLessThan(1e-9);
    expect(found.aggregateKlErrorBound).toBeLessThan(1e-9);
    expect(error).toBeLessThan(found.aggregateKlErrorBound + 1e-10);
  });

  it('have R and H', () => {
    expect(Math.abs(found.reverseKl / exact.reverseKl - 1)).toBeLessThan(1e-5);
    expect(Math.abs(found.holeMass - exact.holeMass)).toBeLessThan(1e-6);
  });

  it('have nodes in many chunks, whose mass is 1 and whose density is that of all components', () => {
    const { isolated, rest } = apart(q, FINE.tail);
    const left = singly(
      q.mean.filter((_, i) => isolated.alone[i] === 0),
      q.sigma.filter((_, i) => isolated.alone[i] === 0),
    );
    let chunks = 0;
    let mass = isolated.members / q.count;
    let last = -Infinity;
    for (const { nodes, from, to } of mixtureNodes(rest, FINE, simdKernels())) {
      chunks++;
      for (let k = from; k < to; k++) mass += nodes.weight[k] * nodes.density[k];
      // Levels overlap: two of their nodes may be at one place.
      expect(nodes.z[from]).toBeGreaterThanOrEqual(last);
      last = nodes.z[to - 1];
      for (const k of [from, from + 1, (from + to) >> 1, to - 1]) {
        const direct = directDensity(left, nodes.z[k]) * (left.mean.length / q.count);
        expect(Math.abs(nodes.density[k] - direct)).toBeLessThanOrEqual(nodes.densityError[k] + 1e-15 + 1e-12 * direct);
      }
    }
    expect(Math.abs(mass - 1)).toBeLessThan(1e-12);
    if (left.mean.length > 1500) expect(chunks).toBeGreaterThan(1);
  });

  it('have a curve of their whole mass', () => {
    const { isolated, rest } = apart(q, FINE.tail);
    const grid = { zMin: -6, zStep: 0.03, points: 400 };
    const curve = summed(densityCurveSum(grid, isolated), rest, FINE, simdKernels());
    expect(Math.abs(curve.reduce((sum, y) => sum + y * grid.zStep, 0) - 1)).toBeLessThan(1e-3);
  });
});

it('has the F of more than 20,000 narrow components to 1e-7 and within its bound', () => {
  const q = drawn(21_000, (_i, u, x) => [x, 1e-6 * (1 + u)]);
  const { m, t } = momentsOf(q);
  const found = aggregateDivergences(q, m, t, simdKernels());
  const error = Math.abs(found.aggregateKl - directIntegrals(q, 'F').aggregateKl);
  expect(error).toBeLessThan(1e-7);
  expect(error).toBeLessThan(found.aggregateKlErrorBound + 1e-10);
  expect(found.aggregateKlErrorBound).toBeLessThan(1e-5);
});

it('gives narrow cells, evaluated in windows, the density of a grid that is held', () => {
  const q = drawn(60_000, (_i, u, x) => [x, 2e-4 * (1 + u)]);
  const cells = inCells(q, 12);
  let nodes = 0;
  let mass = 0;
  for (const chunk of mixtureNodes(cells, COARSE, simdKernels())) {
    for (let k = chunk.from; k < chunk.to; k++) mass += chunk.nodes.weight[k] * chunk.nodes.density[k];
    const k = (chunk.from + chunk.to) >> 1;
    const direct = directDensity(q, chunk.nodes.z[k]);
    expect(Math.abs(chunk.nodes.density[k] - direct)).toBeLessThanOrEqual(chunk.nodes.densityError[k] + 1e-12 * direct);
    nodes += chunk.to - chunk.from;
  }
  expect(nodes).toBeGreaterThan(HELD_NODES);
  expect(Math.abs(mass - 1)).toBeLessThan(1e-6);
});

describe('the components that stand alone', () => {
  const meansOf = ({ isolated: { mean, alone } }: ReturnType<typeof apart>) => [
    ...mean.filter((_, i) => alone[i] === 1),
  ];

  it('are those that no other comes near, singles or cells', () => {
    const q: Mixture = {
      ...singly(Float64Array.of(0, 1, 1.001, 3), Float64Array.of(1e-4, 1e-4, 1e-4, 1e-5)),
      count: 9,
    };
    expect(meansOf(apart(q, 8.5))).toEqual([0, 3]);
    expect(apart(q, 8.5).isolated.members).toBe(2);
    expect(apart(q, 8.5).rest.count).toBe(9);
    const { cells } = inCells(
      drawn(5, (_i, u) => [3 + 1e-3 * u, 1e-4]),
      12,
    );
    expect(meansOf(apart({ ...q, cells }, 8.5))).toEqual([0]);
  });

  it('are not those that a wide one covers from afar', () => {
    const mean = Float64Array.of(-2, -1.9, 0, 0.1, 5, 5.5, 7);
    const sigma = Float64Array.of(1e-4, 0.3, 1e-4, 1e-4, 1e-4, 1e-4, 0.2);
    expect(meansOf(apart(singly(mean, sigma), 8.5))).toEqual([5]);
  });

  it('are not those over which the prior changes', () => {
    expect(apart(singly(Float64Array.of(0, 100), Float64Array.of(1, 1)), 8.5).isolated.members).toBe(0);
  });
});
