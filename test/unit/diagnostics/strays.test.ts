import { describe, expect, it } from 'vitest';
import { aggregateDivergences } from '../../../src/diagnostics/aggregatePosterior';
import { noWindows } from '../../../src/diagnostics/cellWindows';
import { type Mixture, singly } from '../../../src/diagnostics/mixtureCells';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { mergeStrays, type Strays, sparseLevels, strayList } from '../../../src/diagnostics/strays';
import { simdKernels } from '../../../src/kernels/kernels';
import { momentsOf } from './mixture';
import { SLOTS } from './mixtureInCells';

const COUNT = 700_000;

/** Windows of two dimensions that have a level, so that not all components are to be kept. */
const windows = (slots: (typeof SLOTS)[number]) => ({
  ...noWindows(0, 2),
  slots,
  levels: 1,
  lowest: 0,
  records: new Int32Array(16),
  limits: Float64Array.of(-2, 2, 1, -2, 2, 1),
});

const { next } = normalGenerator(3);
const mean = Float64Array.from({ length: COUNT }, () => 1.5 * next());
const variance = Float64Array.from({ length: COUNT }, () => Math.exp(-1 + 0.5 * next()));

function strayed(slots: (typeof SLOTS)[number], from: number, to: number): Strays {
  const list = strayList(windows(slots));
  for (let i = from; i < to; i++) {
    if (i % 1000 === 0) list.reserve(1000);
    list.push(i % 2, mean[i], variance[i]);
  }
  return list.all();
}

const flat = (parts: Float64Array[]) => Float64Array.from(parts.flatMap((part) => [...part]));

/** The mixture of one dimension. */
function mixtureOf({ singles: parts, cells }: Strays, dimension: number, slots: (typeof SLOTS)[number]): Mixture {
  const singles = flat(parts);
  const own = Array.from({ length: singles.length / 3 }, (_, k) => 3 * k).filter((k) => singles[k] === dimension);
  const chosen = Array.from(cells.dimension.keys()).filter((c) => cells.dimension[c] === dimension);
  const some = {
    dimension: Int32Array.from(chosen, () => dimension),
    level: Int32Array.from(chosen, (c) => cells.level[c]),
    index: Int32Array.from(chosen, (c) => cells.index[c]),
    sums: Float64Array.from(chosen.flatMap((c) => [...cells.sums.subarray(c * slots, (c + 1) * slots)])),
  };
  return {
    count: COUNT / 2,
    mean: Float64Array.from(own, (k) => singles[k + 1]),
    sigma: Float64Array.from(own, (k) => Math.sqrt(singles[k + 2])),
    cells: sparseLevels(some, slots, 0, chosen.length),
  };
}

describe.each(SLOTS)('many components without a place, %i slots,', (slots) => {
  const half = COUNT / 2;
  const all = mergeStrays(strayed(slots, 0, half), strayed(slots, half, COUNT));

  it('are singles no more than some, and all there', () => {
    const { cells } = all;
    const singles = flat(all.singles);
    expect(singles.length / 3).toBeLessThan(2 * 131_072);
    const members = cells.sums.reduce((sum, x, k) => (k % slots === 0 ? sum + x : sum), 0);
    expect(members + singles.length / 3).toBe(COUNT);
  });

  it.each([0, 1])('have the divergences of all components: dimension %i', (dimension) => {
    const those = (values: Float64Array) => values.filter((_, i) => i % 2 === dimension);
    const single = singly(those(mean), those(variance).map(Math.sqrt));
    const { m, t } = momentsOf(single);
    const expected = aggregateDivergences(single, m, t, simdKernels());
    const found = aggregateDivergences(mixtureOf(all, dimension, slots), m, t, simdKernels());
    expect(found.aggregateKlErrorBound).toBeLessThan(slots === 16 ? 1e-7 : 1e-4);
    expect(Math.abs(found.aggregateKl - expected.aggregateKl)).toBeLessThan(found.aggregateKlErrorBound);
    expect(Math.abs(found.reverseKl - expected.reverseKl)).toBeLessThan(1e-4);
  });

  it('keep the outermost of each dimension singly', () => {
    const singles = flat(all.singles);
    const columns = (k: 1 | 2) =>
      Array.from({ length: singles.length / 3 }, (_, i) => singles[3 * i + k]).sort((a, b) => a - b);
    expect([columns(1)[0], columns(1).at(-1)]).toEqual([Math.min(...sorted(mean)), Math.max(...sorted(mean))]);
    expect(columns(2).at(-1)).toBe(sorted(variance).at(-1));
  });
});

const sorted = (values: Float64Array) => {
  const ascending = values.slice().sort();
  return [ascending[0], ascending[ascending.length - 1]];
};

it('components too narrow to collect stay single', () => {
  const list = strayList(windows(12));
  for (let i = 0; i < 200_000; i++) {
    if (i % 1000 === 0) list.reserve(1000);
    list.push(0, mean[i], 1e-12);
  }
  const { singles, cells } = list.all();
  expect([flat(singles).length, cells.level.length]).toEqual([600_000, 0]);
});
