import type { FileAccess, FolderEntry } from './byteSource';
import { type Candidate, findCandidates, findPairs, strayOf } from './candidates';
import type { Lone } from './chooseKeys';
import { DumpError } from './dumpError';
import { baseName, FORMAT_NAMES, isJson, isNpy, sidecarDescribes, sidecarStem, stemOf } from './fileNames';
import { MEAN_NAMES, roleOfName, SPREAD_NAMES } from './roles';

/** An array by file and by its name in the file; null where the name is still to be found, or there is none. */
export interface ArrayReference {
  file: string;
  array: string | null;
}

/** Where the arrays of a dump are. Both in one file: a JSON dump, a stacked [2, N, D], or a file with one of them alone. */
export interface DumpLocation {
  mean: ArrayReference;
  spread: ArrayReference;
  /** What the one array of `mean` holds, where the user says so. */
  alone?: Lone['holds'];
}

/** Names listed in a message. */
const SHOWN_NAMES = 6;
/** What to do where names do not decide. */
export const CHOOSE = 'choose with --mean and --spread';

/**
 * The dump that a path means: a file of the dump (an array, a JSON dump, a sidecar), or a folder that holds one dump.
 * Reads names, headers where names leave a choice, and the first bytes of JSON files.
 * @throws DumpError naming the candidates where there are several, or what is there where there is none.
 */
export async function findDump(path: string, files: FileAccess): Promise<DumpLocation> {
  const kind = await files.kind(path);
  if (kind === undefined) {
    const expected = `a ${FORMAT_NAMES} file, or a folder with one dump`;
    throw new DumpError({ file: path, place: 'path', found: 'no such file or folder', expected });
  }
  if (kind === 'folder') return theDumpAmong(await files.entries(path), path, files, () => true);

  const name = baseName(path);
  const sidecar = sidecarStem(name);
  if (sidecar !== undefined) {
    const fits = (names: string[]) => sidecar === '' || sidecarDescribes(sidecar, names);
    return theDumpAmong(await files.siblings(path), path, files, fits);
  }
  const role = roleOfName(stemOf(name))?.role;
  if (role === undefined || isJson(name))
    return { mean: { file: path, array: null }, spread: { file: path, array: null } };
  return thePairWith(path, role, files);
}

/** The pair by name of a file that is called a mean or a spread. */
async function thePairWith(path: string, role: 'mean' | 'spread', files: FileAccess): Promise<DumpLocation> {
  const siblings = await files.siblings(path);
  const entry = siblings.find((sibling) => sibling.path === path)!;
  const pairs = await findPairs(entry, siblings, files);
  if (pairs.length === 1) return located(pairs[0]);
  // All but .npy files may hold both arrays, whatever they are called; means are a dump of their own.
  const stray = role === 'mean' && isNpy(entry.name) ? strayOf(siblings) : undefined;
  if (pairs.length === 0 && !stray && (role === 'mean' || !isNpy(entry.name)))
    return located({ mean: entry, spread: entry });
  const missing = role === 'mean' ? 'spread' : 'mean';
  const others = pairs.map((pair) => pair[missing].name);
  throw new DumpError({
    file: path,
    place: `${missing} array`,
    found:
      others.length === 0
        ? `none ${stray ? `that fits the name ${entry.name}: ${stray.name} is called otherwise` : `beside ${entry.name}`}`
        : `several beside ${entry.name} (${listed(others)})`,
    expected: `one with a name like ${role === 'mean' ? SPREAD_NAMES : MEAN_NAMES}; or ${CHOOSE}`,
    canChoose: true,
  });
}

async function theDumpAmong(
  entries: readonly FolderEntry[],
  path: string,
  files: FileAccess,
  fits: (names: string[]) => boolean,
): Promise<DumpLocation> {
  const candidates = await findCandidates(entries, files, fits);
  if (candidates.length === 1) return located(candidates[0]);
  const names = candidates.map(({ mean, spread }) =>
    mean === spread ? mean.name : `${mean.name} with ${spread.name}`,
  );
  const several = `${names.length} dumps (${listed(names)})`;
  const lone = entries.find(({ name }) => isNpy(name) && roleOfName(stemOf(name))?.role === 'mean');
  const without = lone === undefined ? 'no dump' : `${lone.name} but no spread array`;
  const none = entries.length === 0 ? 'no files' : `${without} among ${listed(entries.map(({ name }) => name))}`;
  throw new DumpError({
    file: path,
    place: 'folder',
    found: names.length > 0 ? several : none,
    expected:
      names.length > 0
        ? `one: open one of these files, or ${CHOOSE}`
        : `mu.npy and logvar.npy, or a dump in a ${FORMAT_NAMES} file`,
  });
}

function located({ mean, spread }: Candidate): DumpLocation {
  return { mean: { file: mean.path, array: null }, spread: { file: spread.path, array: null } };
}

function listed(names: readonly string[]): string {
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  return names.slice(0, SHOWN_NAMES).join(', ') + more;
}
