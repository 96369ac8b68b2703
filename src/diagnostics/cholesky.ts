/** Where row j of a lower triangle begins that is stored row by row. */
export const rowStart = (j: number): number => (j * (j + 1)) / 2;

/** Pivots of a correlation matrix below this are rounding. */
const SMALLEST_PIVOT = 1e-12;

/**
 * ln det of a correlation matrix; null where it is singular.
 * @param lower its lower triangle row by row, which is overwritten by its Cholesky factor
 */
export function choleskyLogDeterminant(lower: Float64Array, size: number): number | null {
  let sum = 0;
  for (let j = 0; j < size; j++) {
    const row = rowStart(j);
    for (let k = 0; k < j; k++) {
      const other = rowStart(k);
      lower[row + k] = (lower[row + k] - dot(lower, row, other, k)) / lower[other + k];
    }
    const pivot = lower[row + j] - dot(lower, row, row, j);
    if (!(pivot > SMALLEST_PIVOT)) return null;
    lower[row + j] = Math.sqrt(pivot);
    sum += Math.log(pivot);
  }
  return sum;
}

/** In four sums, none of which waits for the last addition. */
function dot(values: Float64Array, left: number, right: number, length: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    a += values[left + k] * values[right + k];
    b += values[left + k + 1] * values[right + k + 1];
    c += values[left + k + 2] * values[right + k + 2];
    d += values[left + k + 3] * values[right + k + 3];
  }
  for (; k < length; k++) a += values[left + k] * values[right + k];
  return a + b + (c + d);
}
