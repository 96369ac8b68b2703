import { type ByteSource, type FileAccess, type FolderEntry, readExactly } from './byteSource';
import { DumpError } from './dumpError';
import { type FileFormat, formatOf, isJson, isNpy, stemOf } from './fileNames';
import { looksLikeJsonDump } from './looksLikeJsonDump';
import { readNpyHeader } from './npyHeader';
import { readEntries } from './readEntries';
import { pairsByName, roleOfName } from './roles';

/** Files that may be a dump: a mean and a spread, or twice the one file that holds both. */
export interface Candidate {
  mean: FolderEntry;
  spread: FolderEntry;
}

/** Enough of a JSON file to recognise a dump. */
const HEAD_BYTES = 4096;

/** Archives that list what they hold, those that people write dumps to first. */
const ARCHIVES: FileFormat[][] = [
  ['npz', 'safetensors'],
  ['hdf5', 'torch'],
];
/** Tables of numbers, which may be anything: by their extension alone. */
const TABLES: FileFormat[] = ['csv', 'ndjson'];

/**
 * The dumps among the files of a folder: pairs of .npy files by name and JSON dumps; where there is neither, archives
 * that hold a pair, then tables, then stacked .npy files; where there is none of these, pairs that are no dump, so that
 * opening one says why.
 * @param fits leaves out candidates whose files' names it refuses.
 */
export async function findCandidates(
  entries: readonly FolderEntry[],
  files: FileAccess,
  fits: (names: string[]) => boolean,
): Promise<Candidate[]> {
  const pairs = namedPairs(entries).filter(({ mean, spread }) => fits([mean.name, spread.name]));
  const single = entries.filter(({ name }) => fits([name])).map((entry) => ({ mean: entry, spread: entry }));
  const json = await filterAsync(single, ({ mean }) => isJsonDump(mean, files));
  const dumps = [...(await filterAsync(pairs, (pair) => isNoStatistic(pair, files))), ...json];
  if (dumps.length > 0) return dumps;
  for (const formats of ARCHIVES) {
    const archives = await filterAsync(single, ({ mean }) => holdsPair(mean, formats, files));
    if (archives.length > 0) return archives;
  }
  const tables = single.filter(({ mean }) => TABLES.includes(formatOf(mean.name)!));
  if (tables.length > 0) return tables;
  const stacked = await filterAsync(single, ({ mean }) => isStacked(mean, files));
  return stacked.length > 0 ? stacked : pairs;
}

/** The pairs by name that hold this file, without normalisation statistics where there is a better one. */
export async function findPairs(
  entry: FolderEntry,
  siblings: readonly FolderEntry[],
  files: FileAccess,
): Promise<Candidate[]> {
  const pairs = namedPairs(siblings, [formatOf(entry.name)!]).filter(
    ({ mean, spread }) => mean === entry || spread === entry,
  );
  if (pairs.length < 2) return pairs;
  const dumps = await filterAsync(pairs, (pair) => isNoStatistic(pair, files));
  return dumps.length > 0 ? dumps : pairs;
}

/** Pairs of files by name, of the formats that are one array each. */
function namedPairs(entries: readonly FolderEntry[], formats: FileFormat[] = ['npy']): Candidate[] {
  return formats.flatMap((format) => {
    const files = entries.filter(({ name }) => formatOf(name) === format);
    const byStem = new Map(files.map((entry) => [stemOf(entry.name), entry]));
    return pairsByName([...byStem.keys()]).map(({ mean, spread }) => ({
      mean: byStem.get(mean)!,
      spread: byStem.get(spread)!,
    }));
  });
}

/** Whether an archive holds a mean and a spread by name; one that cannot be read says why when it is opened. */
async function holdsPair({ path, name }: FolderEntry, formats: FileFormat[], files: FileAccess): Promise<boolean> {
  if (!formats.includes(formatOf(name)!)) return false;
  const entries = await peek(path, files, (source) => readEntries(source, []));
  const arrays = [...(entries ?? [])].filter(([, { array }]) => array && !isStatisticShape(array.shape));
  return pairsByName(arrays.map(([array]) => array)).length > 0;
}

/** False for the mean.npy and std.npy of [D] or [1, D] that data loaders normalise by. */
async function isNoStatistic({ mean, spread }: Candidate, files: FileAccess): Promise<boolean> {
  const shapes = [await npyShape(mean, files), await npyShape(spread, files)];
  return !shapes.some((shape) => shape !== undefined && isStatisticShape(shape));
}

/** A normalisation statistic has one row; 1 x 1 may be a dump of one example. */
export function isStatisticShape(shape: readonly number[]): boolean {
  return shape.length < 2 || (shape.length === 2 && shape[0] === 1 && shape[1] > 1);
}

async function isStacked(entry: FolderEntry, files: FileAccess): Promise<boolean> {
  if (!isNpy(entry.name) || roleOfName(stemOf(entry.name)) !== undefined) return false;
  const shape = await npyShape(entry, files);
  return shape?.length === 3 && shape[0] === 2;
}

/** The shape that a header states; undefined where it cannot be read, which opening the file will explain. */
async function npyShape({ path }: FolderEntry, files: FileAccess): Promise<number[] | undefined> {
  return peek(path, files, async (source) => (await readNpyHeader(source)).shape);
}

async function isJsonDump({ path, name }: FolderEntry, files: FileAccess): Promise<boolean> {
  if (!isJson(name)) return false;
  const head = await peek(path, files, (source) => readExactly(source, 0, Math.min(source.size, HEAD_BYTES)));
  return head !== undefined && looksLikeJsonDump(head);
}

async function peek<T>(
  path: string,
  files: FileAccess,
  read: (source: ByteSource) => Promise<T>,
): Promise<T | undefined> {
  let source: ByteSource | undefined;
  try {
    source = await files.open(path);
    return await read(source);
  } catch (error) {
    if (error instanceof DumpError) return undefined;
    throw error;
  } finally {
    await source?.close();
  }
}

async function filterAsync<T>(items: readonly T[], keep: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept: T[] = [];
  for (const item of items) if (await keep(item)) kept.push(item);
  return kept;
}
