import { arrangementsOf } from './arrangementChoice';
import { type ByteSource, type FileAccess, type FolderEntry, readExactly } from './byteSource';
import { DumpError } from './dumpError';
import { isStatisticShape } from './dumpShapes';
import { type FileFormat, formatOf, isJson, isNpy, stemOf } from './fileNames';
import { looksLikeJsonDump } from './looksLikeJsonDump';
import { readNpyHeader } from './npyHeader';
import { readEntries } from './readEntries';
import { isSampleName, pairsByName, roleOfName } from './roles';

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
 * that hold a pair, then tables, then .npy files of both in one array, then of means alone, then of samples; where there
 * is none of these, pairs that are no dump or the only file, so that opening them says why.
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
  const joint = await filterAsync(single, ({ mean }) => isJoint(mean, files));
  if (joint.length > 0 || pairs.length > 0) return joint.length > 0 ? joint : pairs;
  const lone = await loneArrays(single, entries, files);
  if (lone.length > 0) return lone;
  const data = await filterAsync(single, ({ mean }) => mayBeDump(mean, files));
  return data.length === 1 ? data : [];
}

/** .npy files of means without any spread; without means, of samples, by their names. */
async function loneArrays(
  single: readonly Candidate[],
  entries: readonly FolderEntry[],
  files: FileAccess,
): Promise<Candidate[]> {
  const arrays = await filterAsync(single, async ({ mean }) => {
    const shape = isNpy(mean.name) ? await npyShape(mean, files) : undefined;
    return shape !== undefined && !isStatisticShape(shape);
  });
  const means = arrays.filter(({ mean }) => roleOfName(stemOf(mean.name))?.role === 'mean');
  if (means.length > 0) return strayOf(entries) === undefined ? means : [];
  return arrays.filter(({ mean }) => isSampleName(stemOf(mean.name)));
}

/** A .npy file of a spread that fits no mean by name: it may be meant for one, whatever it is called. */
export function strayOf(entries: readonly FolderEntry[]): FolderEntry | undefined {
  const paired = new Set(namedPairs(entries).map(({ spread }) => spread));
  return entries.find(
    (entry) => isNpy(entry.name) && !paired.has(entry) && roleOfName(stemOf(entry.name))?.role === 'spread',
  );
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

/** Whether a data file is no single mean or spread, by its name, nor another .npy array, by its shape. */
async function mayBeDump(entry: FolderEntry, files: FileAccess): Promise<boolean> {
  const format = formatOf(entry.name);
  if (format === undefined || format === 'json' || roleOfName(stemOf(entry.name)) !== undefined) return false;
  const shape = format === 'npy' ? await npyShape(entry, files) : undefined;
  return format !== 'npy' || (shape !== undefined && arrangementsOf(shape, null, []).offered.length > 0);
}

/** Whether a .npy file holds mean and spread in one array. */
async function isJoint(entry: FolderEntry, files: FileAccess): Promise<boolean> {
  if (!isNpy(entry.name)) return false;
  const shape = await npyShape(entry, files);
  return shape !== undefined && arrangementsOf(shape, null, [stemOf(entry.name)]).chosen !== null;
}

/** The shape that a header states; undefined where it cannot be read, which opening the file will explain. */
async function npyShape({ path }: FolderEntry, files: FileAccess): Promise<number[] | undefined> {
  return peek(path, files, async (source) => (await readNpyHeader(source)).shape);
}

async function isJsonDump({ path, name }: FolderEntry, files: FileAccess): Promise<boolean> {
  if (!isJson(name)) return false;
  const head = await peek(path, files, (source) => readExactly(source, 0, Math.min(source.size, HEAD_BYTES)));
  return head !== undefined && (looksLikeJsonDump(head) || looksLikeRecords(head));
}

/** Whether JSON text begins an array of records that name a mean and a spread. */
function looksLikeRecords(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  if (!/^\s*\[\s*\{/.test(text)) return false;
  const names = [...text.matchAll(/"([^"\\]{1,64})"\s*:/g)].map(([, name]) => name);
  return pairsByName([...new Set(names)]).length > 0;
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
