import type { DumpProblem, TextRange } from './dumpError';
import type { StackableArray } from './latentArray';

/** What a file holds under one name: an array that can be read, or why it cannot be, or a plain value. */
export interface NamedEntry {
  array?: StackableArray;
  /** Why what stands under this name is no array that can be read. */
  problem?: DumpProblem;
  /** Of what is a problem as an array of numbers, being one of texts: labels may be texts. */
  texts?: TextArray;
  /** A scalar, a text, the whole value of a sidecar key; beside an array of class numbers, the classes' names. */
  value?: unknown;
  /** Of a JSON object: where the name and what stands under it are. */
  keyRange?: TextRange;
  valueRange?: TextRange;
}

/** All that a file holds, by name, in the file's order. Listing reads headers; elements come with `readRows`. */
export type NamedEntries = ReadonlyMap<string, NamedEntry>;

/** An array of texts, read by leading rows. */
export interface TextArray {
  readonly shape: readonly number[];
  /** Rows [start, start + count), flattened in C order. @throws DumpError when the bytes are not there. */
  readRows(start: number, count: number): Promise<string[]>;
}
