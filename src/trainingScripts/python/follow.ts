import type { SyntaxNode } from '@lezer/common';
import type { Assignment } from './assignments';
import { functionCalled, returnsOf } from './callSites';
import { assignmentsTo, definitionAt } from './lookUp';
import { member, memberExpression, readKey } from './members';
import type { Script } from './nameIndex';
import { parameterValues } from './parameters';
import {
  argumentAt,
  argumentsOf,
  calleeName,
  childrenOf,
  classAround,
  contains,
  handsOn,
  parametersOf,
  sameNode,
  scopeOf,
  splitAtCommas,
  textOf,
} from './syntax';
import {
  arrived,
  deeper,
  type Frame,
  MAX_DEPTH,
  named,
  type Reached,
  type Trail,
  through,
  type Walk,
  within,
} from './walk';

/** Enough for scripts with a gamma for each of several models. */
const MAX_REACHED = 12;
/** A value takes some ten steps. */
const MAX_STEPS = 1000;
/** Calls that give their first argument another type. */
const WRAPS =
  /^(float|int|tensor|as_tensor|Tensor|array|asarray|from_numpy|convert_to_tensor|to_tensor|\w+Tensor|constant|Constant|constant_initializer|Buffer|Variable|float32|float64|tile|repeat|broadcast_to|deepcopy|copy|vars|asdict|field|Field|ib|attrib|structured|create|to_container|cast|EasyDict|edict|AttrDict|Munch|DictConfig|ConfigDict|Box|dict)$/;
const WRAPPED_KEYWORD = /^(data|value|default|initial_value)$/;
/** Calls that return what they parsed as the first item of a tuple, or as all of them. */
const PARSES_KNOWN = /^parse_known(_intermixed)?_args$/;
const PARSES_CLASSES = /^parse_args_into_dataclasses$/;
const NO_TRAIL: Trail = { name: null, uses: [], parameters: [] };

/**
 * Follows an expression through the names, attributes, parameters and options of the script to the expressions that
 * give its value; several where the script may take either. What the script does not say ends as `outside`.
 */
export function follow(script: Script, node: SyntaxNode, frame: Frame | null = null): Reached[] {
  return step(node, {
    script,
    frame,
    trail: NO_TRAIL,
    depth: 0,
    left: { steps: MAX_STEPS },
    follow: step,
    assigned,
    member,
  });
}

/** Whether a value is written where it stands: a number, possibly with a sign, or None. */
export function isBare(node: SyntaxNode): boolean {
  return (
    node.name === 'Number' ||
    node.name === 'None' ||
    (node.name === 'UnaryExpression' && node.lastChild?.name === 'Number')
  );
}

function step(node: SyntaxNode, walk: Walk): Reached[] {
  if (walk.depth > MAX_DEPTH || walk.left.steps-- <= 0) return [];
  const children = childrenOf(node);
  const on = (next: SyntaxNode | undefined) => (next ? step(next, deeper(walk)) : []);
  switch (node.name) {
    case 'ParenthesizedExpression':
      return on(children[1]);
    case 'NamedExpression':
      return on(children[children.length - 1]);
    case 'ConditionalExpression':
      return some(chosenBranches([children[0], children[4]], walk.script.text).flatMap(on));
    case 'BinaryExpression': {
      if (children[1]?.name !== 'or') return arrived(walk, node);
      const left = on(children[0]).filter((reached) => !reached.outside && reached.node.name !== 'None');
      return left.length > 0 ? left : on(children[2]);
    }
    case 'VariableName':
      return variable(node, walk);
    case 'MemberExpression':
      return some(memberExpression(node, walk));
    case 'CallExpression':
      return some(call(node, walk));
    default:
      return arrived(walk, node);
  }
}

/** A bare number such as -1 beside a name only switches batch norm off; of two numbers only the positive ones count. */
function chosenBranches(branches: (SyntaxNode | undefined)[], text: string): SyntaxNode[] {
  const written = branches.filter((branch) => branch !== undefined);
  const isSwitch = (branch: SyntaxNode) => isBare(branch) && !(Number(textOf(branch, text)) > 0);
  const named = written.filter((branch) => !isBare(branch));
  return named.length > 0 ? named : written.filter((branch) => !isSwitch(branch));
}

