import { describe, expect, it } from 'vitest';
import { logRatios } from '../../../src/diagnostics/joint';
import { createLogSumExp, mergeLogSumExp, ownTerms } from '../../../src/diagnostics/logSumExp';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { loadJointKernels } from '../../../src/kernels/jointKernels';
import { drawFrom, jointOf, type Posteriors, sumOver } from '../diagnostics/jointOf';

const kernels = loadJointKernels()!;

/** Posteriors that lie `distance` of their standard deviations apart in every second dimension. */
function posteriors(rows: number, dimensions: number, distance: number): Posteriors {
  const { next } = normalGenerator(rows + dimensions);
  const elements = (value: (j: number) => number) =>
    Float64Array.from({ length: rows * dimensions }, (_, k) => value(k % dimensions));
  return {
    mean: elements((j) => 10 * j + (j % 2 === 0 ? distance : 0.1) * next()),
    logVariance: elements((j) => 0.01 * j + (j % 3) * 0.3 * next()),
    rows,
    dimensions,
  };
}

function expectClose(actual: Float64Array, expected: Float64Array, tolerance = 1e-12): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, t) => {
    expect(Math.abs(value - expected[t])).toBeLessThan(tolerance);
  });
}

const SHAPES = [
  // Rows and draws that are no multiple of tiles, one of each, and more rows than a block of the kernel.
  { rows: 1, dimensions: 1, samples: 1 },
  { rows: 700, dimensions: 1, samples: 5 },
  { rows: 131, dimensions: 3, samples: 67 },
  { rows: 530, dimensions: 17, samples: 101 },
  { rows: 254, dimensions: 33, samples: 63 },
  { rows: 301, dimensions: 100, samples: 52 },
  // More draws than stay in the cache, and than a block of examples.
  { rows: 75, dimensions: 700, samples: 77 },
];

describe.each(SHAPES)('$rows rows, $dimensions dimensions, $samples draws', ({ rows, dimensions, samples }) => {
  // From collapse to terms that are abandoned at the first look.
  it.each([0, 0.3, 1, 3, 10, 1000])('agrees with the twin at a distance of %f', (distance) => {
    const dump = posteriors(rows, dimensions, distance);
    const simd = drawFrom(dump, samples, 7, kernels);
    const plain = drawFrom(dump, samples, 7, null);
    expect(simd.z).toEqual(plain.z);
    expect(simd.order).toEqual(plain.order);
    expectClose(simd.own, plain.own, 1e-12 * (1 + dimensions));
    expectClose(
      logRatios(simd, sumOver(simd, dump, kernels)),
      logRatios(plain, sumOver(plain, dump, null)),
      1e-12 * (1 + dimensions / 10),
    );
  });

  it.each([kernels, null])('does not depend on blocks and the order of merging', (by) => {
    const dump = posteriors(rows, dimensions, 1);
    const draws = drawFrom(dump, samples, 7, by);
    const whole = logRatios(draws, sumOver(draws, dump, by));
    for (const block of [1, 7, 64, 300]) {
      expectClose(logRatios(draws, sumOver(draws, dump, by, { block })), whole);
    }
    const third = Math.floor(rows / 3);
    const parts = [
      [0, third],
      [third, 2 * third],
      [2 * third, rows],
    ].map(([start, end]) => sumOver(draws, dump, by, { start, end }));
    for (const [a, b, c] of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      const merged = mergeLogSumExp(parts[a], mergeLogSumExp(parts[b], parts[c]));
      expect(merged.rows).toBe(rows);
      expectClose(logRatios(draws, merged), whole);
    }
  });

  it.each([kernels, null])('is exactly 0 where all posteriors agree', (by) => {
    const { mean, logVariance } = posteriors(1, dimensions, 3);
    const repeat = (row: Float64Array) =>
      Float64Array.from({ length: rows * dimensions }, (_, k) => row[k % dimensions]);
    const same = { mean: repeat(mean), logVariance: repeat(logVariance), rows, dimensions };
    expect(jointOf(same, samples, 7, by)).toEqual({ samples, mean: 0, squares: 0 });
  });

  it('has own terms that are those of the sums, with and without an order of dimensions', () => {
    const dump = posteriors(samples, dimensions, 2);
    const { z } = drawFrom(dump, samples, 7, null);
    const { mean, logVariance } = dump;
    const reversed = Int32Array.from({ length: dimensions }, (_, j) => dimensions - 1 - j);
    for (const order of [undefined, reversed]) {
      for (const by of [kernels, null]) {
        const own = ownTerms(z, mean, logVariance, dimensions, by, order);
        for (const t of [0, samples >> 1, samples - 1]) {
          const [from, to] = [t * dimensions, (t + 1) * dimensions];
          // Alone with its example, a draw has no other largest term, and a sum of 1 even if this starts below it.
          const start = { z: z.subarray(from, to), own: Float64Array.of(-1e9), dimensions, order };
          const alone = createLogSumExp(start, by);
          alone.take(mean.subarray(from, to), logVariance.subarray(from, to), 1);
          expect(alone.partial()).toEqual({ largest: own.slice(t, t + 1), sum: Float64Array.of(1), rows: 1 });
        }
      }
    }
  });
});

it.each([kernels, null])('is ln N where the posteriors are far apart', (by) => {
  const rows = 200;
  const mean = Float64Array.from({ length: 2 * rows }, (_, k) => (k % 2) * 1e6 * k);
  const far = { mean, logVariance: new Float64Array(2 * rows), rows, dimensions: 2 };
  const { mean: value, squares } = jointOf(far, 64, 3, by);
  expect(Math.abs(value - Math.log(rows))).toBeLessThan(1e-13);
  expect(squares).toBeLessThan(1e-24);
});

it('has no term above ln N', () => {
  for (const distance of [0, 1, 30]) {
    const dump = posteriors(300, 5, distance);
    const draws = drawFrom(dump, 100, 1, kernels);
    for (const ratio of logRatios(draws, sumOver(draws, dump, kernels))) {
      expect(ratio).toBeLessThan(Math.log(300) + 1e-13);
    }
  }
});

it('agrees with the definition', () => {
  const dump = posteriors(40, 3, 1);
  const { mean, logVariance, rows, dimensions } = dump;
  const draws = drawFrom(dump, 20, 2, kernels);
  const density = (t: number, i: number) => {
    let product = 1;
    for (let j = 0; j < dimensions; j++) {
      const s = Math.exp(logVariance[i * dimensions + j]);
      const d = draws.z[t * dimensions + j] - mean[i * dimensions + j];
      product *= Math.exp((-d * d) / (2 * s)) / Math.sqrt(2 * Math.PI * s);
    }
    return product;
  };
  const expected = draws.own.map((own, t) => {
    let mixture = 0;
    for (let i = 0; i < rows; i++) mixture += density(t, i) / rows;
    return own - (dimensions / 2) * Math.log(2 * Math.PI) - Math.log(mixture);
  });
  expectClose(logRatios(draws, sumOver(draws, dump, kernels)), expected);
});

it('leaves accumulators alone that were made before', () => {
  const dump = posteriors(90, 4, 1);
  const draws = drawFrom(dump, 10, 2, kernels);
  const first = createLogSumExp(draws, kernels);
  const second = createLogSumExp(draws, kernels);
  first.take(dump.mean, dump.logVariance, 90);
  second.take(dump.mean, dump.logVariance, 30);
  expect(first.partial()).toEqual(sumOver(draws, dump, kernels));
  expect(second.partial().rows).toBe(30);
});
