import { expect, it } from 'vitest';
import { estimateMutualInformation, type JointEstimate, normalGenerator } from '../../../src/diagnostics/joint';
import { loadKernels } from '../../../src/kernels/kernels';

const kernels = loadKernels()!;

function columns(dimensions: number, rows: number, value: (j: number, normal: () => number) => number) {
  const { next } = normalGenerator(dimensions);
  return Array.from({ length: dimensions }, (_, j) => Float64Array.from({ length: rows }, () => value(j, next)));
}

function estimate(mean: Float64Array[], logVariance: Float64Array[], samples: number, by: typeof kernels | null) {
  let last: JointEstimate | undefined;
  for (const next of estimateMutualInformation(mean, logVariance, samples, 7, by)) last = next;
  return last!;
}

it.each([
  // Rows and draws that are no multiple of the tiles, one of each, and more rows than a block.
  { rows: 1, dimensions: 1, samples: 3 },
  { rows: 127, dimensions: 3, samples: 66 },
  { rows: 130, dimensions: 17, samples: 101 },
  { rows: 1000, dimensions: 8, samples: 64 },
])('agrees with its twin: $rows rows, $dimensions dimensions, $samples draws', ({ rows, dimensions, samples }) => {
  for (const spread of [0.01, 0.5, 1]) {
    const mean = columns(dimensions, rows, (j, normal) => 100 * j + normal());
    const logVariance = columns(dimensions, rows, (j, normal) => 2 * Math.log(spread) + (j % 3) * normal());
    const simd = estimate(mean, logVariance, samples, kernels);
    const twin = estimate(mean, logVariance, samples, null);
    expect(simd.samples).toBe(samples);
    expect(Math.abs(simd.mean - twin.mean)).toBeLessThan(1e-12 * (1 + dimensions));
    expect(Math.abs(simd.squares - twin.squares)).toBeLessThan(1e-10 * (1 + twin.squares));
  }
});

it('is exactly 0 where all posteriors agree', () => {
  const mean = columns(5, 333, (j) => j - 0.3);
  const logVariance = columns(5, 333, (j) => 0.1 * j - 0.7);
  const { mean: value, squares } = estimate(mean, logVariance, 130, kernels);
  expect([value, squares]).toEqual([0, 0]);
});

it('is ln N where the posteriors are far apart', () => {
  const mean = columns(2, 200, () => 0);
  mean[1].forEach((_, i) => {
    mean[1][i] = 1e6 * i;
  });
  const { mean: value } = estimate(
    mean,
    columns(2, 200, () => 0),
    64,
    kernels,
  );
  expect(Math.abs(value - Math.log(200))).toBeLessThan(1e-13);
});
