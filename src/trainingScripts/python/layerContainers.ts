import type { SyntaxNode } from '@lezer/common';
import type { Inside } from './fills';
import { calleeName, childrenOf, memberName, sameNode, splitAtCommas, textOf } from './syntax';

/** What an expression holds of a batch norm: itself, its weight or all its parameters, or a container of it. */
export interface Held {
  /** `row` is a tuple with the batch norm in it, `rows` is what gives such tuples to a loop. */
  what: 'norm' | 'sequence' | 'list' | 'row' | 'rows' | 'weight' | 'parameters';
  /** Its place among the layers of a sequence. */
  layer: { index: number; length: number } | null;
  /** Its place in a row, which may have rows in it: 1, 0 for the norm of `i, (norm, fc)`. */
  at: number[];
  inside: Inside;
}

/** Layers that pass the scale of the batch norm before them on. */
const KEEPS_SCALE = /^(Dropout\w*|Flatten|Unflatten|Identity|Rearrange|GaussianNoise)$/;
const LIST = /^(ModuleList|LayerList)$/;

/** What a call makes of a batch norm that is among the layers it is given, or in a list of them; null: no layer of it. */
export function containerOf(
  call: SyntaxNode,
  layers: SyntaxNode,
  node: SyntaxNode,
  held: Held,
  text: string,
): Held | null {
  const callee = calleeName(call, text) ?? '';
  if (LIST.test(callee)) return { ...held, what: 'list' };
  if (callee !== 'Sequential') return null;
  const items = splitAtCommas(childrenOf(layers)).map(([item]) => item);
  const index = items.findIndex((item) => sameNode(item, node));
  // Another layer after it would make of the mean what is no longer normalized.
  const isLast = items.slice(index + 1).every((item) => KEEPS_SCALE.test(calleeName(item, text) ?? ''));
  return isLast ? { ...held, what: 'sequence', layer: { index, length: items.length } } : null;
}

/** Whether `sequence[i]` is the batch norm of a sequence of layers; an index that is not written may be its. */
export function isLayerAt(member: SyntaxNode, { layer }: Held, text: string): boolean {
  if (!layer || memberName(member, text) !== null) return false;
  const written = Number(textOf(childrenOf(member)[2] ?? member, text));
  return Number.isNaN(written) || written === layer.index || written === layer.index - layer.length;
}

/** What a call makes of a list with the batch norm, given as its argument `index`; null: nothing that still holds it. */
export function ofList(callee: string, index: number, held: Held): Held | null {
  const isList = held.what === 'list';
  if (!isList && held.what !== 'rows') return null;
  if (isList && LIST.test(callee)) return held;
  if (callee === 'zip') return { ...held, what: 'rows', at: [index, ...held.at] };
  return callee === 'enumerate' && index === 0 ? { ...held, what: 'rows', at: [1, ...held.at] } : null;
}
