import type { SpreadKind } from '../diagnostics/report';
import type { ByteSource, FileAccess } from './byteSource';
import { entryName } from './chooseKeys';
import { baseName, formatOf } from './fileNames';
import type { LatentArray } from './latentArray';
import { readEntries } from './readEntries';
import { roleOfName } from './roles';

/** An array that may be a mean or a spread, as a user chooses among them. */
export interface ListedArray {
  file: string;
  /** As LatentArray. */
  array: string | null;
  shape: readonly number[];
  dtype: string;
  /** What the name says. */
  guess: 'mean' | SpreadKind | null;
  /** Of the first elements; null where there are none, or reading them would be costly. */
  range: [low: number, high: number] | null;
}

const MOST_LISTED = 200;
const MOST_FILES = 50;
/** Elements whose range is shown. */
const SAMPLE = 1 << 14;
/** Elements of an array that would be unpacked for that. */
const MOST_UNPACKED = 1 << 22;

/**
 * The arrays of two axes or more in the file of a dump; where files are one array each, in all of them that lie beside it.
 * @throws DumpError where the file itself cannot be read
 */
export async function listArrays(path: string, files: FileAccess): Promise<ListedArray[]> {
  const listed: ListedArray[] = [];
  for (const file of await filesOf(path, files)) {
    let source: ByteSource | undefined;
    try {
      source = await files.open(file);
      for (const [name, { array }] of await readEntries(source, [])) {
        if (!array || array.shape.length < 2 || listed.length >= MOST_LISTED) continue;
        const role = roleOfName(entryName(file, name));
        const guess = role === undefined ? null : role.role === 'spread' ? role.kind : role.role;
        const { shape, dtype } = array;
        listed.push({ file, array: name === '' ? null : name, shape, dtype, guess, range: await rangeOf(array) });
      }
    } catch (error) {
      if (file === path) throw error;
    } finally {
      await source?.close();
    }
  }
  return listed;
}

async function filesOf(path: string, files: FileAccess): Promise<string[]> {
  if (formatOf(baseName(path)) !== 'npy') return [path];
  const beside = (await files.siblings(path)).filter(({ name }) => formatOf(name) === 'npy').map((entry) => entry.path);
  return [path, ...beside.filter((other) => other !== path).slice(0, MOST_FILES)];
}

async function rangeOf(array: LatentArray): Promise<ListedArray['range']> {
  const [rows] = array.shape;
  const rowLength = array.shape.slice(1).reduce((product, length) => product * length, 1);
  if (rows === 0 || rowLength === 0 || rowLength > MOST_UNPACKED) return null;
  if (array.inMemory && rows * rowLength > MOST_UNPACKED) return null;
  const values = await array.readRows(0, Math.min(rows, Math.max(1, Math.floor(SAMPLE / rowLength))));
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}
