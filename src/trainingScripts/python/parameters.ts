import type { SyntaxNode } from '@lezer/common';
import type { Callable, GammaParameter } from '../gammaSite';
import { argumentFor, callsThatRun } from './callSites';
import { callsOf, definitionAt } from './lookUp';
import { decoratorNamed, decoratorOption, flagOf, optionValues, typerOption } from './options';
import { argumentParameters, argumentsOf, calleeName, classAround, definedName, parametersOf, textOf } from './syntax';
import { arrived, deeper, MAX_DEPTH, past, type Reached, through, type Walk, within } from './walk';

/** What the calls of a function pass for a parameter; its default where one does not; else it comes from outside. */
export function parameterValues(definition: SyntaxNode, name: string, walk: Walk): Reached[] {
  const { script } = walk;
  const { text } = script;
  const declared = parametersOf(definition, text).find((parameter) => parameter.name === name);
  if (!declared || walk.depth > MAX_DEPTH) return [];
  const { default: value, annotation } = declared;
  const option = decoratorOption(definition, name, text);
  if (option) return optionValues([option], definition, walk);
  if (value && calleeName(value, text) === 'Option') return optionValues([typerOption(value, name, text)], value, walk);
  const calls = callsThatRun(definition, script, walk.frame);
  let missing = calls.length === 0;
  const found = calls.flatMap((run) => {
    const argument = argumentFor(run, definition, name, text);
    if (!argument) missing = true;
    if (!argument) return [];
    const on = within(through(walk, run.call), run.outer);
    // The insides of `**cfg` are members of what it names.
    return argument.bundle ? walk.member(argument.value, name, on) : walk.follow(argument.value, on);
  });
  const annotated = annotation && definitionAt(script, textOf(annotation, text), definition.from);
  // What is passed comes from outside, but its class is here.
  if (!missing && !(annotated && found.every(({ outside }) => outside))) return found;
  if (value && value.name !== 'None') {
    const on = calls.length === 0 ? past(walk, wayInto(definition, name, walk)) : deeper(walk);
    return [...found, ...walk.follow(value, on)];
  }
  if (annotated) return [...found, ...arrived(walk, annotated)];
  return found.length > 0 ? found : arrived(walk, definition, [name]);
}

/** A function that this file never calls is called from another one, or by a tool that makes a command line of it. */
function wayInto(definition: SyntaxNode, name: string, { script }: Walk): GammaParameter {
  const own = definedName(definition, script.text);
  const isGiven = (tool: string) =>
    callsOf(script, tool).some((call) =>
      argumentsOf(call, script.text).some(({ value }) => textOf(value, script.text) === own),
    );
  const isCommand = decoratorNamed(definition, 'command', script.text) || ['run', 'Fire', 'cli'].some(isGiven);
  if (isCommand && !classAround(definition)) return { option: flagOf(name), key: null };
  return { option: null, key: name, of: callableOf(definition, name, script.text) };
}

/** What another file calls to pass the parameter `name` of a definition. */
export function callableOf(definition: SyntaxNode, name: string, text: string): Callable {
  const declared = argumentParameters(definition, text);
  const index = declared.findIndex((parameter) => parameter.name === name);
  const own = definedName(definition, text);
  const owner = own === '__init__' ? classAround(definition) : null;
  return {
    callee: owner ? definedName(owner, text) : own,
    parameter: name,
    position: declared[index]?.positional ? index : null,
  };
}
