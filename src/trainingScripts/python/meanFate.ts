import type { SyntaxNode } from '@lezer/common';
import { assignmentsOf } from './assignments';
import { functionCalled } from './callSites';
import { namesMean, namesPair } from './latentNames';
import { isDetached } from './meanEvidence';
import type { Script } from './nameIndex';
import { occurrencesOf } from './occurrences';
import { DRAWS, isBeside, isLocation, nameOf, spreadsIn } from './spreads';
import {
  argumentsOf,
  calleeName,
  childrenOf,
  entriesOf,
  handsOn,
  lastName,
  MODULE,
  memberName,
  parametersOf,
  pathOf,
  sameNode,
  splitAtCommas,
  textOf,
} from './syntax';

/**
 * What a normalized value goes into: it is sampled, or part of the divergence, or it is not seen what else (`mean`); its
 * function returns it, so that the callers decide; or only heads, losses and records read it, beside the posterior.
 */
export type Fate = 'mean' | 'returned' | 'elsewhere';

/** How far an expression is from the value whose fate is asked for. */
interface Way {
  /** Whether more was done to it than to shape, shift and scale it: then it takes the place of no mean. */
  changed: boolean;
  /** Names it has been given, and functions it has been passed to. */
  steps: number;
  /** Offsets of what has been looked at: a value can come back to the names it had. */
  seen: Set<number>;
}

/** More names than this for one value say nothing any more. */
const MAX_STEPS = 6;

const DIVERGENCE = /kld?(?![a-z])|^kl|elbo/i;
/** What takes a posterior, or its mean, besides divergences. */
const TAKES_MEAN =
  /normal(?!i[sz])|gaussian|laplace|posterior|reparam|draw|(?<!up|down|sub|over|grid_)sampl(?!er_)|latent_loss/i;
/** What reads a code beside the posterior, whatever else it is given. */
const READS_CODE = /probe|classif|cluster|(?<!auto)regress|discrimin|contrast|project|predict|critic|assign/i;
/** Keys of copies of the mean, where the mean has a key, too. */
const COPY = /norm|bn|whit|standard|copy|proj/i;
/** Functions and layers whose result is still what they are given, in another shape, scale or company. */
const KEEPS =
  /^(dropout\w*|drop|squeeze|unsqueeze|expand_dims|reshape|view|flatten|transpose|permute|swapaxes|clamp\w*|clip\w*|where|tanh|identity|activation|lambda|add_?|sub_?|subtract|mul_?|multiply|div_?|divide|rescaling|split|chunk|unbind|narrow|select|gather|index_select|masked_\w+|pad|repeat|tile|repeat_interleave|cast|nan_to_num|rearrange|tensor|array|asarray|list|tuple|dict)$/i;
const JOINS = /^(cat|concat\w*|stack|[hv]stack)$/i;
const COLLECTS = /^(append|extend|put|setattr)$/;
/** Attributes of a tensor that are the tensor. */
const SAME_TENSOR = /^(T|mT|data)$/;

/** What becomes of the value of an expression. */
export function fateOf(script: Script, node: SyntaxNode): Fate {
  return above(script, node, { changed: false, steps: 0, seen: new Set() });
}

