import type { SyntaxNode } from '@lezer/common';
import { basesOf, derivedFrom } from './classes';
import { callsOf, definitionAt } from './lookUp';
import type { Script } from './nameIndex';
import {
  argumentAt,
  argumentParameters,
  argumentsOf,
  calleeName,
  childOf,
  childrenOf,
  classAround,
  definedName,
  functionAround,
  methodOf,
  type Parameter,
  pathOf,
  sameNode,
  splitAtCommas,
} from './syntax';
import { type Frame, frameOf } from './walk';

/** A call of a function. */
export interface Run {
  call: SyntaxNode;
  /** What is known where the call stands. */
  outer: Frame | null;
  /** Arguments before the first parameter that is not `self`: one in `Base.__init__(self, gamma)`. */
  before: number;
}

/** A function called more often than this is a helper of many things. */
const MAX_CALLS = 12;

/** The calls that run a function: the known one, or else all of this file. */
export function callsThatRun(definition: SyntaxNode, script: Script, frame: Frame | null): Run[] {
  const { text } = script;
  const name = definedName(definition, text);
  const owner = isMethod(definition) ? classAround(definition) : null;
  const known = frameOf(name === '__init__' && owner ? owner : definition, frame);
  if (known) return [{ call: known.call, outer: known.outer, before: 0 }];
  // What is passed to the forward pass are tensors.
  if (owner && /^(forward|call|__call__)$/.test(name)) return [];
  if (owner && name === '__init__') return constructorCalls(owner, script, frame, 0).slice(0, MAX_CALLS);
  const calls = callsOf(script, name).filter((call) => sameNode(functionCalled(call, script), definition));
  return calls.slice(0, MAX_CALLS).map((call) => ({ call, outer: frame, before: 0 }));
}

/** The calls that make an object of a class by its name. */
export function callsThatMake(owner: SyntaxNode, script: Script): SyntaxNode[] {
  const calls = callsOf(script, definedName(owner, script.text));
  return calls.filter((call) => sameNode(classCalled(call, script), owner)).slice(0, MAX_CALLS);
}

/** The calls that run the constructor of a class: those by its name, and those of the classes derived from it. */
function constructorCalls(owner: SyntaxNode, script: Script, frame: Frame | null, depth: number): Run[] {
  const { text } = script;
  const name = definedName(owner, text);
  const byName = callsThatMake(owner, script).map((call) => ({ call, outer: frame, before: 0 }));
  if (depth > 4) return byName;
  const inherited = derivedFrom(owner, script).flatMap((derived) => {
    const init = methodOf(derived, '__init__', text);
    // What makes the derived object is known already, where its frame is.
    if (!init) {
      const known = frameOf(derived, frame);
      return known
        ? [{ call: known.call, outer: known.outer, before: 0 }]
        : constructorCalls(derived, script, frame, depth + 1);
    }
    return callsOf(script, '__init__', derived)
      .filter((call) => sameNode(classAround(call), derived))
      .map((call) => ({ call, outer: frame, before: pathOf(call.firstChild, text) === `${name}.__init__` ? 1 : 0 }));
  });
  return [...byName, ...inherited];
}

/** The class of this file that a call makes an object of. */
export function classCalled(call: SyntaxNode, script: Script): SyntaxNode | null {
  const definition = definitionAt(script, calleeName(call, script.text) ?? '', call.from);
  return definition?.name === 'ClassDefinition' ? definition : null;
}

/** The function of this file that a call runs: a method of `self`, or of any object if one class only has it. */
export function functionCalled(call: SyntaxNode, script: Script): SyntaxNode | null {
  const { text } = script;
  const name = calleeName(call, text) ?? '';
  if (call.firstChild?.name === 'VariableName') {
    const definition = definitionAt(script, name, call.from);
    return definition?.name === 'FunctionDefinition' && !isMethod(definition) ? definition : null;
  }
  const methods = (script.definitions.get(name) ?? []).filter(
    (definition) => definition.name === 'FunctionDefinition' && isMethod(definition),
  );
  const owner = pathOf(call.firstChild, text) === `self.${name}` ? classAround(call) : null;
  const own =
    owner &&
    [owner, ...basesOf(owner, script)].map((each) => methodOf(each, name, text)).find((method) => method !== null);
  return own ?? (methods.length === 1 ? methods[0] : null);
}

function isMethod(definition: SyntaxNode): boolean {
  return !functionAround(definition) && classAround(definition) !== null;
}

/** What a call passes for a parameter; `bundle` where it is one of the entries of `**value`. Null: nothing. */
export function argumentFor(
  run: Run,
  definition: SyntaxNode,
  name: string,
  text: string,
): { value: SyntaxNode; bundle: boolean } | null {
  const list = argumentsOf(run.call, text);
  const declared = argumentParameters(definition, text);
  const index = declared.findIndex((parameter) => parameter.name === name);
  const position = declared[index]?.positional ? index + run.before : null;
  const value = argumentAt(list, position, name);
  if (value) return { value, bundle: false };
  const bundle = list.find(({ star }) => star === '**');
  return bundle ? { value: bundle.value, bundle: true } : null;
}

/** The parameter of the function that a call runs which takes one of its arguments; null where none does. */
export function parameterGiven(
  call: SyntaxNode,
  argument: SyntaxNode,
  definition: SyntaxNode,
  text: string,
): Parameter | null {
  const list = argumentsOf(call, text);
  const index = list.findIndex(({ value }) => sameNode(value, argument));
  if (index < 0) return null;
  const { keyword } = list[index];
  const parameters = argumentParameters(definition, text);
  return (keyword ? parameters.find(({ name }) => name === keyword) : parameters[index]) ?? null;
}

/** What a function returns, each as its items: one, or those of a tuple. */
export function returnsOf(definition: SyntaxNode): SyntaxNode[][] {
  const returns: SyntaxNode[][] = [];
  childOf(definition, 'Body')
    ?.cursor()
    .iterate((node) => {
      if (node.name === 'FunctionDefinition' || node.name === 'ClassDefinition' || node.name === 'LambdaExpression')
        return false;
      if (node.name !== 'ReturnStatement') return;
      const items = childrenOf(node.node).slice(1);
      const tuple = items.length === 1 && items[0].name === 'TupleExpression' ? childrenOf(items[0]) : items;
      returns.push(splitAtCommas(tuple).map(([item]) => item));
    });
  return returns.filter((items) => items.length > 0);
}
