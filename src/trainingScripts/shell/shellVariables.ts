import { type ShellWord, sliceWord, splitWord } from './shell';

/** The words that a variable may hold: of its last assignment, of an array, or of a loop one after another. */
export type ShellVariables = Map<string, ShellWord[]>;

/** `$NAME`, `${NAME}`, `${NAME[@]}`, `${NAME:-default}`; a script's own arguments, `${1:-default}`, are variables too. */
const REFERENCE = /^\$(?:(\w+)|\{(\w+)(?:\[[@*]\])?(?::?[-=]([\s\S]*))?\})$/;

const ASSIGNMENT = /^([A-Za-z_]\w*)(\+?)=\(?/;

/** What may stand before a command: a prompt, a keyword, a builtin that declares. */
const LEADING = /^(?:[{!$%]|do|then|else|time|export|local|readonly|declare|typeset|-[a-zA-Z]+)$/;

/** An array may be long, and may name itself. */
const MOST_WORDS = 256;

/**
 * Takes note of what a command assigns: `A=1 B=2`, `export A=1`, `A=(1 2)`, `A+=(3)`, `for A in 1 2`.
 * @returns whether it does nothing else. `A=1 command` is no such command: the shell expands its `$A` before.
 */
export function assign(words: readonly ShellWord[], variables: ShellVariables): boolean {
  const start = words.findIndex(({ text }) => !LEADING.test(text));
  const [first, ...rest] = start < 0 ? [] : words.slice(start);
  if (!first) return false;
  const set = (name: string, values: ShellWord[], before: ShellWord[]) => {
    const earlier = variables.get(name) ?? [];
    const own = (word: ShellWord) => (referenceIn(word)?.name === name ? earlier : [word]);
    variables.set(name, [...before, ...values.flatMap(splitWord).flatMap(own)].slice(0, MOST_WORDS));
  };
  if (first.text === 'for' && rest[1]?.text === 'in') {
    set(rest[0].text, rest.slice(2), []);
    return true;
  }
  const assignments = (first.text.endsWith('=(') ? [first] : [first, ...rest]).map((word) =>
    ASSIGNMENT.exec(word.text),
  );
  if (assignments.some((assignment) => !assignment)) return false;
  for (const [k, [target, name, appends]] of assignments.map((found) => found!).entries()) {
    const values = target.endsWith('(') ? rest : [sliceWord([first, ...rest][k], target.length)];
    set(name, values, appends ? (variables.get(name) ?? []) : []);
  }
  return true;
}

/** The variable that a word consists of, and its default; null for any other word. */
function referenceIn(word: ShellWord): { name: string; fallback: ShellWord | null } | null {
  const found = REFERENCE.exec(word.text);
  if (!found) return null;
  const [, bare, braced, fallback] = found;
  const end = word.text.length - 1;
  return { name: bare ?? braced, fallback: fallback ? sliceWord(word, end - fallback.length, end) : null };
}

/** What the variable that a word consists of may hold, or else its default; null where nothing is known of it. */
export function heldBy(word: ShellWord, variables: ShellVariables): { name: string; words: ShellWord[] } | null {
  const reference = referenceIn(word);
  if (!reference) return null;
  const words = variables.get(reference.name) ?? (reference.fallback ? [reference.fallback] : []);
  return words.length ? { name: reference.name, words } : null;
}

/** A word that takes the place of another, and the last variable that led to it. */
export interface Expansion {
  word: ShellWord;
  variable: string | null;
}

/** The words that a word may stand for, through variables of variables; itself where there is none. */
export function expansionsOf(word: ShellWord, variables: ShellVariables): Expansion[] {
  const found: Expansion[] = [];
  const expand = (word: ShellWord, variable: string | null, outer: readonly string[]) => {
    const held = heldBy(word, variables);
    if (!held || outer.includes(held.name)) found.push({ word, variable });
    else for (const value of held.words) if (found.length < MOST_WORDS) expand(value, held.name, [...outer, held.name]);
  };
  expand(word, null, []);
  return found;
}
