import type { SyntaxNode } from '@lezer/common';
import { assignedTo, itemsIn } from './assignments';
import { namesMean, namesPair } from './latentNames';
import { keepsValue, namesDivergence, takenBy } from './meanTaker';
import type { Script } from './nameIndex';
import { occurrencesOf } from './occurrences';
import { isBeside, isCombined, nameOf } from './spreads';
import { argumentsOf, childrenOf, entriesOf, handsOn, lastName, memberName, pathOf, sameNode, textOf } from './syntax';

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

/** Keys of copies of the mean, where the mean has a key, too. */
const COPY = /norm|bn|whit|standard|copy|proj/i;
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
      return above(script, method, handsOn(method, text) || keepsValue(name) ? way : changed);
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
    case 'DictionaryExpression':
      return asEntry(node, parent, text);
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

/** In a record it is the mean by its key, or by the key of its spread. */
function asEntry(node: SyntaxNode, dictionary: SyntaxNode, text: string): Fate {
  const entries = entriesOf(dictionary, text);
  const own = entries.find(({ value }) => sameNode(value, node));
  // Not a key of a plain string.
  if (!own) return 'mean';
  const keys = entries.map(({ key }) => key);
  const isCopy = COPY.test(own.key) || !namesMean(own.key);
  const hasMean = keys.some((key) => key !== own.key && namesMean(key));
  if (isCopy && hasMean) return 'elsewhere';
  return namesMean(own.key) || keys.some((key) => namesPair(own.key, key)) ? 'mean' : 'elsewhere';
}

function inAssignment(script: Script, node: SyntaxNode, statement: SyntaxNode, way: Way): Fate {
  const { text } = script;
  if (statement.name === 'UpdateStatement' && sameNode(statement.firstChild, node)) {
    if (isCombined(script, node, statement)) return 'mean';
    return ofAll(script, occurrencesOf(script, node, statement.to), way);
  }
  const targets = assignedTo(node, text);
  if (targets.some((target) => namesDivergence(lastName(pathOf(target, text))))) return 'mean';
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
  const taken = takenBy(script, node, company, call);
  switch (taken.as) {
    case 'mean':
    case 'elsewhere':
      return taken.as;
    case 'same':
      return above(script, call, way);
    case 'feature':
      return above(script, call, { ...way, changed: true });
    case 'input':
      return pastLayer(script, call, way);
    case 'parameter': {
      // Another call of the function may give the value another way.
      const inside = { ...way, seen: new Set<number>() };
      const fate = ofAll(script, occurrencesOf(script, taken.parameter.node), inside);
      return fate === 'returned' ? above(script, call, { ...way, steps: way.steps + 1 }) : fate;
    }
  }
}

/** What a layer makes of a mean is the mean only by its name, or beside its spread. */
function pastLayer(script: Script, call: SyntaxNode, way: Way): Fate {
  const { text } = script;
  let outer = call;
  while (outer.parent?.parent?.name === 'CallExpression' && handsOn(outer.parent.parent, text))
    outer = outer.parent.parent;
  const parent = outer.parent;
  if (parent?.name === 'AssignStatement') {
    const means = assignedTo(outer, text).filter((target) => namesMean(lastName(pathOf(target, text))));
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

function best(fates: Fate[], none: Fate): Fate {
  if (fates.length === 0) return none;
  return fates.includes('mean') ? 'mean' : fates.includes('returned') ? 'returned' : 'elsewhere';
}