function above(script: Script, node: SyntaxNode, way: Way): Fate {
  const { text } = script;
  const parent = node.parent;
  const changed = { ...way, changed: true };
  switch (parent?.name) {
    case 'ParenthesizedExpression':
    case 'ConditionalExpression':
    case 'UnaryExpression':
      return above(script, parent, way);
    case 'BinaryExpression': {
      if (isCombined(script, node, parent)) return 'mean';
      return above(script, parent, /^[-+*/]$/.test(textOf(childrenOf(parent)[1], text)) ? way : changed);
    }
    case 'MemberExpression': {
      if (!sameNode(parent.firstChild, node)) return 'elsewhere';
      const name = memberName(parent, text) ?? '';
      const call = parent.parent?.name === 'CallExpression' && sameNode(parent.parent.firstChild, parent);
      if (!call) return name === '' || SAME_TENSOR.test(name) ? above(script, parent, way) : 'elsewhere';
      const method = parent.parent!;
      if (argumentsOf(method, text).some(({ value }) => isBeside(script, node, value))) return 'mean';
      return above(script, method, handsOn(method, text) || KEEPS.test(name) ? way : changed);
    }
    case 'AssignStatement':
    case 'UpdateStatement':
      return inAssignment(script, node, parent, way);
    case 'ArgList':
      return asArgument(script, node, [], parent.parent!, way);
    case 'ArrayExpression':
    case 'TupleExpression': {
      const items = itemsIn(parent);
      if (parent.parent?.name === 'ReturnStatement') return asReturned(script, node, items, way);
      const others = items.filter((item) => !sameNode(item, node));
      if (parent.parent?.name === 'ArgList') return asArgument(script, parent, others, parent.parent.parent!, way);
      return others.some((item) => isBeside(script, node, item)) ? 'mean' : above(script, parent, way);
    }
    case 'DictionaryExpression': {
      const own = entriesOf(parent, text).find(({ value }) => sameNode(value, node));
      const keys = entriesOf(parent, text).map(({ key }) => key);
      // Not a key of a plain string.
      if (!own) return 'mean';
      const isCopy = COPY.test(own.key) || !namesMean(own.key);
      const hasMean = keys.some((key) => key !== own.key && namesMean(key));
      if (isCopy && hasMean) return 'elsewhere';
      return namesMean(own.key) || keys.some((key) => namesPair(own.key, key)) ? 'mean' : 'elsewhere';
    }
    case 'ReturnStatement':
      return asReturned(script, node, itemsIn(parent), way);
    case 'ExpressionStatement':
    case 'IfStatement':
    case 'WhileStatement':
    case 'AssertStatement':
    case 'DeleteStatement':
    case 'FormatReplacement':
      return 'elsewhere';
    default:
      return 'mean';
  }
}

/** Whether arithmetic puts a mean together with its spread: in a sample, or in a divergence. */
function isCombined(script: Script, node: SyntaxNode, arithmetic: SyntaxNode): boolean {
  const { text } = script;
  if (isLocation(script, node, arithmetic)) return true;
  const others = childrenOf(arithmetic).filter((operand) => !sameNode(operand, node));
  const written = others.map((operand) => textOf(operand, text)).join(' ');
  // What is called scale may scale the mean; beside a draw it is the deviation.
  if (spreadsIn(written).some((name) => !/scale/i.test(name) || DRAWS.test(written))) return true;
  let outermost = arithmetic;
  while (outermost.parent?.name === 'BinaryExpression') outermost = outermost.parent;
  return DRAWS.test(written) && assignedTo(script, outermost).some((target) => /^z/i.test(textOf(target, text)));
}

function inAssignment(script: Script, node: SyntaxNode, statement: SyntaxNode, way: Way): Fate {
  const { text } = script;
  if (statement.name === 'UpdateStatement' && sameNode(statement.firstChild, node)) {
    if (isCombined(script, node, statement)) return 'mean';
    return ofAll(script, occurrencesOf(script, node, statement.to), way);
  }
  const targets = assignedTo(script, node);
  if (targets.some((target) => DIVERGENCE.test(lastName(pathOf(target, text))))) return 'mean';
  if (statement.name === 'UpdateStatement') return 'elsewhere';
  return best(
    targets.map((target) => {
      const later = occurrencesOf(script, target, target.name === 'VariableName' ? statement.to : 0);
      // Half-typed, or read by another file.
      if (later.length === 0) return namesMean(lastName(pathOf(target, text))) ? 'mean' : 'elsewhere';
      return ofAll(script, later, way);
    }),
    'mean',
  );
}

function ofAll(script: Script, occurrences: SyntaxNode[], way: Way): Fate {
  if (way.steps >= MAX_STEPS) return 'mean';
  let fate: Fate = 'elsewhere';
  for (const occurrence of occurrences) {
    if (way.seen.has(occurrence.from)) continue;
    way.seen.add(occurrence.from);
    fate = best([fate, above(script, occurrence, { ...way, steps: way.steps + 1 })], 'elsewhere');
    if (fate === 'mean') break;
  }
  return fate;
}

