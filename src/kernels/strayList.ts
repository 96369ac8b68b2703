/** Dimension, mean and variance of elements without a cell, in an array that grows. */
export function strayList() {
  let array = new Float64Array(1024);
  let length = 0;
  return {
    /** Makes room for so many more elements. */
    reserve(count: number): void {
      if (length + 3 * count <= array.length) return;
      const larger = new Float64Array(2 * (length + 3 * count));
      larger.set(array.subarray(0, length));
      array = larger;
    },
    push(dimension: number, mean: number, variance: number): void {
      array[length++] = dimension;
      array[length++] = mean;
      array[length++] = variance;
    },
    /** [n, 3] */
    all: () => array.slice(0, length),
  };
}
