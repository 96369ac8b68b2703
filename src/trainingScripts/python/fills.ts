import type { SyntaxNode } from '@lezer/common';
import { argumentAt, argumentsOf, calleeName, textOf } from './syntax';

/** A function and the call that passes the batch norm to it; null outside of such. */
export type Inside = { definition: SyntaxNode; call: SyntaxNode } | null;

/** Something that sets its weight. */
export interface Fill {
  /** What it is filled with; a number where the call's name says it (`zeros_`). */
  value: SyntaxNode | number;
  /** The statement or call. */
  at: SyntaxNode;
  inside: Inside;
}

const FILLS = /^(fill_|copy_|mul_|assign|constant_|constant)$/;
const FILLS_WITH: Record<string, number> = { zero_: 0, zeros_: 0, ones_: 1 };

/** What a call of this name fills a weight with, given its argument; null where it fills nothing. */
export function fillBy(callee: string, value: SyntaxNode | null): SyntaxNode | number | null {
  if (Object.hasOwn(FILLS_WITH, callee)) return FILLS_WITH[callee];
  return FILLS.test(callee) ? value : null;
}

/** Whether a call has an argument `requires_grad=False`, by its name or where it may come without. */
export function isFreezing(call: SyntaxNode, text: string): boolean {
  const position = calleeName(call, text) === 'Parameter' ? 1 : 0;
  const flag = argumentAt(argumentsOf(call, text), position, 'requires_grad');
  return flag !== null && textOf(flag, text) === 'False';
}

/**
 * Whether a statement in a loop over the parameters of a layer is for its bias only:
 * `if 'bias' in name: p.requires_grad = False`, or in the branch for what is not called weight.
 */
export function sparesWeight(node: SyntaxNode, text: string): boolean {
  let body: SyntaxNode | null = node;
  while (body && body.parent?.name !== 'IfStatement' && body.name !== 'ForStatement') body = body.parent;
  if (body?.parent?.name !== 'IfStatement') return false;
  const condition = text.slice(body.parent.from, body.from);
  const [, word] = /['"][\w.]*(weight|bias)['"]/.exec(condition) ?? [];
  const negations = condition.match(/\bnot\b|!=|\belse\b/g) ?? [];
  return word !== undefined && (word === 'bias') === (negations.length % 2 === 0);
}
