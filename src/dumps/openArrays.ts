import type { ByteSource } from './byteSource';
import { type ArrayPair, arrayUnder, chooseKeys, unstacked } from './chooseKeys';
import { DumpError } from './dumpError';
import { isJson, stemOf } from './fileNames';
import type { ArrayReference, DumpLocation } from './findDump';
import { type JsonKey, readJsonDump } from './jsonDump';
import type { ReadProgress } from './jsonScanner';
import { type LatentArray, type StackableArray, shapeText } from './latentArray';
import { openNpy } from './npy';
import { roleOfName, spreadKindInName } from './roles';

/** The arrays of a dump before their shapes are checked, and the keys of the JSON files among its files. */
export interface OpenedArrays extends ArrayPair {
  jsonKeys: { file: string; keys: ReadonlyMap<string, JsonKey> }[];
}

/**
 * Opens the arrays at their places; of .npy files only headers are read, JSON files whole.
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
      jsonKeys: [...first.jsonKeys, ...second.jsonKeys],
    };
  }
  const source = await open(mean.file);
  if (!isJson(source.name)) return { ...(await openStack(source, mean, spread)), jsonKeys: [] };
  const keys = await readJsonDump(source, chosenKeys([mean, spread]), onProgress);
  return { ...chooseKeys(source.path, keys, mean.array, spread.array), jsonKeys: [{ file: source.path, keys }] };
}

async function openOne(
  { array: key }: ArrayReference,
  role: 'mean' | 'spread',
  source: ByteSource,
  onProgress?: ReadProgress,
): Promise<{ array: LatentArray; name: string; jsonKeys: OpenedArrays['jsonKeys'] }> {
  if (!isJson(source.name)) {
    return { array: await openSingle(source, key), name: stemOf(source.name), jsonKeys: [] };
  }
  const keys = await readJsonDump(source, key === null ? [] : [key], onProgress);
  const name = key ?? onlyKeyOf(role, source.path, keys);
  return { array: arrayUnder(source.path, keys, name), name, jsonKeys: [{ file: source.path, keys }] };
}

function onlyKeyOf(role: 'mean' | 'spread', file: string, keys: ReadonlyMap<string, JsonKey>): string {
  const names = [...keys.keys()].filter((key) => roleOfName(key)?.role === role);
  if (names.length === 1) return names[0];
  const found = names.length === 0 ? `no ${role} array` : `several (${names.slice(0, 8).join(', ')})`;
  throw new DumpError({
    file,
    place: 'keys',
    found,
    expected: `one ${role} array; name its key with --${role} FILE:KEY`,
  });
}

async function openStack(source: ByteSource, mean: ArrayReference, spread: ArrayReference): Promise<ArrayPair> {
  const array = await openSingle(source, mean.array ?? spread.array);
  if (array.shape.length === 3 && array.shape[0] === 2) return unstacked(array, stemOf(source.name));
  throw new DumpError({
    file: source.path,
    place: 'shape',
    found: `${array.dtype} array of shape ${shapeText(array.shape)}`,
    expected: 'mean and spread stacked as [2, N, D], or a name that says which it is, such as mu.npy or logvar.npy',
  });
}

async function openSingle(source: ByteSource, key: string | null): Promise<StackableArray> {
  const array = await openNpy(source);
  if (key === null) return array;
  const found = `"${key}" asked for`;
  throw new DumpError({ file: source.path, place: 'array', found, expected: 'no name: a .npy file is one array' });
}

function chosenKeys(references: ArrayReference[]): string[] {
  return references.flatMap(({ array }) => (array === null ? [] : [array]));
}
