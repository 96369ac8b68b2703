import type { StackableArray } from './latentArray';
import type { NamedEntry } from './namedEntries';

/** An array as an entry; one without axes is its value. */
export async function arrayEntry(array: StackableArray): Promise<NamedEntry> {
  if (array.shape.length > 0) return { array };
  const [value] = await array.readRows(0, 1);
  return { value: array.dtype === 'bool' ? value !== 0 : value };
}
