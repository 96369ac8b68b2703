import type { SyntaxNode } from '@lezer/common';
import { targetsOf } from './assignments';
import { isMask } from './meanEvidence';
import { becomesMean } from './meanUse';
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
  sameNode,
  textOf,
} from './syntax';

/** What multiplies or divides a normalized mean afterwards: an expression, or a layer that learns its scale between bounds. */
export type Rescaling = { by: SyntaxNode; divides: boolean } | { by: 'scaler' };

/** Layers and functions that pass the scale of what they are given on. */
const PASSES_ON = /^(Dropout|dropout|Identity|identity|Reshape|reshape|Flatten|flatten|squeeze|Activation)$/;
const MULTIPLIES = /^(mul|mul_|multiply)$/;
const DIVIDES = /^(div|div_|divide|true_divide|truediv)$/;
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
      const method = memberName(parent, text) ?? '';
      if (MULTIPLIES.test(method) || DIVIDES.test(method))
        return factor(argumentAt(argumentsOf(call, text), 0), DIVIDES.test(method));
      return handsOn(call, text) ? rescalingOf(script, call, names) : null;
    }
    case 'ArgList':
      return byCall(script, node, parent.parent!, names);
    case 'UpdateStatement': {
      const [target, operator, by] = childrenOf(parent);
      const update = by && sameNode(target, node) ? textOf(operator, text) : '';
      return /^[*/]=$/.test(update) && !isMask(by, text) ? factor(by, update === '/=') : null;
    }
    case 'AssignStatement': {
      const later = targetsOf(node, text).flatMap((target) => occurrencesOf(script, target, parent.to));
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
  if (!right) return null;
  const isLeft = sameNode(left, node);
  const sign = textOf(operator, text);
  const other = isLeft ? right : left;
  if (/^[+-]$/.test(sign) || (sign === '*' && isMask(other, text))) return rescalingOf(script, parent, names);
  if (sign !== '*' && !(sign === '/' && isLeft)) return null;
  return names > 0 && !isMeanAgain(script, node, parent) ? null : factor(other, sign === '/');
}

/** Whether what arithmetic makes of a mean takes the place of the mean. */
function isMeanAgain(script: Script, mean: SyntaxNode, node: SyntaxNode): boolean {
  const { text } = script;
  let outer = node;
  while (outer.parent?.name === 'BinaryExpression' || outer.parent?.name === 'ParenthesizedExpression')
    outer = outer.parent;
  if (targetsOf(outer, text).some((target) => textOf(target, text) === textOf(mean, text))) return true;
  const isAllReturned = outer.parent?.name === 'ReturnStatement' && childOf(outer.parent, ',') === null;
  return isAllReturned || becomesMean(script, outer);
}

function byCall(script: Script, node: SyntaxNode, call: SyntaxNode, names: number): Rescaling | null {
  const { text } = script;
  const list = argumentsOf(call, text);
  const callee = calleeName(call, text) ?? '';
  if (MULTIPLIES.test(callee)) return factor(list.find(({ value }) => !sameNode(value, node))?.value ?? null);
  if (DIVIDES.test(callee) && sameNode(list[0]?.value ?? null, node)) return factor(argumentAt(list, 1), true);
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

function factor(by: SyntaxNode | null, divides = false): Rescaling | null {
  return by && { by, divides };
}
