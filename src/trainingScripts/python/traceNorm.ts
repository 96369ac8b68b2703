import type { SyntaxNode } from '@lezer/common';
import { assignmentsOf, itemsIn, itemsOf } from './assignments';
import { functionCalled, parameterGiven } from './callSites';
import { type Fill, fillBy, isFreezing, sparesWeight } from './fills';
import { containerOf, type Held, isLayerAt, ofList } from './layerContainers';
import { lastAssignment } from './meanEvidence';
import type { Script } from './nameIndex';
import type { NormLibrary } from './normLibraries';
import { occurrencesOf, ownOccurrences } from './occurrences';
import {
  argumentAt,
  argumentsOf,
  calleeName,
  childOf,
  classAround,
  functionAround,
  handsOn,
  memberName,
  pathOf,
  sameNode,
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
  /** Helpers that return it, alone or at a place of a tuple. */
  returnedBy: { definition: SyntaxNode; at: number[] }[];
}

/** Far more than a batch norm takes part in. */
const MAX_STEPS = 400;

/**
 * Traces expressions that hold a batch norm through all names and statements that have to do with it.
 * @param at where each of them is a tuple, the place of the batch norm in it
 */
export function trace(
  script: Script,
  starts: SyntaxNode[],
  library: NormLibrary,
  known: Traced,
  at: number[] = [],
): Traced {
  const { text } = script;
  const traced: Traced = { ...known, uses: [...known.uses], fills: [...known.fills], returnedBy: [] };
  const waiting: { node: SyntaxNode; held: Held }[] = [];
  const seen = new Set<string>();
  const what = at.length > 0 ? 'row' : 'norm';
  for (const start of starts) hold(start, { what, layer: null, at, inside: null });
  for (let next = 0; next < waiting.length && next < MAX_STEPS; next++)
    lookAround(waiting[next].node, waiting[next].held);
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
        if (parent.parent?.name === 'ReturnStatement' && parent.name !== 'ArrayComprehensionExpression')
          asReturned(node, parent);
        else if (parent.parent?.name === 'ArgList') asLayer(node, parent, parent.parent.parent!, held);
        else hold(parent, { ...held, what: 'list' });
        break;
      case 'ForStatement':
      case 'AssignStatement':
      case 'UpdateStatement':
        inAssignment(node, parent, held);
        break;
      case 'ReturnStatement':
        if (held.what === 'norm') asReturned(node, parent);
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
    const isFrozen = name === 'requires_grad' ? isOff : name === 'requires_grad_' && call && isFreezing(call, text);
    if (isFrozen && !(held.what === 'parameters' && sparesWeight(member, text))) traced.frozen = true;
    if (call && handsOn(call, text)) hold(call, held);
    else if (held.what === 'list' && name === null) hold(member, { ...held, what: 'norm' });
    else if (held.what === 'sequence' && isLayerAt(member, held, text)) hold(member, { ...held, what: 'norm' });
    else if (held.what === 'weight' && (name === null || name === 'data')) hold(member, held);
    else if (held.what === 'weight' && call && name) fill(name, call, argumentsOf(call, text)[0]?.value ?? null, held);
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
    if (held.what === 'norm' && callee === 'append') asAppended(node, call, held);
    const listed = ofList(callee, index, held);
    if (listed) hold(call, listed);
    // A helper that is given the batch norm, as `freeze(self.mu_bn, 0.5)`.
    const definition = functionCalled(call, script);
    const parameter = definition && parameterGiven(call, node, definition, text);
    if (definition && parameter) holdAll(parameter.node, { ...held, inside: { definition, call } });
  }

  /** Among the layers of a sequence, or in a list of layers. */
  function asLayer(node: SyntaxNode, layers: SyntaxNode, call: SyntaxNode, held: Held): void {
    const container = containerOf(call, layers, node, held, text);
    if (container) hold(call, container);
  }

  /** `self.norms.append(nn.BatchNorm1d(d))`; a list of other layers besides is run as a sequence. */
  function asAppended(node: SyntaxNode, call: SyntaxNode, held: Held): void {
    const list = call.firstChild!.firstChild!;
    const target = list.name === 'VariableName' ? lastAssignment(script, list)?.target : list;
    if (!target) return;
    const isOther = (use: SyntaxNode) => {
      const appending = use.parent?.parent;
      if (appending?.name !== 'CallExpression' || calleeName(appending, text) !== 'append') return false;
      const appended = argumentAt(argumentsOf(appending, text), 0);
      return appended !== null && calleeName(appended, text) !== calleeName(node, text);
    };
    const uses = occurrencesOf(script, target);
    for (const use of uses.some(isOther) ? [] : uses) hold(use, { ...held, what: 'list' });
  }

  function asReturned(node: SyntaxNode, list: SyntaxNode): void {
    const definition = functionAround(node);
    const items = itemsIn(list);
    const isOne = list.name === 'ReturnStatement' && items.length === 1;
    const index = items.findIndex((item) => sameNode(item, node));
    if (definition && index >= 0) traced.returnedBy.push({ definition, at: isOne ? [] : [index] });
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
      if (held.what === (each ? 'rows' : 'row') && position === held.at[0]) asItem(target, each, held);
      if (each || position !== null) continue;
      if (held.what === 'norm' || held.what === 'sequence') traced.name = pathOf(target, text) ?? traced.name;
      holdAll(target, held);
    }
  }

  /** `proj, norm = build()`, and `for i, (proj, norm) in enumerate(zip(self.projs, self.norms))` */
  function asItem(target: SyntaxNode, each: boolean, held: Held): void {
    const item = held.at.slice(1).reduce<SyntaxNode | undefined>((list, at) => list && itemsOf([list])[at], target);
    if (!item) return;
    if (!each) traced.name = pathOf(item, text) ?? traced.name;
    holdAll(item, { ...held, what: 'norm', at: [] });
  }

  function fill(name: string, call: SyntaxNode, value: SyntaxNode | null, held: Held): void {
    const filledWith = fillBy(name, value);
    if (filledWith !== null) traced.fills.push({ value: filledWith, at: call, inside: held.inside });
    // What fills in place is the weight still: `fill_(0.5).requires_grad_(False)`.
    if (/_$/.test(name) && call.firstChild?.name === 'MemberExpression') hold(call, held);
  }
}
