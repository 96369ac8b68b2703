import { holdsBoth } from './arrangement';
import type { FileAccess, FolderEntry } from './byteSource';
import { DumpError } from './dumpError';
import { baseName, FORMAT_NAMES, isNpy, stemOf } from './fileNames';
import { type ArrayReference, CHOOSE, type DumpLocation, findDump } from './findDump';
import type { DumpRequest } from './openDump';
import { MEAN_NAMES, roleOfName, SPREAD_NAMES } from './roles';

/**
 * The arrays that a request means: those the user names, else what is found at its paths.
 * @throws DumpError
 */
export async function locateRequest(request: DumpRequest, files: FileAccess): Promise<DumpLocation> {
  const { paths } = request;
  if (request.samples) {
    const samples = await resolved(request.samples, paths, files);
    return { mean: samples, spread: samples, alone: 'samples' };
  }
  const mean = request.mean && (await resolved(request.mean, paths, files));
  const spread = request.spread && (await resolved(request.spread, paths, files));
  if (mean && spread) return { mean, spread };
  if (mean && holdsBoth(request.arrangement)) return { mean, spread: { file: mean.file, array: null } };
  if (mean) {
    const partner = await partnerOf(mean, 'mean', paths, files);
    return partner ? { mean, spread: partner } : { mean, spread: mean, alone: 'means' };
  }
  if (spread) return { spread, mean: (await partnerOf(spread, 'spread', paths, files))! };
  if (paths.length === 1) return findDump(paths[0], files);
  if (paths.length === 2) return orderPair(paths[0], paths[1]);
  const found = `${paths.length} paths`;
  throw new DumpError({
    file: paths[0] ?? '(none)',
    place: 'paths',
    found,
    expected: 'one or two: one dump at a time',
  });
}

/** A file named by --mean or --spread may also be meant within the folder given, or beside the file given. */
async function resolved(array: ArrayReference, paths: readonly string[], files: FileAccess): Promise<ArrayReference> {
  if ((await files.kind(array.file)) !== undefined) return array;
  for (const path of paths) {
    const kind = await files.kind(path);
    if (kind === undefined) continue;
    const near = await (kind === 'folder' ? files.entries(path) : files.siblings(path));
    const entry = near.find(({ name }) => name === array.file);
    if (entry !== undefined) return { ...array, file: entry.path };
  }
  throw new DumpError({ file: array.file, place: 'path', found: 'no such file', expected: `a ${FORMAT_NAMES} file` });
}

/**
 * The other array where the user names only one: in the same JSON file, the other path, or found by name. Undefined for a
 * mean that no spread can be meant for.
 */
async function partnerOf(
  given: ArrayReference,
  role: 'mean' | 'spread',
  paths: readonly string[],
  files: FileAccess,
): Promise<ArrayReference | undefined> {
  const others = paths.filter((path) => path !== given.file);
  if (others.length === 1 && (await files.kind(others[0])) === 'file') return { file: others[0], array: null };
  const missing = role === 'mean' ? 'spread' : 'mean';
  const isArchive = !isNpy(baseName(given.file));
  const isNamed = roleOfName(stemOf(baseName(given.file)))?.role === role;
  if (isNamed && !(isArchive && given.array !== null)) return (await findDump(given.file, files))[missing];
  if (isArchive) return { file: given.file, array: null };
  const isSpread = ({ name }: FolderEntry) => isNpy(name) && roleOfName(stemOf(name))?.role === 'spread';
  if (role === 'mean' && !(await files.siblings(given.file)).some(isSpread)) return undefined;
  throw new DumpError({
    file: given.file,
    place: `${missing} array`,
    found: `no ${role} in the file's name to find it by`,
    expected: `--${missing} too`,
  });
}

/** The two files of a dump, given in either order. @throws DumpError where names do not tell the mean from the spread. */
export function orderPair(first: string, second: string): DumpLocation {
  const roles = [first, second].map((path) => roleOfName(stemOf(baseName(path)))?.role);
  if (roles[0] === roles[1]) {
    const found = roles[0] === undefined ? 'two names that say neither mean nor spread' : `two ${roles[0]} arrays`;
    const expected = `a mean (${MEAN_NAMES}) and a spread (${SPREAD_NAMES}); or ${CHOOSE}`;
    throw new DumpError({ file: first, place: `beside ${second}`, found, expected });
  }
  const meanFirst = roles[0] === 'mean' || roles[1] === 'spread';
  const [mean, spread] = meanFirst ? [first, second] : [second, first];
  return { mean: { file: mean, array: null }, spread: { file: spread, array: null } };
}
