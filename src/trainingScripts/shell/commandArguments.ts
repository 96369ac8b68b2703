import type { GammaParameter, GammaSite } from '../gammaSite';
import { type ShellWord, sliceWord, spanOf } from './shell';
import { expansionsOf, heldBy, type ShellVariables } from './shellVariables';

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/**
 * The places that give a script's gamma among the words of its command line: `--gamma 1.5`, `--gamma=1.5` or, for a
 * config key, Hydra's `model.gamma=1.5` and `model.gamma=0.5,1.5`. Variables are followed to each literal they may
 * hold; options may stand in a variable too, as in `$ARGS` or `"${ARGS[@]}"`.
 */
export function argumentSites(
  words: readonly ShellWord[],
  parameters: readonly GammaParameter[],
  variables: ShellVariables = new Map(),
  depth = 2,
): GammaSite[] {
  const held = words.flatMap((word) => heldBy(word, variables) ?? []);
  return [
    ...words.flatMap((word, k) => argumentsAt(word, words[k + 1], parameters)).flatMap((a) => sitesOf(a, variables)),
    ...(depth > 0 ? held.flatMap((list) => argumentSites(list.words, parameters, variables, depth - 1)) : []),
  ];
}

function sitesOf({ name, value }: Argument, variables: ShellVariables): GammaSite[] {
  return expansionsOf(value, variables)
    .filter(({ word }) => NUMBER.test(word.text))
    .map(({ word, variable }) => ({
      span: spanOf(word),
      literal: spanOf(word),
      gamma: Number(word.text),
      source: 'argument',
      // `$1` is no name that says anything.
      name: variable && !/^\d/.test(variable) ? variable : name,
      uses: variable ? [spanOf(value)] : [],
      batchNorm: null,
    }));
}

interface Argument {
  /** As it is written, e.g. `--gamma`. */
  name: string;
  value: ShellWord;
}

/** The argument that a word begins: one, or each of a list; none where the word names no parameter. */
export function argumentsAt(
  word: ShellWord,
  next: ShellWord | undefined,
  parameters: readonly GammaParameter[],
): Argument[] {
  const equals = word.text.indexOf('=');
  const head = equals < 0 ? word.text : word.text.slice(0, equals);
  const isOption = parameters.some(({ option }) => option && dashed(option) === dashed(head));
  if (equals < 0) return isOption && next ? [{ name: head, value: next }] : [];
  // Hydra adds a key by +key=, and overrides or adds it by ++key=.
  const name = isOption ? head : head.replace(/^\+{1,2}/, '');
  if (!isOption && !parameters.some(({ key }) => key === name)) return [];
  return listItems(sliceWord(word, equals + 1)).map((value) => ({ name, value }));
}

/** Which of the two joins the words of an option is not always known from the name a script reads it by. */
const dashed = (option: string) => option.replaceAll('_', '-');

function listItems(word: ShellWord): ShellWord[] {
  return [...word.text.matchAll(/[^,]+/g)].map(({ 0: item, index }) => sliceWord(word, index, index + item.length));
}
