import type { ByteSource } from './byteSource';
import { type ArrayPair, arrayUnder, chooseKeys, entryName } from './chooseKeys';
import { DumpError } from './dumpError';
import type { ArrayReference, DumpLocation } from './findDump';
import type { ReadProgress } from './jsonScanner';
import type { LatentArray } from './latentArray';
import type { NamedEntries } from './namedEntries';
import { readEntries } from './readEntries';
import { roleOfName, spreadKindInName } from './roles';

/** All that a file of the dump holds. */
export interface FileContent {
  file: string;
  entries: NamedEntries;
}

/** The arrays of a dump before their shapes are checked, and what else their files hold. */
export interface OpenedArrays extends ArrayPair {
  contents: FileContent[];
}

/**
 * Opens the arrays at their places; of binary files only headers are read, text files whole.
 * @param open opens a file; the caller closes what it opened.
 * @throws DumpError
 */
export async function openArrays(
  { mean, spread }: DumpLocation,
  open: (path: string) => Promise<ByteSource>,
  onProgress?: ReadProgress,
): Promise<OpenedArrays> {
  if (mean.file !== spread.file) {
    const first = await openOne(mean, 'mean', await open(mean.file), onProgress);
    const second = await openOne(spread, 'spread', await open(spread.file), onProgress);
    return {
      mean: first.array,
      spread: second.array,
      namedKind: spreadKindInName(second.name),
      contents: [first.content, second.content],
    };
  }
  const source = await open(mean.file);
  const entries = await readEntries(source, chosenNames([mean, spread]), onProgress);
  const pair = chooseKeys(source.path, entries, mean.array, spread.array);
  return { ...pair, contents: [{ file: source.path, entries }] };
}

async function openOne(
  { array: chosen }: ArrayReference,
  role: 'mean' | 'spread',
  source: ByteSource,
  onProgress?: ReadProgress,
): Promise<{ array: LatentArray; name: string; content: FileContent }> {
  const entries = await readEntries(source, chosen === null ? [] : [chosen], onProgress);
  const key = chosen ?? onlyNameOf(role, source.path, entries);
  const content = { file: source.path, entries };
  return { array: arrayUnder(source.path, entries, key), name: entryName(source.path, key), content };
}

/** The one array of a file, or the one whose name says the role. */
function onlyNameOf(role: 'mean' | 'spread', file: string, entries: NamedEntries): string {
  const arrays = [...entries].filter(([, { array, problem }]) => array ?? problem).map(([name]) => name);
  if (arrays.length === 1) return arrays[0];
  const names = [...entries.keys()].filter((name) => roleOfName(name)?.role === role);
  if (names.length === 1) return names[0];
  const found = names.length === 0 ? `no ${role} array` : `several (${names.slice(0, 8).join(', ')})`;
  throw new DumpError({
    file,
    place: 'arrays',
    found,
    expected: `one ${role} array; name it with --${role} FILE:ARRAY`,
  });
}

function chosenNames(references: ArrayReference[]): string[] {
  return references.flatMap(({ array }) => (array === null ? [] : [array]));
}
