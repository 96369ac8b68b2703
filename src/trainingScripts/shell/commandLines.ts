import type { GammaParameter, GammaSite, LostContinuation, TextSpan } from '../gammaSite';
import { moduleFile, type ProjectScript, parametersOfNamed } from '../projectScripts';
import { argumentSites } from './commandArguments';
import { lostContinuations } from './lostContinuation';
import { type ShellCommand, type ShellWord, shellCommands, spanOf } from './shell';
import { assign, expansionsOf, type ShellVariables } from './shellVariables';

/** What a file without Python says of the gamma of the project's scripts. */
export interface ConfigFacts {
  sites: GammaSite[];
  lostContinuations: LostContinuation[];
}

/** Words of a file that is about BN-VAE, whatever scripts lie beside it. */
const SPEAKS_OF_BN_VAE = /\bbn[-_ ]?vaes?\b|\bbatch[- ]?norm\w*\b[^\n]{0,200}\bvaes?\b/i;

/** `bash -c '...'` within `sbatch --wrap "..."` is as deep as people go. */
const DEEPEST = 2;

/**
 * Gamma on the command lines of a shell script, or of the shell `pieces` of another text. A command counts if it runs
 * a script of the project that takes the argument. A lost `--gamma` is found without such a script too, where the file
 * speaks of BN-VAE.
 * @param path of the file, in the same terms as the paths of `scripts`
 */
export function commandLineFacts(
  text: string,
  path: string,
  scripts: readonly ProjectScript[],
  pieces: readonly TextSpan[] = [{ from: 0, to: text.length }],
): ConfigFacts {
  const presumed = SPEAKS_OF_BN_VAE.test(text) ? [{ option: '--gamma', key: null }] : [];
  const sites: GammaSite[] = [];
  const lost: LostContinuation[] = [];
  for (const piece of pieces) {
    const variables: ShellVariables = new Map();
    const losable = new Map<ShellCommand, GammaParameter[]>();
    const read = (commands: ShellCommand[], depth: number) => {
      for (const command of commands) {
        if (/^(?:echo|printf)$/.test(command.words[0].text)) continue;
        const inner = depth > 0 ? command.words.flatMap((word) => commandsIn(word, text)) : [];
        read(inner, depth - 1);
        if (assign(command.words, variables)) continue;
        const parameters = parametersOf(command, path, scripts, variables);
        if (!parameters) continue;
        sites.push(...argumentSites(command.words, parameters, variables));
        losable.set(command, parameters.length ? parameters : presumed);
      }
    };
    const commands = shellCommands(text, piece.from, piece.to);
    read(commands, DEEPEST);
    lost.push(...lostContinuations(text, commands, losable));
  }
  return { sites: merged(sites), lostContinuations: lost };
}

/** The commands in a word: `$(python train.py)`, or a quoted line that names a script. */
function commandsIn(word: ShellWord, text: string): ShellCommand[] {
  if (!/\s/.test(word.text) || !word.text.includes('.py')) return [];
  const substitution = /(?:\$\(|`)([\s\S]*)[)`]$/.exec(word.text);
  const start = substitution ? word.text.length - 1 - substitution[1].length : 0;
  const { from, to } = spanOf(word, start, word.text.length - (substitution ? 1 : 0));
  return shellCommands(text, from, to);
}

/** Parameters of the script that a command runs, none where the project does not know it; null where it runs none. */
function parametersOf(
  { words }: ShellCommand,
  path: string,
  scripts: readonly ProjectScript[],
  variables: ShellVariables,
): GammaParameter[] | null {
  const all = words.flatMap((word) => expansionsOf(word, variables)).map(({ word }) => word.text);
  const references = all.flatMap((word, k) => {
    if (word.endsWith('.py')) return [word];
    return all[k - 1] === '-m' ? [moduleFile(word)] : [];
  });
  if (references.length === 0) return null;
  for (const reference of references) {
    const parameters = parametersOfNamed(reference, path, scripts);
    if (parameters) return parameters;
  }
  return [];
}

/** A literal that several commands use is one site. */
function merged(sites: GammaSite[]): GammaSite[] {
  const byPlace = new Map<number, GammaSite>();
  for (const site of sites) {
    const known = byPlace.get(site.span.from);
    if (known) known.uses.push(...site.uses);
    else byPlace.set(site.span.from, site);
  }
  return [...byPlace.values()];
}
