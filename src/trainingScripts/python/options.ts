import type { SyntaxNode } from '@lezer/common';
import { callsOf } from './lookUp';
import type { Script } from './nameIndex';
import { type Argument, argumentAt, argumentsOf, childrenOf, stringOf, textOf } from './syntax';
import { arrived, named, past, type Reached, type Walk } from './walk';

/** An option of the command line: of argparse, absl, click or typer. */
export interface Option {
  /** As it is typed, e.g. `--bn-gamma`; null where only a default is set. */
  flag: string | null;
  /** The name the script reads it by, e.g. `bn_gamma`. */
  name: string;
  default: SyntaxNode | null;
}

const ABSL_FLAG = /^DEFINE_(float|integer|string|enum)$/;

const declaredOptions = new WeakMap<Script, Option[]>();

/** Options that the script declares for whatever reads `name`: argparse's and absl's. */
export function optionsNamed(script: Script, name: string): Option[] {
  const declared = declaredIn(script).filter((option) => option.name === name);
  // What set_defaults sets holds instead of the option's own default.
  const set = callsOf(script, 'set_defaults').flatMap((call) => {
    const value = argumentAt(argumentsOf(call, script.text), null, name);
    return value ? [{ flag: declared[0]?.flag ?? null, name, default: value }] : [];
  });
  return set.length > 0 ? set : declared;
}

function declaredIn(script: Script): Option[] {
  const known = declaredOptions.get(script);
  if (known) return known;
  const absl = ['DEFINE_float', 'DEFINE_integer', 'DEFINE_string'].flatMap((callee) => callsOf(script, callee));
  const options = [
    ...callsOf(script, 'add_argument').map((call) => flagged(call, script.text)),
    ...absl.map((call) => abslOption(call, script.text)),
  ].filter((option) => option !== null);
  declaredOptions.set(script, options);
  return options;
}

/** Whether a call is absl's declaration of a flag, which is read as `GAMMA.value`. */
export function isAbslFlag(callee: string): boolean {
  return ABSL_FLAG.test(callee);
}

/** Option of `DEFINE_float('gamma', 0.5, 'help')`. */
export function abslOption(call: SyntaxNode, text: string): Option | null {
  const list = argumentsOf(call, text);
  const name = argumentAt(list, 0, 'name');
  if (name?.name !== 'String') return null;
  const word = stringOf(name, text);
  return { flag: `--${word}`, name: word, default: argumentAt(list, 1, 'default') };
}

/** The option that `@click.option('--gamma', default=0.5)` passes to the parameter `name`. */
export function decoratorOption(definition: SyntaxNode, name: string, text: string): Option | null {
  const options = decoratorsOf(definition, 'option', text).map((decorator) => flagged(decorator, text));
  return options.find((option) => option?.name === name) ?? null;
}

/** Whether a definition is decorated by `@name` or `@anything.name`. */
export function decoratorNamed(definition: SyntaxNode, name: string, text: string): boolean {
  return decoratorsOf(definition, name, text).length > 0;
}

function decoratorsOf(definition: SyntaxNode, name: string, text: string): SyntaxNode[] {
  const decorators = definition.parent?.name === 'DecoratedStatement' ? definition.parent.getChildren('Decorator') : [];
  return decorators.filter((decorator) => {
    const last = childrenOf(decorator).findLast(({ name }) => name === 'VariableName');
    return last && textOf(last, text) === name;
  });
}

/** `typer.Option(0.5, '--gamma')` as the default of the parameter `name`. */
export function typerOption(call: SyntaxNode, name: string, text: string): Option {
  const list = argumentsOf(call, text);
  const flag = flagsOf(list, text).find((word) => word.startsWith('--'));
  return { flag: flag ?? flagOf(name), name, default: argumentAt(list, 0, 'default') };
}

/** Follows options to their defaults; what has none comes from outside. */
export function optionValues(options: Option[], use: SyntaxNode, walk: Walk): Reached[] {
  return options.flatMap((option) => {
    const name = option.flag ?? walk.trail.name;
    const on = named(option.flag ? past(walk, { option: option.flag, key: null }) : walk, name);
    if (!option.default || option.default.name === 'None') return arrived(on, use, []);
    return walk.follow(option.default, on);
  });
}

/** The option that tools derive from a name: `--bn-gamma` of `bn_gamma`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll('_', '-')}`;
}

/** The option of `add_argument('-g', '--gamma', dest='bn_gamma', default=0.5)`, or of the like. */
function flagged(call: SyntaxNode, text: string): Option | null {
  const list = argumentsOf(call, text);
  const words = flagsOf(list, text);
  const flag = words.find((word) => word.startsWith('--')) ?? words[0];
  if (flag === undefined) return null;
  // click names the parameter by a word without dashes: ('--bn-gamma', 'gamma').
  const bare = words.find((word) => !word.startsWith('-'));
  const dest = argumentAt(list, null, 'dest');
  const name = dest ? stringOf(dest, text) : (bare ?? flag.replace(/^-+/, '').replaceAll('-', '_'));
  return { flag: flag.startsWith('-') ? flag : null, name, default: argumentAt(list, null, 'default') };
}

function flagsOf(list: Argument[], text: string): string[] {
  return list
    .filter(({ keyword, value }) => keyword === null && value.name === 'String')
    .map(({ value }) => stringOf(value, text));
}
