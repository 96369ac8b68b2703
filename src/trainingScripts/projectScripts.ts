import type { GammaParameter } from './gammaSite';
import { commonStart, endsAlike, segmentsOf, writtenSegments } from './pathSegments';

/** A Python file of the project, as those who may set its gamma from outside see it. */
export interface ProjectScript {
  path: string;
  /** Empty where it has no gamma of a batch norm: such a script answers for its name too. */
  parameters: GammaParameter[];
  /** The config files that the project says it reads, as it names them: `configs/vae.yaml`. */
  configs?: string[];
}

/**
 * The scripts that a command line in the file `from` may mean by a path (`train.py`, `../vae/train.py`,
 * `$ROOT/train.py`): the one that lies exactly there, else those of that name nearest to `from`.
 */
export function scriptsNamed<S extends ProjectScript>(reference: string, from: string, scripts: readonly S[]): S[] {
  const wanted = writtenSegments(reference);
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

/** Steps from a folder to a file, up and down; at least 1. */
function distance(folder: string[], path: string[]): number {
  return folder.length + path.length - 2 * commonStart(folder, path);
}
