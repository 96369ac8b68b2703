import type { SyntaxNode } from '@lezer/common';
import { itemsIn } from './assignments';
import { functionCalled, parameterGiven } from './callSites';
import { namesMean } from './latentNames';
import { isDetached } from './meanEvidence';
import type { Script } from './nameIndex';
import { isBeside } from './spreads';
import { argumentsOf, calleeName, MODULE, type Parameter, pathOf, sameNode, textOf } from './syntax';

/**
 * What a call takes a value as: as the posterior mean, or for something beside the posterior (`elsewhere`); it gives the
 * value back in another shape or scale (`same`), or makes something else of it (`feature`); it is the input of a layer
 * that the file does not show (`input`); or the parameter of a function that it does show.
 */
export type Taken =
  | { as: 'mean' | 'elsewhere' | 'same' | 'feature' | 'input' }
  | { as: 'parameter'; parameter: Parameter };

const DIVERGENCE = /kld?(?![a-z])|^kl|elbo/i;
/** What takes a posterior, or its mean, besides divergences. */
const TAKES_MEAN =
  /normal(?!i[sz])|gaussian|laplace|posterior|reparam|draw|(?<!up|down|sub|over|grid_)sampl(?!er_)|latent_loss/i;
/** What reads a code beside the posterior, whatever else it is given. */
const READS_CODE = /probe|classif|cluster|(?<!auto)regress|discrimin|contrast|project|predict|critic|assign/i;
/** Functions and layers whose result is still what they are given, in another shape, scale or company. */
const KEEPS =
  /^(dropout\w*|drop|squeeze|unsqueeze|expand_dims|reshape|view|flatten|transpose|permute|swapaxes|clamp\w*|clip\w*|where|tanh|identity|activation|lambda|add_?|sub_?|subtract|mul_?|multiply|div_?|divide|rescaling|split|chunk|unbind|narrow|select|gather|index_select|masked_\w+|pad|repeat|tile|repeat_interleave|cast|nan_to_num|rearrange|tensor|array|asarray|list|tuple|dict)$/i;
const JOINS = /^(cat|concat\w*|stack|[hv]stack)$/i;
const COLLECTS = /^(append|extend|put|setattr)$/;

/** Whether a name is that of a divergence, or of the function that computes it. */
export function namesDivergence(name: string): boolean {
  return DIVERGENCE.test(name);
}

/** Whether a call of this name gives what it takes back, in another shape, scale or company. */
export function keepsValue(callee: string): boolean {
  return KEEPS.test(callee);
}

/**
 * What a call takes a normalized value as.
 * @param node one of its arguments
 * @param company what stands in the same list, where the argument is a list
 */
export function takenBy(script: Script, node: SyntaxNode, company: SyntaxNode[], call: SyntaxNode): Taken {
  const { text } = script;
  const list = argumentsOf(call, text);
  const own = list.find(({ value }) => sameNode(value, node));
  if (!own) return { as: 'mean' };
  // A layer that is made where it is applied: `Lambda(sample)([mean, logvar])`.
  const made = call.firstChild?.name === 'CallExpression' ? call.firstChild : null;
  const callee = calleeName(made ?? call, text) ?? '';
  const takesMean = TAKES_MEAN.test(callee) || namesDivergence(callee);
  if (READS_CODE.test(callee) && !takesMean) return { as: 'elsewhere' };
  if (JOINS.test(callee)) return { as: 'same' };
  // `noise.mul(std).add_(mean)`: what a method is called on is an argument, too.
  const receiver = made ? null : call.firstChild!.firstChild;
  const beside = [receiver, ...list.map(({ value }) => value)].filter((each) => each && !sameNode(each, node));
  const others = [...company, ...beside].filter((each) => each !== null);
  const value = company.length > 0 ? (itemsIn(node)[0] ?? node) : node;
  if (takesMean || others.some((other) => isBeside(script, value, other))) return { as: 'mean' };
  // Records of a run are detached.
  if (COLLECTS.test(callee)) return { as: isDetached(script, node) ? 'elsewhere' : 'mean' };
  if (KEEPS.test(callee)) return { as: 'same' };
  const root = (pathOf(call.firstChild, text) ?? '').split('.')[0];
  if (root !== 'F' && MODULE.test(root) && !/\.functional\./.test(textOf(call.firstChild!, text)))
    return { as: 'feature' };
  const definition = made ? null : functionCalled(call, script);
  if (definition) {
    const parameter = parameterGiven(call, node, definition, text);
    return parameter ? { as: 'parameter', parameter } : { as: 'mean' };
  }
  if (own.keyword && namesMean(own.keyword)) return { as: 'mean' };
  // An object that is made of it, as a distribution or a record.
  if (!made && /^[A-Z]/.test(callee)) return { as: 'mean' };
  return { as: 'input' };
}
