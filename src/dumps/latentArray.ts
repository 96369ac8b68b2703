import type { TextRange } from './dumpError';

/** Values of a float array: float32 holds those of float16 and float32 exactly. */
export type Elements = Float32Array | Float64Array;

/** A named numeric array of a dump, of any rank, read by leading rows. */
export interface LatentArray {
  readonly file: string;
  /** Name inside the file (JSON key, archive member); null where the file is the array. */
  readonly array: string | null;
  readonly shape: readonly number[];
  /** numpy's type name without byte order ("float32"), or "json". */
  readonly dtype: string;
  /** Whether all of it is in memory, where each thread that opened the file would hold a copy. */
  readonly inMemory?: boolean;
  /**
   * Rows [start, start + count) along the first axis, flattened in C order, in float64 or, where `into` is, in float32.
   * Length is count * product(shape[1..]).
   * @param into where they go, at its start; without it the returned array is new
   * @throws DumpError when the bytes are not there.
   */
  readRows(start: number, count: number, into?: Elements): Promise<Elements>;
  /** Where element [row, column] stands in the text; undefined for binary files. */
  locate?(row: number, column: number): Promise<TextRange | undefined>;
}

/** An array whose first axis may stack several arrays, as mean and spread in [2, N, D]. */
export interface StackableArray extends LatentArray {
  /** Element `index` of the first axis, of shape `shape[1..]`. */
  slab(index: number): LatentArray;
}

/** "[1797, 8]", as numpy and its users write a shape. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
