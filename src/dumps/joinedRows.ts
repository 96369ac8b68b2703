import { described, product, targetOf } from './axisView';
import type { LatentArray, StackableArray } from './latentArray';

/**
 * Arrays one below the other: of shapes [N_i, ...] one [sum N_i, ...]. Rows are read straight to where they go.
 * @param parts at least one, of one file, that differ in N_i alone
 * @param array the name of the whole
 */
export function joinedRows(parts: readonly StackableArray[], array: string): StackableArray {
  const [, ...rowShape] = parts[0].shape;
  const rowLength = product(rowShape);
  /** First row of each part, and the number of all rows. */
  const starts = [0];
  for (const { shape } of parts) starts.push(starts[starts.length - 1] + shape[0]);

  /** The part that holds a row: the last one that does not start behind it. */
  function partOf(row: number): number {
    let low = 0;
    let high = parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async function readRows(start: number, count: number, into?: Float32Array | Float64Array) {
    const target = targetOf(count * rowLength, into);
    const end = start + count;
    for (let row = start, part = partOf(start); row < end; row = Math.max(row, starts[++part])) {
      const taken = Math.min(end, starts[part + 1]) - row;
      if (taken > 0) await parts[part].readRows(row - starts[part], taken, target.subarray((row - start) * rowLength));
    }
    return target;
  }

  /** A row as an array of its own: its first axis is the second of the whole. */
  function slab(row: number): LatentArray {
    const [length = 1, ...rest] = rowShape;
    const size = product(rest);
    return {
      ...described(parts[0]),
      array,
      shape: rowShape,
      async readRows(start, count, into) {
        const target = targetOf(count * size, into);
        target.set((await readRows(row, 1)).subarray(start * size, Math.min(start + count, length) * size));
        return target;
      },
    };
  }

  return {
    ...described(parts[0]),
    array,
    dtype: widest(parts.map(({ dtype }) => dtype)),
    shape: [starts[parts.length], ...rowShape],
    readRows,
    slab,
    locate:
      parts[0].locate &&
      (async (row, column) => {
        const part = partOf(row);
        return parts[part].locate?.(row - starts[part], column);
      }),
  };
}

/** float64 of float32 and float64: the type that ends in the largest number. */
function widest(dtypes: readonly string[]): string {
  const bits = (dtype: string) => Number(/\d+$/.exec(dtype)?.[0] ?? 0);
  return dtypes.reduce((wide, dtype) => (bits(dtype) > bits(wide) ? dtype : wide));
}
