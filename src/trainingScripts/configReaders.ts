import { commonStart, endsAlike, segmentsOf, writtenSegments } from './pathSegments';
import type { ProjectScript } from './projectScripts';

/** A mention of a config file: by a script for itself, or on a command line for the script that this runs. */
export interface ConfigMention {
  /** As it is named; null: the file that mentions it. */
  script: string | null;
  config: string;
}

/** Hydra's names of configs have no extension. */
const HYDRA_CONFIG = /\bconfig_name\s*=\s*['"]([\w/-]+)['"]/g;
/** Names that configs of any project have: without a folder they may mean each of them. */
const COMMON_NAME = /^(?:configs?|conf|cfg|defaults?|params|settings|args|arguments|hparams|main|base|meta|metrics)\./;
/** A path longer than this is none. */
const LONGEST_PATH = 200;

/**
 * The config files that a text mentions: Python, or what has command lines in it.
 * @param end of what belongs together: a line, or in a launch.json a configuration
 */
export function configMentions(text: string, end = '\n'): ConfigMention[] {
  if (!/\.(?:ya?ml|toml|json)\b|\bconfig_name\b/.test(text)) return [];
  const pieces = text.replace(/\\\r?\n/g, ' ').split(end);
  return pieces.flatMap((piece) => {
    const named = pathsIn(piece, /\.(?:ya?ml|toml|json)\b/g);
    const hydra = Array.from(piece.matchAll(HYDRA_CONFIG), ([, name]) => `${name}.yaml`);
    const configs = [...named, ...hydra];
    const script = configs.length > 0 ? (pathsIn(piece, /\.py\b/g)[0] ?? null) : null;
    return configs.map((config) => ({ script, config }));
  });
}

function pathsIn(text: string, extension: RegExp): string[] {
  return Array.from(text.matchAll(extension), ({ 0: dotted, index }) => {
    const before = text.slice(Math.max(0, index - LONGEST_PATH), index);
    return before.slice(before.search(/[\w./\\~${}-]*$/)) + dotted;
  });
}

/** The scripts that may read a config file: those that name it, or where none does, those in whose reach it lies. */
export function readersOf(config: string, scripts: readonly ProjectScript[]): ProjectScript[] {
  const naming = scripts.filter((script) => script.configs?.some((name) => mayMean(name, script, config)));
  return naming.length > 0 ? naming : scripts.filter((script) => isInReach(config, script));
}

/** Whether a script may mean a config by a name: one that begins in its folder, in that of the project, or anywhere. */
function mayMean(name: string, script: ProjectScript, config: string): boolean {
  const place = segmentsOf(config);
  const folder = segmentsOf(script.path).slice(0, -1);
  if (segmentsOf([...folder, name].join('/')).join('/') === place.join('/')) return true;
  const written = writtenSegments(name);
  if (!endsAlike(written, place) || written.length > place.length) return false;
  return written.length > 1 || (isInReach(config, script) && !COMMON_NAME.test(written[0]));
}

/** Whether a config lies in a script's folder, below it, or in a `configs` folder (`conf`, `cfg`, ...) beside its folder. */
function isInReach(config: string, script: ProjectScript): boolean {
  const folder = segmentsOf(script.path).slice(0, -1);
  const place = segmentsOf(config);
  const common = commonStart(folder, place);
  if (common === folder.length) return true;
  const beside = folder.length - 1;
  return common === beside && place.length > beside + 1 && /^(?:conf|cfg|config)s?$/.test(place[beside]);
}
