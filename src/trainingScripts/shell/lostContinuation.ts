import type { GammaParameter, LostContinuation, TextEdit } from '../gammaSite';
import { argumentsAt } from './commandArguments';
import { type ShellCommand, spanOf } from './shell';

/** What stands between a command and the line after it, where nothing but a backslash is missing. */
const GAP = /^[ \t]*(?:\\[ \t]+)?\r?\n[ \t]*$/;

/**
 * Lines that begin with an option and hold gamma, whose line before does not continue: the shell takes them for a
 * command of their own, so the script never gets them.
 * @param commands of a piece of text, in order
 * @param losable the parameters of the scripts that some of them run
 */
export function lostContinuations(
  text: string,
  commands: readonly ShellCommand[],
  losable: ReadonlyMap<ShellCommand, GammaParameter[]>,
): LostContinuation[] {
  const lost: LostContinuation[] = [];
  let parameters: GammaParameter[] = [];
  let repairs: TextEdit[] = [];
  for (const [k, command] of commands.entries()) {
    const before = commands[k - 1];
    const repair = before && /^--?[A-Za-z]/.test(command.words[0].text) && repairOf(text, before, command);
    if (!repair) {
      parameters = losable.get(command) ?? [];
      repairs = [];
      continue;
    }
    repairs = [...repairs, repair];
    for (const [k, word] of command.words.entries()) {
      const [argument] = argumentsAt(word, command.words[k + 1], parameters);
      if (!argument) continue;
      const value = Number(argument.value.text);
      lost.push({
        span: { from: spanOf(word).from, to: spanOf(argument.value).to },
        repairs,
        option: argument.name,
        value: Number.isFinite(value) ? value : null,
      });
    }
  }
  return lost;
}

/** The edit that makes two commands one; null where more lies between than the end of a line. */
function repairOf(text: string, before: ShellCommand, after: ShellCommand): TextEdit | null {
  const gap = GAP.exec(text.slice(before.span.to, after.span.from));
  if (!gap) return null;
  const from = before.span.to;
  const to = from + gap[0].search(/\r?\n/);
  return { span: { from, to }, text: ' \\' };
}
