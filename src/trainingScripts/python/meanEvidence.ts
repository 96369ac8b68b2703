import type { SyntaxNode } from '@lezer/common';
import { type Assignment, assignmentsOf } from './assignments';
import { namesMean, namesPair } from './latentNames';
import { nearestAssignment } from './lookUp';
import type { Script } from './nameIndex';
import {
  argumentsOf,
  calleeName,
  childrenOf,
  contains,
  handsOn,
  lastName,
  memberName,
  pathOf,
  sameNode,
  scopeOf,
  stringOf,
  textOf,
} from './syntax';

const REDUCES = /^(mean|reduce_mean|nanmean|average|sum|median|adaptive_avg_pool\w*|avg_pool\w*)$/;
/** Assignments of assignments beyond this say nothing any more. */
const MAX_DEPTH = 4;

/** The expression below what only changes its shape: `mu` of `mu.squeeze(0)`, of `(mu)` and of `mu * mask`. */
export function peeled(node: SyntaxNode, text: string): SyntaxNode {
  if (node.name === 'BinaryExpression') {
    const masked = maskedBy(node, text);
    return masked ? peeled(masked, text) : node;
  }
  if (node.name === 'ParenthesizedExpression') return peeled(childrenOf(node)[1] ?? node, text);
  if (node.name === 'CallExpression' && handsOn(node, text)) return peeled(node.firstChild!.firstChild!, text);
  if (node.name === 'CallExpression' && /^(squeeze|flatten|reshape)$/.test(calleeName(node, text) ?? '')) {
    const [first] = argumentsOf(node, text);
    return first ? peeled(first.value, text) : node;
  }
  return node;
}

/** What a product with a mask keeps: `m` of `m * mask`; null for other expressions. */
function maskedBy(product: SyntaxNode, text: string): SyntaxNode | null {
  const [left, operator, right] = childrenOf(product);
  if (!right || textOf(operator, text) !== '*') return null;
  return isMask(right, text) ? left : isMask(left, text) ? right : null;
}

/** Whether an expression is a mask over positions or examples. */
export function isMask(node: SyntaxNode, text: string): boolean {
  return /mask/i.test(pathOf(node, text) ?? '');
}

/** Whether an expression is a mean over examples or positions, not of a posterior: `h.mean(dim=1)`. */
export function isStatistic(script: Script, node: SyntaxNode, depth = 0): boolean {
  const { text } = script;
  const inner = peeled(node, text);
  if (inner.name === 'VariableName' && depth < MAX_DEPTH) {
    const last = lastAssignment(script, inner);
    return last !== null && last.position === null && isStatistic(script, last.value, depth + 1);
  }
  if (inner.name !== 'CallExpression' || !REDUCES.test(calleeName(inner, text) ?? '')) return false;
  const [first] = argumentsOf(inner, text);
  const isLayer = first && !first.keyword && /^self\.|^[A-Za-z_]\w*$/.test(pathOf(inner.firstChild, text) ?? '');
  return !isLayer || /^(Number|UnaryExpression|ArrayExpression|TupleExpression)$/.test(first.value.name);
}

/** Whether an expression is a posterior mean by its name, by the layer that gives it, or by what it was assigned. */
export function isMean(script: Script, node: SyntaxNode, depth = 0): boolean {
  const { text } = script;
  const inner = peeled(node, text);
  if (isStatistic(script, inner)) return false;
  if (inner.name === 'MemberExpression') return namesMean(lastName(pathOf(inner, text)));
  if (inner.name === 'CallExpression') return isMeanLayer(inner, text);
  if (inner.name !== 'VariableName') return false;
  if (namesMean(textOf(inner, text))) return true;
  const last = depth < MAX_DEPTH ? lastAssignment(script, inner) : null;
  if (!last) return false;
  if (last.position === null) return isMean(script, last.value, depth + 1);
  const siblings = assignmentsOf(last.statement, text);
  const named = siblings.filter(({ target }) => !sameNode(target, last.target));
  // `m, logv = h.chunk(2, -1)`: the mean comes first, its spread is named.
  return (
    last.position === 0 && named.length === 1 && namesPair(textOf(inner, text), lastName(pathOf(named[0].target, text)))
  );
}

/** Whether a call is that of a layer that gives a posterior mean: `self.fc_mu(h)`, `Dense(nz, name='z_mean')(h)`. */
function isMeanLayer(call: SyntaxNode, text: string): boolean {
  const callee = call.firstChild!;
  if (callee.name === 'CallExpression') {
    const name = argumentsOf(callee, text).find(({ keyword }) => keyword === 'name')?.value;
    return name !== undefined && namesMean(stringOf(name, text));
  }
  return namesMean(calleeName(call, text) ?? '');
}

/** The assignment in the same function that came last before a variable. */
export function lastAssignment(script: Script, variable: SyntaxNode): Assignment | null {
  const scope = scopeOf(variable);
  return nearestAssignment(script, textOf(variable, script.text), variable.from, 'before', ({ statement, target }) => {
    const hasRun = statement.to <= variable.from && target.name === 'VariableName';
    return hasRun && scopeOf(statement)?.from === scope?.from;
  });
}

/** Whether an expression is cut off from training: a copy that something beside the posterior reads. */
export function isDetached(script: Script, node: SyntaxNode, depth = 0): boolean {
  const { text } = script;
  if (node.name === 'ParenthesizedExpression') return isDetached(script, childrenOf(node)[1] ?? node, depth);
  if (node.name === 'MemberExpression') {
    const name = memberName(node, text);
    return name === 'data' || (name === null && isDetached(script, node.firstChild!, depth));
  }
  if (node.name === 'CallExpression') {
    if (/^(detach|detach_|numpy|stop_gradient)$/.test(calleeName(node, text) ?? '')) return true;
    return handsOn(node, text) && isDetached(script, node.firstChild!.firstChild!, depth);
  }
  const last = node.name === 'VariableName' && depth < MAX_DEPTH ? lastAssignment(script, node) : null;
  return last?.position === null && !contains(last.statement, node) && isDetached(script, last.value, depth + 1);
}
