import type { SyntaxNode } from '@lezer/common';
import type { TextSpan } from '../gammaSite';
import type { Norm } from './batchNorms';
import type { Fill } from './fills';
import { follow } from './follow';
import { assignmentsTo } from './lookUp';
import type { Script } from './nameIndex';
import {
  argumentAt,
  argumentsOf,
  calleeName,
  findArgument,
  lastName,
  pathOf,
  spanOf,
  stringOf,
  textOf,
} from './syntax';

/** The weight of a batch norm. */
export interface NormWeight {
  /** Where it says that there is none: `affine=False`; null where there is a weight. */
  none: TextSpan | null;
  /** What it is filled with. */
  fills: Fill[];
  /** Whether it stays as it is filled. */
  frozen: boolean;
}

/** What a script says of the weight of a batch norm: in the call that makes it, and afterwards. */
export function weightOf(script: Script, norm: Norm): NormWeight {
  const { library, make } = norm;
  const list = argumentsOf(make, script.text);
  if (library.weightAt !== null) {
    // What `F.batch_norm` is given is no layer's own weight: unless it is a parameter, it stays.
    const weight = argumentAt(list, library.weightAt, 'weight');
    const isGiven = weight !== null && weight.name !== 'None';
    return { none: isGiven ? null : spanOf(make), fills: isGiven ? [initiallyBy(weight)] : [], frozen: true };
  }
  const off = findArgument(list, library.weightless.position, library.weightless.keyword);
  const isOff = off !== null && isFalse(script, off.value, norm);
  const trainable = library.trainable && argumentAt(list, null, library.trainable);
  const isUntrainable = trainable ? isFalse(script, trainable, norm) : false;
  return {
    none: isOff ? off.span : null,
    fills: [...norm.fills, ...initialFill(script, norm)],
    frozen: norm.frozen || isUntrainable || isOff || isFrozenByName(script, norm),
  };
}

/** Whether a weight is anything but trained from the library's ones. */
export function isFixed({ none, fills, frozen }: NormWeight): boolean {
  return none !== null || fills.length > 0 || frozen;
}

/** The initial weight that the call asks for; ones are the library's own. */
function initialFill(script: Script, { library, make }: Norm): Fill[] {
  const { text } = script;
  const initializer = library.initializer && argumentAt(argumentsOf(make, text), null, library.initializer);
  if (!initializer) return [];
  const name =
    initializer.name === 'String'
      ? stringOf(initializer, text)
      : (calleeName(initializer, text) ?? pathOf(initializer, text));
  if (/(^|\.)ones/i.test(name ?? '')) return [];
  return [/(^|\.)zeros/i.test(name ?? '') ? { ...initiallyBy(initializer), value: 0 } : initiallyBy(initializer)];
}

/** `for name, p in model.named_parameters(): if 'mu_bn.weight' in name: p.requires_grad = False` */
function isFrozenByName(script: Script, { name }: Norm): boolean {
  const own = lastName(name);
  if (!/^\w+$/.test(own)) return false;
  return assignmentsTo(script, 'requires_grad').some(({ statement, value }) => {
    const branch = statement.parent?.parent;
    if (branch?.name !== 'IfStatement' || textOf(value, script.text) !== 'False') return false;
    const condition = script.text.slice(branch.from, statement.parent!.from);
    return new RegExp(`['"](?:[\\w.]*\\.)?${own}(?:\\.weight)?['"]`).test(condition);
  });
}

function isFalse(script: Script, node: SyntaxNode, norm: Norm): boolean {
  return follow(script, node, norm.frame).some((reached) => textOf(reached.node, script.text) === 'False');
}

function initiallyBy(value: SyntaxNode): Fill {
  return { value, at: value, inside: null };
}
