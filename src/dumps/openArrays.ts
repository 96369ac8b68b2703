import type { ByteSource } from './byteSource';
import { arrayUnder, type ChosenArrays, chooseKeys, entryName, loneUnder } from './chooseKeys';
import { DumpError } from './dumpError';
import { joinEpisodes } from './episodes';
import type { ArrayReference, DumpLocation } from './findDump';
import type { ReadProgress } from './jsonScanner';
import type { StackableArray } from './latentArray';
import type { NamedEntries } from './namedEntries';
import { readEntries } from './readEntries';
import { isSampleName, roleOfName } from './roles';

/** All that a file of the dump holds. */
export interface FileContent {
  file: string;
  entries: NamedEntries;
}

/** The arrays of a dump as they stand, of any rank, and what else their files hold. */
export interface OpenedArrays extends ChosenArrays {
  contents: FileContent[];
}

/**
 * Opens the arrays at their places; of binary files only headers are read, text files whole.
 * @param joint whether one array is wanted as mean and spread
 * @param open opens a file; the caller closes what it opened.
 * @throws DumpError
 */
export async function openArrays(
  { mean, spread, alone }: DumpLocation,
  joint: boolean,
  open: (path: string) => Promise<ByteSource>,
  onProgress?: ReadProgress,
): Promise<OpenedArrays> {
  if (mean.file !== spread.file) {
    const first = await openOne(mean, 'mean', await open(mean.file), onProgress);
    const second = await openOne(spread, 'spread', await open(spread.file), onProgress);
    return {
      mean: first.array,
      spread: second.array,
      lone: null,
      names: [first.name, second.name],
      contents: [first.content, second.content],
    };
  }
  const source = await open(mean.file);
  const entries = await entriesOf(source, chosenNames([mean, spread]), onProgress);
  const pair =
    alone === undefined
      ? chooseKeys(source.path, entries, mean.array, spread.array, joint)
      : loneUnder(source.path, entries, mean.array ?? onlyNameOf(ROLES[alone], source.path, entries), alone);
  return { ...pair, contents: [{ file: source.path, entries }] };
}

/** By what a lone array holds, what its name says and the option that names it is called. */
const ROLES = { means: 'mean', samples: 'samples' } as const;

async function openOne(
  { array: chosen }: ArrayReference,
  role: 'mean' | 'spread',
  source: ByteSource,
  onProgress?: ReadProgress,
): Promise<{ array: StackableArray; name: string; content: FileContent }> {
  const entries = await entriesOf(source, chosen === null ? [] : [chosen], onProgress);
  const key = chosen ?? onlyNameOf(role, source.path, entries);
  const content = { file: source.path, entries };
  return { array: arrayUnder(source.path, entries, key), name: entryName(source.path, key), content };
}

/** What a file holds, with episodes as one array, unless the user wants one of them. */
async function entriesOf(source: ByteSource, chosen: string[], onProgress?: ReadProgress): Promise<NamedEntries> {
  const entries = await readEntries(source, chosen, onProgress);
  const joined = joinEpisodes(entries);
  return chosen.every((name) => joined.has(name)) ? joined : entries;
}

/** The one array of a file, or the one whose name says what it is. */
function onlyNameOf(role: 'mean' | 'spread' | 'samples', file: string, entries: NamedEntries): string {
  const arrays = [...entries].filter(([, { array, problem }]) => array ?? problem).map(([name]) => name);
  if (arrays.length === 1) return arrays[0];
  const says = (name: string) => (role === 'samples' ? isSampleName(name) : roleOfName(name)?.role === role);
  const names = [...entries.keys()].filter(says);
  if (names.length === 1) return names[0];
  const found = names.length === 0 ? `no ${role} array` : `several (${names.slice(0, 8).join(', ')})`;
  throw new DumpError({
    file,
    place: 'arrays',
    found,
    expected: `one ${role} array; name it with --${role} FILE:ARRAY`,
    canChoose: true,
  });
}

function chosenNames(references: ArrayReference[]): string[] {
  return references.flatMap(({ array }) => (array === null ? [] : [array]));
}
