import type { TextRange } from './dumpError';
import type { LatentArray, StackableArray } from './latentArray';

/** An array of a text file that has been read whole. */
export interface MemoryArray {
  file: string;
  array: string;
  /** The format's name: a text says nothing of its numbers' type. */
  dtype: string;
  shape: readonly number[];
  /** C order. */
  values: Float64Array;
  /** Where an element stands; of three axes, rows are counted over the first two. */
  locate?(row: number, column: number): Promise<TextRange | undefined>;
}

/** An array in memory as one that is read by rows. */
export function memoryArray(whole: MemoryArray): StackableArray {
  const slabSize = whole.values.length / (whole.shape[0] || 1);
  return {
    ...view(whole),
    slab(index) {
      const values = whole.values.subarray(index * slabSize, (index + 1) * slabSize);
      const locate = (row: number, column: number) => whole.locate!(index * whole.shape[1] + row, column);
      return view({ ...whole, shape: whole.shape.slice(1), values, locate: whole.locate && locate });
    },
  };
}

function view({ values, ...array }: MemoryArray): LatentArray {
  const rowLength = array.shape.slice(1).reduce((product, length) => product * length, 1);
  return {
    ...array,
    inMemory: true,
    async readRows(start, count, into) {
      const found = values.subarray(start * rowLength, (start + count) * rowLength);
      // A copy: readers may change what they were given.
      if (!into) return found.slice();
      into.set(found);
      return into.subarray(0, found.length);
    },
  };
}

/** The values, or a copy of twice their room or more where `length` of them do not fit. */
export function withRoom(values: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (length <= values.length) return values;
  const grown = new Float64Array(Math.max(length, 2 * values.length));
  grown.set(values);
  return grown;
}
