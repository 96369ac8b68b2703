import { estimateInformation, type JointEstimate } from '../../../src/diagnostics/joint';
import { drawPosteriors, type JointDraws } from '../../../src/diagnostics/jointDraws';
import { createLogSumExp, type LogSumExpPartial, mergeLogSumExp } from '../../../src/diagnostics/logSumExp';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import type { JointKernels } from '../../../src/kernels/jointKernels';

/** Posteriors in memory, [rows, dimensions] row-major. */
export interface Posteriors {
  mean: Float64Array;
  logVariance: Float64Array;
  rows: number;
  dimensions: number;
}

/** @param mean and `logVariance` D columns */
export function fromColumns(mean: ArrayLike<number>[], logVariance: ArrayLike<number>[]): Posteriors {
  const rows = mean[0].length;
  const dimensions = mean.length;
  const byRows = (columns: ArrayLike<number>[]) =>
    Float64Array.from({ length: rows * dimensions }, (_, k) => columns[k % dimensions][Math.floor(k / dimensions)]);
  return { mean: byRows(mean), logVariance: byRows(logVariance), rows, dimensions };
}

/** Draws from examples that are chosen uniformly. */
export function drawFrom(
  { mean, logVariance, rows, dimensions }: Posteriors,
  samples: number,
  seed: number,
  kernels: JointKernels | null,
): JointDraws {
  const { uniform, next } = normalGenerator(seed);
  const chosen = Array.from({ length: samples }, () => Math.floor(uniform() * rows));
  const chosenRows = (values: Float64Array) =>
    Float64Array.from({ length: samples * dimensions }, (_, k) => {
      return values[chosen[Math.floor(k / dimensions)] * dimensions + (k % dimensions)];
    });
  return drawPosteriors(chosenRows(mean), chosenRows(logVariance), dimensions, next, kernels);
}

/** Takes rows from `start` to `end`, `block` at a time. */
export function sumOver(
  draws: JointDraws,
  { mean, logVariance, rows, dimensions }: Posteriors,
  kernels: JointKernels | null,
  { start = 0, end = rows, block = rows } = {},
): LogSumExpPartial {
  const sum = createLogSumExp(draws, kernels);
  for (let row = start; row < end; row += block) {
    const from = row * dimensions;
    sum.take(mean.subarray(from), logVariance.subarray(from), Math.min(block, end - row));
  }
  return sum.partial();
}

/** The estimate as two threads would make it. */
export function jointOf(
  posteriors: Posteriors,
  samples: number,
  seed: number,
  kernels: JointKernels | null = null,
): JointEstimate {
  const draws = drawFrom(posteriors, samples, seed, kernels);
  const middle = Math.floor(posteriors.rows / 3);
  const first = sumOver(draws, posteriors, kernels, { end: middle, block: 50 });
  const second = sumOver(draws, posteriors, kernels, { start: middle, block: 70 });
  return estimateInformation(draws, mergeLogSumExp(second, first));
}
