import { configMentions } from './configReaders';
import type { GammaParameter } from './gammaSite';
import { type ProjectScript, scriptsNamed } from './projectScripts';

/** A Python file of the project. */
export interface PythonSource extends ProjectScript {
  text: string;
}

/** `from ..a.b import c, d`, `import a.b as x, c`. */
const FROM = /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n#;]*))/gm;
const IMPORT = /^[ \t]*import[ \t]+([^\n#;]+)/gm;

/**
 * The scripts of a project, each with the parameters of the modules it imports besides its own: BN-VAE's published
 * code parses `--gamma` in one file and fills it in in another. An option is passed on where the script that imports
 * writes it too, as argparse needs it. The config files that a module names are passed on likewise.
 * @param others files whose command lines may say which script reads which config
 */
export function withImportedParameters(
  sources: readonly PythonSource[],
  others: readonly { path: string; text: string }[] = [],
): ProjectScript[] {
  const scripts = new Map(sources.map((source) => [source, { path: source.path, parameters: [...source.parameters] }]));
  if (sources.every(({ parameters }) => parameters.length === 0)) return [...scripts.values()];
  const named = configsNamed(sources, others);
  const configs = new Map<PythonSource, string[]>(sources.map((source) => [source, []]));
  const importers = importersOf(sources);
  for (const source of sources) {
    const names = named.get(source) ?? [];
    if (source.parameters.length + names.length === 0) continue;
    const reached = new Set([source]);
    for (const one of reached) for (const importer of importers.get(one) ?? []) reached.add(importer);
    for (const one of reached) {
      configs.get(one)!.push(...names);
      if (one !== source) scripts.get(one)!.parameters.push(...passedOn(source.parameters, one.text));
    }
  }
  return sources.map((source) => ({ ...scripts.get(source)!, configs: configs.get(source)! }));
}

/** The config files that each script names for itself, or is given on a command line. */
function configsNamed(
  sources: readonly PythonSource[],
  others: readonly { path: string; text: string }[],
): Map<PythonSource, string[]> {
  const named = new Map<PythonSource, string[]>();
  const add = (script: PythonSource, config: string) => named.set(script, [...(named.get(script) ?? []), config]);
  for (const file of [...sources, ...others]) {
    const itself = sources.filter((source) => source === file);
    const mentions = configMentions(file.text, file.path.endsWith('.json') ? '}' : '\n');
    for (const { script, config } of mentions) {
      for (const meant of script ? scriptsNamed(script, file.path, sources) : itself) add(meant, config);
    }
  }
  return named;
}

function passedOn(parameters: readonly GammaParameter[], text: string): GammaParameter[] {
  return parameters
    .map(({ option, key }) => ({ option: option && isWritten(option, text) ? option : null, key }))
    .filter(({ option, key }) => option !== null || key !== null);
}

/** Whether a text has an option in quotes; what is derived from a name may have dashes for underscores. */
function isWritten(option: string, text: string): boolean {
  return new RegExp(`['"]${option.replaceAll(/[-_]/g, '[-_]')}['"]`).test(text);
}

/** Who imports a file directly. */
function importersOf(sources: readonly PythonSource[]): Map<PythonSource, PythonSource[]> {
  const byModule = new Map(sources.map((source) => [modulePath(source.path), source]));
  const importers = new Map<PythonSource, PythonSource[]>();
  for (const source of sources) {
    for (const path of importedPaths(source)) {
      const imported = byModule.get(path);
      if (imported && imported !== source) importers.set(imported, [...(importers.get(imported) ?? []), source]);
    }
  }
  return importers;
}

/** Paths without `.py` that the imports of a file may mean: below its folder, or below one around it. */
function importedPaths({ path, text }: PythonSource): string[] {
  const folders = path.split(/[/\\]/).slice(0, -1);
  const around = folders.map((_, depth) => folders.slice(0, depth + 1)).concat([[]]);
  return importedModules(text).flatMap((module) => {
    const up = module.search(/[^.]|$/);
    const roots = up > 0 ? [folders.slice(0, folders.length - up + 1)] : around;
    const below = module.slice(up).split('.').filter(Boolean);
    return roots.map((root) => [...root, ...below].join('/'));
  });
}

/** The modules that a text imports, each once: `.a.b` as Python writes it. */
function importedModules(text: string): string[] {
  const modules = new Set<string>();
  for (const [, dots, from, inParentheses, inLine] of text.matchAll(FROM)) {
    modules.add(dots + from);
    // What is imported from a package may be a module of it.
    for (const name of namesOf(inParentheses ?? inLine)) modules.add(`${dots}${from}${from && '.'}${name}`);
  }
  for (const [, list] of text.matchAll(IMPORT)) for (const name of namesOf(list)) modules.add(name);
  return [...modules];
}

function namesOf(list: string): string[] {
  return [...list.matchAll(/([\w.]+)(?:\s+as\s+\w+)?/g)].map(([, name]) => name);
}

function modulePath(path: string): string {
  return path.replaceAll('\\', '/').replace(/(?:\/__init__)?\.py$/, '');
}
