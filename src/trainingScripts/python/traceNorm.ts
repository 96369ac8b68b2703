import type { SyntaxNode } from '@lezer/common';
import { assignmentsOf } from './assignments';
import { functionCalled } from './callSites';
import { type Fill, fillBy, type Inside, isFreezing } from './fills';
import type { Script } from './nameIndex';
import type { NormLibrary } from './normLibraries';
import { occurrencesOf, ownOccurrences } from './occurrences';
import {
  argumentAt,
  argumentsOf,
  calleeName,
  childOf,
  childrenOf,
  classAround,
  functionAround,
  handsOn,
  memberName,
  parametersOf,
  pathOf,
  sameNode,
  splitAtCommas,
  stringOf,
  textOf,
} from './syntax';

/** A call that applies a batch norm. */
export interface NormUse {
  call: SyntaxNode;
  /** What is normalized; null at the end of a sequence of layers. */
  input: SyntaxNode | null;
}

/** What a script does to a batch norm. */
export interface Traced {
  /** The last name it goes by, e.g. `self.mu_bn`; null where it has none. */
  name: string | null;
  uses: NormUse[];
  fills: Fill[];
  /** Whether its weight is excluded from training. */
  frozen: boolean;
  /** What its eps is set to afterwards. */
  eps: SyntaxNode | null;
  /** Helpers that return it. */
  returnedBy: SyntaxNode[];
}

/** What an expression holds of a batch norm: itself, its weight or all its parameters, or a container of it. */
interface Held {
  what: 'norm' | 'sequence' | 'list' | 'weight' | 'parameters';
  /** Its place among the layers of a sequence. */
  layer: { index: number; length: number } | null;
  inside: Inside;
}

/** Layers that pass the scale of the batch norm before them on. */
const KEEPS_SCALE = /^(Dropout\w*|Flatten|Unflatten|Identity|Rearrange|GaussianNoise)$/;
const LIST = /^(ModuleList|LayerList)$/;
/** Far more than a batch norm takes part in. */
const MAX_STEPS = 400;

