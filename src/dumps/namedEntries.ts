import type { DumpProblem, TextRange } from './dumpError';
import type { StackableArray } from './latentArray';

/** What a file holds under one name: an array that can be read, or why it cannot be, or a plain value. */
export interface NamedEntry {
  array?: StackableArray;
  /** Why what stands under this name is no array that can be read. */
  problem?: DumpProblem;
  /** A scalar, a text, or the whole value of a sidecar key. */
  value?: unknown;
  /** Of a JSON object: where the name and what stands under it are. */
  keyRange?: TextRange;
  valueRange?: TextRange;
}

/** All that a file holds, by name, in the file's order. Listing reads headers; elements come with `readRows`. */
export type NamedEntries = ReadonlyMap<string, NamedEntry>;
