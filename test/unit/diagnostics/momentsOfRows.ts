import { addRows, emptySums, type Moments, momentsOf, shiftOf } from '../../../src/diagnostics/moments';

/** The moments of rows in memory, in plain TypeScript. */
export function momentsOfRows(mean: Float64Array, logVariance: Float64Array, dimensions: number): Moments {
  const rows = mean.length / dimensions;
  const sums = emptySums(shiftOf(mean, logVariance, rows, dimensions));
  addRows(sums, mean, logVariance.slice(), rows);
  return momentsOf(sums);
}
