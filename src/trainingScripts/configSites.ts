import { readersOf } from './configReaders';
import type { ConfigNumber } from './configs/configNumbers';
import { jsonNumbers } from './configs/jsonConfig';
import { launchSites } from './configs/launchJson';
import { tomlNumbers } from './configs/tomlConfig';
import { yamlNumbers } from './configs/yamlConfig';
import type { GammaSite } from './gammaSite';
import type { ProjectScript } from './projectScripts';
import { type ConfigFacts, commandLineFacts } from './shell/commandLines';
import { shellBlocks } from './shell/markdown';

const NUMBERS: Record<string, (text: string) => ConfigNumber[]> = {
  yaml: yamlNumbers,
  yml: yamlNumbers,
  toml: tomlNumbers,
  json: jsonNumbers,
};

const NOTHING: ConfigFacts = { sites: [], lostContinuations: [] };

/** A sidecar records what a run had; it sets nothing. */
const SIDECAR = /(?:^|[/\\.])meta\.json$/;

/**
 * What a file without Python says of the gamma of the project's scripts: a shell script, the shell blocks of Markdown,
 * a launch.json, or a YAML, TOML or JSON config that one of the scripts may read. Nothing for files of other names.
 * @param path of the file, in the same terms as the paths of `scripts`
 */
export function configSites(path: string, text: string, scripts: readonly ProjectScript[]): ConfigFacts {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const names = scripts
    .flatMap((script) => script.parameters)
    .flatMap(({ option, key }) => [option, key])
    .filter((name) => name !== null);
  if (/^(?:sh|bash|md)$/.test(extension)) {
    // BN-VAE's own option can be lost where there is no script.
    if (!mentionsOne(text, [...names, '--gamma'])) return NOTHING;
    return commandLineFacts(text, path, scripts, extension === 'md' ? shellBlocks(text) : undefined);
  }
  if (/(?:^|[/\\])launch\.json$/.test(path)) {
    return mentionsOne(text, names) ? { ...NOTHING, sites: launchSites(text, path, scripts) } : NOTHING;
  }
  const numbersOf = NUMBERS[extension];
  if (!numbersOf || SIDECAR.test(path)) return NOTHING;
  return { ...NOTHING, sites: keySites(path, text, scripts, numbersOf) };
}

/** The numbers of a config whose key a script in reach reads. */
function keySites(
  path: string,
  text: string,
  scripts: readonly ProjectScript[],
  numbersOf: (text: string) => ConfigNumber[],
): GammaSite[] {
  const keysOf = (some: readonly ProjectScript[]) =>
    some.flatMap(({ parameters }) => parameters.flatMap(({ key }) => key ?? []));
  if (!mentionsOne(text, keysOf(scripts))) return [];
  const keys = keysOf(readersOf(path, scripts));
  // Hydra's config groups: conf/model/bn_vae.yaml holds what the script reads as model.
  const group = path.split(/[/\\]/).at(-2);
  return numbersOf(text).flatMap(({ key, value, span }) => {
    const name = [key, `${group}.${key}`].find((name) => keys.includes(name));
    return name && Number.isFinite(value)
      ? { span, literal: span, gamma: value, source: 'config', name, uses: [], batchNorm: null }
      : [];
  });
}

/** Whether the last word of one of these names stands in a text: without it, nothing of it needs to be parsed. */
function mentionsOne(text: string, names: string[]): boolean {
  return names.some((name) => text.includes(name.slice(name.search(/[^-_.]+$/))));
}
