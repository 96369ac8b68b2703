import type { SyntaxNode } from '@lezer/common';
import { assignmentsOf } from './assignments';
import { namesMean } from './latentNames';
import type { Script } from './nameIndex';
import { occurrencesOf } from './occurrences';
import {
  argumentAt,
  argumentsOf,
  calleeName,
  childOf,
  childrenOf,
  handsOn,
  memberName,
  pathOf,
  sameNode,
  textOf,
} from './syntax';

/** What multiplies a normalized mean afterwards: an expression, or a layer that learns its scale between bounds. */
export type Rescaling = { by: SyntaxNode } | { by: 'scaler' };

/** Layers and functions that pass the scale of what they are given on. */
const PASSES_ON = /^(Dropout|dropout|Identity|identity|Reshape|reshape|Flatten|flatten|squeeze|Activation)$/;
/** Names given to a mean one after another: beyond this it is hardly the same. */
const MAX_NAMES = 3;

/**
 * What the value of a call is multiplied by before it is used; null if by nothing.
 * @param names that the value has been given so far
 */
export function rescalingOf(script: Script, node: SyntaxNode, names = 0): Rescaling | null {
  const { text } = script;
  const parent = node.parent;
  switch (parent?.name) {
    case 'ParenthesizedExpression':
      return rescalingOf(script, parent, names);
    case 'BinaryExpression':
      return inArithmetic(script, node, parent, names);
    case 'MemberExpression': {
      const call = parent.parent;
      if (call?.name !== 'CallExpression') return null;
      if (/^(mul|mul_|multiply)$/.test(memberName(parent, text) ?? ''))
        return factor(argumentAt(argumentsOf(call, text), 0));
      return handsOn(call, text) ? rescalingOf(script, call, names) : null;
    }
    case 'ArgList':
      return byCall(script, node, parent.parent!, names);
    case 'UpdateStatement':
      return sameNode(parent.firstChild, node) && text.slice(parent.from, parent.to).includes('*=')
        ? factor(parent.lastChild)
        : null;
    case 'AssignStatement': {
      const given = assignmentsOf(parent, text).filter(
        ({ value, position }) => position === null && sameNode(value, node),
      );
      const later = given
        .flatMap(({ target }) => occurrencesOf(script, target))
        .filter(({ from }) => from >= parent.to);
      for (const occurrence of later) {
        const rescaling = names < MAX_NAMES ? rescalingOf(script, occurrence, names + 1) : null;
        if (rescaling) return rescaling;
      }
      return null;
    }
    default:
      return null;
  }
}

/** `self.gamma * mu + self.beta`; of a mean that has its name, only what becomes the mean again: the KL multiplies, too. */
function inArithmetic(script: Script, node: SyntaxNode, parent: SyntaxNode, names: number): Rescaling | null {
  const { text } = script;
  const [left, operator, right] = childrenOf(parent);
  if (!right || !/^[*+-]$/.test(textOf(operator, text))) return null;
  if (textOf(operator, text) !== '*') return rescalingOf(script, parent, names);
  let outer = parent;
  while (outer.parent?.name === 'BinaryExpression' || outer.parent?.name === 'ParenthesizedExpression')
    outer = outer.parent;
  const targets = outer.parent?.name === 'AssignStatement' ? assignmentsOf(outer.parent, text) : [];
  const isReturned = outer.parent?.name === 'ReturnStatement' && childOf(outer.parent, ',') === null;
  const becomesMean = targets.some(({ target }) => namesMean((pathOf(target, text) ?? '').split('.').at(-1)!));
  return names > 0 && !becomesMean && !isReturned ? null : factor(sameNode(left, node) ? right : left);
}

function byCall(script: Script, node: SyntaxNode, call: SyntaxNode, names: number): Rescaling | null {
  const { text } = script;
  const list = argumentsOf(call, text);
  const callee = calleeName(call, text) ?? '';
  if (/^(mul|multiply)$/.test(callee)) return factor(list.find(({ value }) => !sameNode(value, node))?.value ?? null);
  // A layer that is made where it is applied: `Rescaling(0.5)(mu)`.
  const made = call.firstChild?.name === 'CallExpression' ? call.firstChild : null;
  const layer = made ? (calleeName(made, text) ?? '') : callee;
  if (made && layer === 'Rescaling') return factor(argumentAt(argumentsOf(made, text), 0, 'scale'));
  if (made && layer === 'Lambda') return inLambda(argumentAt(argumentsOf(made, text), 0, 'function'), text);
  if (PASSES_ON.test(layer)) return rescalingOf(script, call, names);
  const mode = argumentAt(list, 1, 'mode');
  return /scal(er|e|ing)/i.test(layer) || (mode && /^['"]positive['"]$/.test(textOf(mode, text)))
    ? { by: 'scaler' }
    : null;
}

function inLambda(lambda: SyntaxNode | null, text: string): Rescaling | null {
  const body = lambda?.name === 'LambdaExpression' ? lambda.lastChild : null;
  if (body?.name !== 'BinaryExpression') return null;
  const [left, operator, right] = childrenOf(body);
  if (!right || textOf(operator, text) !== '*') return null;
  const parameter = textOf(childOf(lambda!, 'ParamList')!, text);
  return factor(textOf(left, text) === parameter ? right : left);
}

function factor(by: SyntaxNode | null | undefined): Rescaling | null {
  return by ? { by } : null;
}