/** Traces expressions that hold a batch norm through all names and statements that have to do with it. */
export function trace(script: Script, starts: SyntaxNode[], library: NormLibrary, known: Traced): Traced {
  const { text } = script;
  const traced: Traced = { ...known, uses: [...known.uses], fills: [...known.fills], returnedBy: [] };
  const waiting: { node: SyntaxNode; held: Held }[] = [];
  const seen = new Set<string>();
  for (const start of starts) hold(start, { what: 'norm', layer: null, inside: null });
  for (let at = 0; at < waiting.length && at < MAX_STEPS; at++) lookAround(waiting[at].node, waiting[at].held);
  return traced;

  function hold(node: SyntaxNode, held: Held): void {
    const key = `${node.from} ${node.to} ${held.what}`;
    if (!seen.has(key)) waiting.push({ node, held });
    seen.add(key);
  }

  function holdAll(target: SyntaxNode, held: Held): void {
    for (const occurrence of occurrencesOf(script, target)) hold(occurrence, held);
  }

  function lookAround(node: SyntaxNode, held: Held): void {
    const parent = node.parent;
    switch (parent?.name) {
      case 'ParenthesizedExpression':
      case 'ConditionalExpression':
        hold(parent, held);
        break;
      case 'MemberExpression':
        if (sameNode(parent.firstChild, node)) asObject(parent, held);
        break;
      case 'CallExpression':
        if (held.what === 'sequence') traced.uses.push({ call: parent, input: null });
        if (held.what === 'norm') {
          traced.uses.push({ call: parent, input: argumentAt(argumentsOf(parent, text), 0, 'input', 'inputs', 'x') });
        }
        break;
      case 'ArgList':
        asArgument(node, parent.parent!, held);
        break;
      case 'ArrayExpression':
      case 'TupleExpression':
      case 'ArrayComprehensionExpression':
        if (held.what !== 'norm') break;
        if (parent.parent?.name === 'ArgList') asLayer(node, parent, parent.parent.parent!, held);
        else hold(parent, { ...held, what: 'list' });
        break;
      case 'ForStatement':
      case 'AssignStatement':
      case 'UpdateStatement':
        inAssignment(node, parent, held);
        break;
      case 'ReturnStatement': {
        const definition = functionAround(node);
        const isAll = splitAtCommas(childrenOf(parent)).length === 1;
        if (held.what === 'norm' && definition && isAll) traced.returnedBy.push(definition);
      }
    }
  }

  /** `held.name`, `held[index]`, and calls of these. */
  function asObject(member: SyntaxNode, held: Held): void {
    const name = memberName(member, text);
    const parent = member.parent!;
    const call = parent.name === 'CallExpression' && sameNode(parent.firstChild, member) ? parent : null;
    const assigned = /^(Assign|Update)Statement$/.test(parent.name) ? assignmentsOf(parent, text) : [];
    const given = assigned.find(({ target }) => sameNode(target, member))?.value;
    const isOff = given !== undefined && textOf(given, text) === 'False';
    if (call && name === 'requires_grad_' && isFreezing(call, text)) traced.frozen = true;
    if (call && handsOn(call, text)) hold(call, held);
    else if (held.what === 'list' && name === null) hold(member, { ...held, what: 'norm' });
    else if (held.what === 'sequence' && isAt(member, held)) hold(member, { ...held, what: 'norm' });
    else if (held.what === 'weight' && (name === null || name === 'data')) hold(member, held);
    else if (held.what === 'weight' && call && name) fill(name, call, argumentsOf(call, text)[0]?.value ?? null, held);
    if (/^(weight|parameters)$/.test(held.what) && name === 'requires_grad' && isOff) traced.frozen = true;
    if (held.what !== 'norm') return;
    if (name === library.weight) hold(member, { ...held, what: 'weight' });
    if (call && /^(named_)?parameters$/.test(name ?? '')) hold(call, { ...held, what: 'parameters' });
    if (name === library.trainable && isOff) traced.frozen = true;
    if (name === library.eps.keyword && given) traced.eps = given;
  }

  function asArgument(node: SyntaxNode, call: SyntaxNode, held: Held): void {
    const list = argumentsOf(call, text);
    const index = list.findIndex(({ value }) => sameNode(value, node));
    const callee = calleeName(call, text) ?? '';
    if (index < 0) return;
    if (held.what === 'weight' && index === 0) fill(callee, call, argumentAt(list, 1, 'val', 'value'), held);
    if (held.what === 'norm') asLayer(node, childOf(call, 'ArgList')!, call, held);
    if (held.what === 'norm' && /^(add|register)_module$/.test(callee)) {
      const name = argumentAt(list, 0, 'name');
      const owner = classAround(call);
      const named = name && owner ? ownOccurrences(script, stringOf(name, text), owner) : [];
      for (const occurrence of named) hold(occurrence, held);
    }
    // A helper that is given the batch norm, as `freeze(self.mu_bn, 0.5)`.
    const definition = functionCalled(call, script);
    const parameters = definition ? parametersOf(definition, text) : [];
    const position = index + (parameters[0]?.name === 'self' ? 1 : 0);
    const { keyword } = list[index];
    const parameter = keyword ? parameters.find(({ name }) => name === keyword) : parameters[position];
    if (definition && parameter) holdAll(parameter.node, { ...held, inside: { definition, call } });
  }

  /** Among the layers of a sequence, or in a list of layers. */
  function asLayer(node: SyntaxNode, list: SyntaxNode, call: SyntaxNode, held: Held): void {
    const callee = calleeName(call, text) ?? '';
    if (LIST.test(callee)) hold(call, { ...held, what: 'list' });
    if (callee !== 'Sequential') return;
    const items = splitAtCommas(childrenOf(list)).map(([item]) => item);
    const index = items.findIndex((item) => sameNode(item, node));
    // Another layer after it would make of the mean what is no longer normalized.
    const isLast = items.slice(index + 1).every((item) => KEEPS_SCALE.test(calleeName(item, text) ?? ''));
    if (isLast) hold(call, { ...held, what: 'sequence', layer: { index, length: items.length } });
  }

  function inAssignment(node: SyntaxNode, statement: SyntaxNode, held: Held): void {
    for (const { target, value, update, each, position } of assignmentsOf(statement, text)) {
      if (sameNode(target, node) && held.what === 'weight' && (update === null || update === '*=')) {
        traced.fills.push({ value, at: statement, inside: held.inside });
        if (calleeName(value, text) === 'Parameter' && isFreezing(value, text)) traced.frozen = true;
      }
      if (!sameNode(value, node)) continue;
      // `for name, parameter in bn.named_parameters()`
      if (each && held.what === 'parameters' && position !== 0) holdAll(target, held);
      if (each && held.what === 'list') holdAll(target, { ...held, what: 'norm' });
      if (each || position !== null) continue;
      if (held.what === 'norm' || held.what === 'sequence') traced.name = pathOf(target, text) ?? traced.name;
      holdAll(target, held);
    }
  }

  function isAt(member: SyntaxNode, { layer }: Held): boolean {
    if (!layer || memberName(member, text) !== null) return false;
    const written = Number(textOf(childrenOf(member)[2] ?? member, text));
    return Number.isNaN(written) || written === layer.index || written === layer.index - layer.length;
  }

  function fill(name: string, call: SyntaxNode, value: SyntaxNode | null, held: Held): void {
    const filledWith = fillBy(name, value);
    if (filledWith !== null) traced.fills.push({ value: filledWith, at: call, inside: held.inside });
    // What fills in place is the weight still: `fill_(0.5).requires_grad_(False)`.
    if (/_$/.test(name) && call.firstChild?.name === 'MemberExpression') hold(call, held);
  }
}
