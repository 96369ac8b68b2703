import { configMentions } from './configReaders';
import type { Callable, GammaParameter } from './gammaSite';
import { type ProjectScript, scriptsNamed } from './projectScripts';
import { indexNames, type Script } from './python/nameIndex';
import { passedParameters } from './python/passedParameters';
import { parsePython } from './pythonParse';

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
 * writes it too, as argparse needs it; what it passes to an imported constructor is followed to its own options. The config files that a module names are passed on likewise.
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
  const known = new Set<string>();
  for (const source of sources) {
    const names = named.get(source) ?? [];
    if (names.length > 0) for (const one of withImporters(source, importers)) configs.get(one)!.push(...names);
  }
  const given = sources.flatMap((source) => source.parameters.map((parameter) => ({ source, parameter })));
  // What an importer passes to what it imports may be a parameter of its own, that others pass.
  for (const { source, parameter } of given) {
    for (const one of withImporters(source, importers)) {
      if (one === source) continue;
      const { parameters } = scripts.get(one)!;
      parameters.push(...passedOn([parameter], one.text));
      for (const passed of parameter.of ? passedBy(one, parameter.of) : []) {
        const key = JSON.stringify([one.path, passed]);
        if (known.has(key)) continue;
        known.add(key);
        parameters.push(passed);
        given.push({ source: one, parameter: passed });
      }
    }
  }
  return sources.map((source) => ({ ...scripts.get(source)!, configs: configs.get(source)! }));
}

/** A file and all that import it, also by way of others: a package's `__init__.py` hands on what it imports. */
function withImporters(source: PythonSource, importers: Map<PythonSource, PythonSource[]>): Set<PythonSource> {
  const reached = new Set([source]);
  for (const one of reached) for (const importer of importers.get(one) ?? []) reached.add(importer);
  return reached;
}

/** Scripts that call what they import: the project is looked at again after each edit of one of its files. */
const indexed = new WeakMap<PythonSource, Script>();

function passedBy(source: PythonSource, callable: Callable): GammaParameter[] {
  if (!source.path.endsWith('.py') || !source.text.includes(callable.callee)) return [];
  const script = indexed.get(source) ?? indexNames(source.text, parsePython(source.text));
  indexed.set(source, script);
  return passedParameters(script, callable);
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