function variable(node: SyntaxNode, walk: Walk): Reached[] {
  const { script } = walk;
  const name = textOf(node, script.text);
  const on = named(walk, name);
  const assignedIn = (span?: SyntaxNode) =>
    assignmentsTo(script, name, span).filter(({ target }) => target.name === 'VariableName');
  let scope = scopeOf(node);
  // The names of a class are seen in its body, not in its methods.
  const inClassBody = scope === null && classAround(node) !== null;
  for (; scope; scope = scopeOf(scope)) {
    const here = assignedIn(scope).filter(({ statement }) => sameNode(scopeOf(statement), scope));
    if (here.length > 0) return some(assigned(here, node, on));
    const isParameter = parametersOf(scope, script.text).some((parameter) => parameter.name === name);
    if (isParameter) return some(parameterValues(scope, name, on));
  }
  const atTop = assignedIn().filter(({ statement }) => !scopeOf(statement) && (inClassBody || !classAround(statement)));
  if (atTop.length > 0) return some(assigned(atTop, node, on));
  const definition = definitionAt(script, name, node.from);
  return definition ? arrived(on, definition) : arrived(on, node, script.imports.has(name) ? [] : [name]);
}

/** What the assignments to a name give it at `use`. */
function assigned(assignments: Assignment[], use: SyntaxNode, walk: Walk): Reached[] {
  return mayHold(assignments, use).flatMap(({ value, position, each, update, statement }) => {
    const on = through(walk, statement);
    if (update) return arrived(on, statement);
    if (each) {
      const items = /^(Array|Tuple)Expression$/.test(value.name) ? splitAtCommas(childrenOf(value)) : [];
      return items.flatMap(([item]) => step(item, on));
    }
    return position === null ? step(value, on) : unpackedItem(value, position, on);
  });
}

/** The last assignment that surely ran before `use`, and those after it that may have. */
function mayHold(assignments: Assignment[], use: SyntaxNode): Assignment[] {
  const scope = scopeOf(use);
  const isHere = ({ statement }: Assignment) => scopeOf(statement)?.from === scope?.from;
  // A loop variable holds in its loop already.
  const hasRun = ({ each, value, statement }: Assignment) => (each ? value : statement).to <= use.from;
  const before = assignments.filter((assignment) => isHere(assignment) && hasRun(assignment));
  const candidates = before.length > 0 ? before : assignments.filter(({ statement }) => !contains(statement, use));
  const held: Assignment[] = [];
  for (const assignment of candidates.reverse()) {
    held.unshift(assignment);
    const block = assignment.statement.parent!;
    const isWholeBody = block.name === 'Script' || /Definition$/.test(block.parent?.name ?? '');
    if (before.length > 0 ? contains(block, use) : isWholeBody) break;
  }
  return held;
}

/** One item of `a, b = value`. */
function unpackedItem(value: SyntaxNode, position: number, walk: Walk): Reached[] {
  if (value.name !== 'CallExpression') return [];
  const callee = calleeName(value, walk.script.text) ?? '';
  if ((position === 0 && PARSES_KNOWN.test(callee)) || PARSES_CLASSES.test(callee)) return arrived(walk, value);
  const definition = functionCalled(value, walk.script);
  if (!definition) return [];
  const inside = within(walk, { definition, call: value, outer: walk.frame });
  return returnsOf(definition).flatMap((items) => (items[position] ? step(items[position], inside) : []));
}

function call(node: SyntaxNode, walk: Walk): Reached[] {
  const { script } = walk;
  if (handsOn(node, script.text)) return step(node.firstChild!.firstChild!, deeper(walk));
  const key = readKey(node, walk);
  if (key) return key;
  const callee = calleeName(node, script.text) ?? '';
  const list = argumentsOf(node, script.text);
  const [first] = list;
  // A parameter that is trained does not keep the value it is made with.
  const trained = argumentAt(list, 1, 'requires_grad');
  if (callee === 'Parameter' && first && trained && textOf(trained, script.text) === 'False')
    return step(first.value, deeper(walk));
  if (WRAPS.test(callee) && first && !first.star && (!first.keyword || WRAPPED_KEYWORD.test(first.keyword))) {
    return step(first.value, deeper(walk));
  }
  const factory = argumentAt(list, null, 'default_factory');
  if (factory?.name === 'LambdaExpression') return step(factory.lastChild!, deeper(walk));
  const definition = functionCalled(node, script);
  if (!definition) return arrived(walk, node);
  const inside = within(walk, { definition, call: node, outer: walk.frame });
  return returnsOf(definition).flatMap((items) => (items.length === 1 ? step(items[0], inside) : []));
}

function some(reached: Reached[]): Reached[] {
  return reached.slice(0, MAX_REACHED);
}
