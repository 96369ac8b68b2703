import { nameWords, roleOfName } from './roles';

/** Last component of a path or URI. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** Formats of data files, by the extensions they have in use. */
const EXTENSIONS = {
  npy: ['npy'],
  npz: ['npz'],
  json: ['json'],
  ndjson: ['ndjson', 'jsonl'],
  safetensors: ['safetensors'],
  torch: ['pt', 'pth', 'ckpt', 'bin'],
  hdf5: ['h5', 'hdf5', 'hdf', 'h5ad'],
  csv: ['csv', 'tsv'],
} as const;

export type FileFormat = keyof typeof EXTENSIONS;

/** The formats as messages offer them. */
export const FORMAT_NAMES = '.npy, .npz, .json, .ndjson, .safetensors, .pt, .h5 or .csv';

const FORMATS = new Map(
  Object.entries(EXTENSIONS).flatMap(([format, extensions]) =>
    extensions.map((extension) => [extension as string, format as FileFormat]),
  ),
);

/** Without dots. */
export const DATA_EXTENSIONS = [...FORMATS.keys()];

/** The format that a file's name says; undefined of sidecars and of names that say none. */
export function formatOf(name: string): FileFormat | undefined {
  return sidecarStem(name) === undefined ? FORMATS.get(extensionOf(name)) : undefined;
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

/** A file's name without its extension, which is what roles are read from: "mu" of "mu.npy". */
export function stemOf(name: string): string {
  return FORMATS.has(extensionOf(name)) ? name.slice(0, name.lastIndexOf('.')) : name;
}

export function isNpy(name: string): boolean {
  return formatOf(name) === 'npy';
}

/** JSON files that may hold arrays: all but sidecars. */
export function isJson(name: string): boolean {
  return formatOf(name) === 'json';
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