/** @param company what stands in the same list, where the argument is a list */
function asArgument(script: Script, node: SyntaxNode, company: SyntaxNode[], call: SyntaxNode, way: Way): Fate {
  const { text } = script;
  const list = argumentsOf(call, text);
  const own = list.find(({ value }) => sameNode(value, node));
  if (!own) return 'mean';
  // A layer that is made where it is applied: `Lambda(sample)([mean, logvar])`.
  const made = call.firstChild?.name === 'CallExpression' ? call.firstChild : null;
  const callee = calleeName(made ?? call, text) ?? '';
  const takesMean = TAKES_MEAN.test(callee) || DIVERGENCE.test(callee);
  if (READS_CODE.test(callee) && !takesMean) return 'elsewhere';
  if (JOINS.test(callee)) return above(script, call, way);
  // `noise.mul(std).add_(mean)`: what a method is called on is an argument, too.
  const receiver = made ? null : call.firstChild!.firstChild;
  const beside = [receiver, ...list.map(({ value }) => value)].filter((each) => each && !sameNode(each, node));
  const others = [...company, ...beside].filter((each) => each !== null);
  const value = company.length > 0 ? (itemsIn(node)[0] ?? node) : node;
  if (takesMean || others.some((other) => isBeside(script, value, other))) return 'mean';
  // Records of a run are detached.
  if (COLLECTS.test(callee)) return isDetached(script, node) ? 'elsewhere' : 'mean';
  if (KEEPS.test(callee)) return above(script, call, way);
  const root = (pathOf(call.firstChild, text) ?? '').split('.')[0];
  if (root !== 'F' && MODULE.test(root) && !/\.functional\./.test(textOf(call.firstChild!, text)))
    return above(script, call, { ...way, changed: true });
  const definition = made ? null : functionCalled(call, script);
  if (definition) return inFunction(script, own.keyword, list.indexOf(own), definition, call, way);
  if (own.keyword && namesMean(own.keyword)) return 'mean';
  // An object that is made of it, as a distribution or a record.
  if (!made && /^[A-Z]/.test(callee)) return 'mean';
  return pastLayer(script, call, way);
}

function inFunction(
  script: Script,
  keyword: string | null,
  index: number,
  definition: SyntaxNode,
  call: SyntaxNode,
  way: Way,
): Fate {
  const parameters = parametersOf(definition, script.text);
  const position = index + (parameters[0]?.name === 'self' ? 1 : 0);
  const parameter = keyword ? parameters.find(({ name }) => name === keyword) : parameters[position];
  if (!parameter) return 'mean';
  // Another call of the function may give the value another way.
  const fate = ofAll(script, occurrencesOf(script, parameter.node), { ...way, seen: new Set() });
  return fate === 'returned' ? above(script, call, { ...way, steps: way.steps + 1 }) : fate;
}

/** What a layer makes of a mean is the mean only by its name, or beside its spread. */
function pastLayer(script: Script, call: SyntaxNode, way: Way): Fate {
  const { text } = script;
  let outer = call;
  while (outer.parent?.parent?.name === 'CallExpression' && handsOn(outer.parent.parent, text))
    outer = outer.parent.parent;
  const parent = outer.parent;
  if (parent?.name === 'AssignStatement') {
    const means = assignedTo(script, outer).filter((target) => namesMean(lastName(pathOf(target, text))));
    return means.length > 0 ? inAssignment(script, outer, parent, way) : 'elsewhere';
  }
  if (!parent || !/^(ReturnStatement|TupleExpression|ArgList)$/.test(parent.name)) return 'elsewhere';
  return above(script, outer, { ...way, changed: true });
}

/** Among what a function returns: in the place of the mean, or beside it. */
function asReturned(script: Script, node: SyntaxNode, items: SyntaxNode[], { changed }: Way): Fate {
  const at = items.findIndex((item) => sameNode(item, node));
  const next = items[at + 1];
  if (next && isBeside(script, node, next)) return 'mean';
  const isOther = items.some((item, index) => {
    const name = nameOf(item, script.text);
    return index !== at && items[index + 1] && namesMean(name) && isBeside(script, item, items[index + 1]);
  });
  return changed || isOther ? 'elsewhere' : 'returned';
}

function assignedTo(script: Script, value: SyntaxNode): SyntaxNode[] {
  const statement = value.parent;
  if (!statement || !/^(Assign|Update)Statement$/.test(statement.name)) return [];
  const assignments = assignmentsOf(statement, script.text);
  return assignments.filter((each) => sameNode(each.value, value)).map(({ target }) => target);
}

/** Items of a tuple, a list, or a return statement. */
function itemsIn(list: SyntaxNode): SyntaxNode[] {
  return splitAtCommas(childrenOf(list)).map((part) => part[part.length - 1]);
}

function best(fates: Fate[], none: Fate): Fate {
  if (fates.length === 0) return none;
  return fates.includes('mean') ? 'mean' : fates.includes('returned') ? 'returned' : 'elsewhere';
}
