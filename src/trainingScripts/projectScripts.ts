import type { GammaParameter } from './gammaSite';

/** A Python file of the project, as those who may set its gamma from outside see it. */
export interface ProjectScript {
  path: string;
  /** Empty where it has no gamma of a batch norm: such a script answers for its name too. */
  parameters: GammaParameter[];
}

/**
 * The scripts that a command line in the file `from` may mean by a path (`train.py`, `../vae/train.py`,
 * `$ROOT/train.py`): the one that lies exactly there, else those of that name nearest to `from`.
 */
function scriptsNamed(reference: string, from: string, scripts: readonly ProjectScript[]): ProjectScript[] {
  const wanted = namedSegments(reference);
  const name = wanted.at(-1);
  if (name === undefined) return [];
  // A variable, a home folder or a drive may hold more of the path than is written here.
  const rooted = /^(?:[/\\~]|[A-Za-z]:)|\$/.test(reference);
  const folder = segmentsOf(from).slice(0, -1);
  const exact = segmentsOf([...folder, reference].join('/')).join('/');
  const candidates = scripts
    .filter((script) => script.path.endsWith(name))
    .map((script) => ({ script, path: segmentsOf(script.path) }))
    .filter(({ path }) => (rooted || path.length >= wanted.length) && endsAlike(path, wanted))
    .map(({ script, path }) => ({ script, distance: path.join('/') === exact ? 0 : distance(folder, path) }));
  const nearest = Math.min(...candidates.map((candidate) => candidate.distance));
  return candidates.filter((candidate) => candidate.distance === nearest).map(({ script }) => script);
}

/**
 * What the script that a command line names takes from outside. Empty where no gamma is among it, or several scripts
 * may be meant of which one has none; null where the project has no such script.
 */
export function parametersOfNamed(
  reference: string,
  from: string,
  scripts: readonly ProjectScript[],
): GammaParameter[] | null {
  const named = scriptsNamed(reference, from, scripts);
  if (named.length === 0) return null;
  return named.every((script) => script.parameters.length) ? named.flatMap((script) => script.parameters) : [];
}

/** The file of a module as `python -m` names it: `vae.train` is `vae/train.py`. */
export const moduleFile = (module: string): string => `${module.replaceAll('.', '/')}.py`;

/**
 * Whether a script may read a config file: one in its folder, below it, or in a `configs` folder (`conf`, `cfg`, ...)
 * beside its folder.
 */
export function mayReadConfig(script: ProjectScript, config: string): boolean {
  const folder = segmentsOf(script.path).slice(0, -1);
  const place = segmentsOf(config);
  if (commonStart(folder, place) === folder.length) return true;
  const beside = folder.length - 1;
  return (
    commonStart(folder, place) === beside && place.length > beside + 1 && /^(?:conf|cfg|config)s?$/.test(place[beside])
  );
}

/** Segments of a path without `.` and with `..` applied; a leading `..` stays. */
function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const segment of path.split(/[/\\]/)) {
    if (segment === '..' && segments.length && segments.at(-1) !== '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments;
}

/** The segments that are written out: after the last variable and leading `..`. */
function namedSegments(reference: string): string[] {
  const segments = segmentsOf(reference);
  return segments.slice(segments.findLastIndex((segment) => segment === '..' || /[$~]/.test(segment)) + 1);
}

/** Whether the shorter of two paths is the end of the longer. */
function endsAlike(a: string[], b: string[]): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(-length).join('/') === b.slice(-length).join('/');
}

/** Steps from a folder to a file, up and down; at least 1. */
function distance(folder: string[], path: string[]): number {
  return folder.length + path.length - 2 * commonStart(folder, path);
}

function commonStart(a: string[], b: string[]): number {
  const different = a.findIndex((segment, k) => segment !== b[k]);
  return different < 0 ? a.length : different;
}
