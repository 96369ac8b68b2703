import { nameWords, roleOfName } from './roles';

/** Last component of a path or URI. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** A file's name without its extension, which is what roles are read from: "mu" of "mu.npy". */
export function stemOf(name: string): string {
  return name.replace(/\.(npy|json)$/i, '');
}

export function isNpy(name: string): boolean {
  return /\.npy$/i.test(name);
}

/** JSON files that may hold arrays: all but sidecars. */
export function isJson(name: string): boolean {
  return /\.json$/i.test(name) && sidecarStem(name) === undefined;
}

/** "train" of the sidecar "train.meta.json", "" of "meta.json"; undefined of all other names. */
export function sidecarStem(name: string): string | undefined {
  const match = /^(?:(.+)\.)?meta\.json$/i.exec(name);
  return match === null ? undefined : (match[1] ?? '');
}

/** Whether the sidecar STEM.meta.json belongs to data files with these names: by one file's name, or what they share. */
export function sidecarDescribes(stem: string, names: readonly string[]): boolean {
  const stems = names.map(stemOf);
  return stems.includes(stem) || (stem !== '' && nameWords(stem).join('_') === roleOfName(stems[0])?.stem);
}
