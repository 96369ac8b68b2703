import type { SyntaxNode } from '@lezer/common';
import { type Assignment, assignmentsOf } from './assignments';
import { namesMean, namesMeanNorm, namesSpread, namesSpreadOfPair } from './latentNames';
import { assignmentsTo, callsOf } from './lookUp';
import type { Script } from './nameIndex';
import { occurrencesOf } from './occurrences';
import {
  argumentsOf,
  calleeName,
  childrenOf,
  definedName,
  functionAround,
  handsOn,
  pathOf,
  sameNode,
  scopeOf,
  splitAtCommas,
  stringOf,
  textOf,
} from './syntax';

const REDUCES = /^(mean|reduce_mean|nanmean|average|sum|median|adaptive_avg_pool\w*|avg_pool\w*)$/;
/** Functions whose first argument is a posterior mean. */
const TAKES_MEAN_FIRST =
  /^_?(Normal|MultivariateNormal\w*|DiagonalGaussian\w*|\w*reparam\w*|(re)?sampl(e|ing)(_z|_latent|_gaussian)?|kl|kld|kl_\w+)$/i;
/** Assignments of assignments beyond this say nothing any more. */
const MAX_DEPTH = 4;

/** The expression below what only changes its shape: `mu` of `mu.squeeze(0)` and of `(mu)`. */
export function peeled(node: SyntaxNode, text: string): SyntaxNode {
  if (node.name === 'ParenthesizedExpression') return peeled(childrenOf(node)[1] ?? node, text);
  if (node.name === 'CallExpression' && handsOn(node, text)) return peeled(node.firstChild!.firstChild!, text);
  if (node.name === 'CallExpression' && /^(squeeze|flatten|reshape)$/.test(calleeName(node, text) ?? '')) {
    const [first] = argumentsOf(node, text);
    return first ? peeled(first.value, text) : node;
  }
  return node;
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
  return last.position === 0 && named.length === 1 && namesSpreadOfPair(lastName(pathOf(named[0].target, text)));
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

/** Whether the value of an expression is used as a posterior mean: by the name it gets, or by what takes it. */
export function becomesMean(script: Script, node: SyntaxNode): boolean {
  const { text } = script;
  const parent = node.parent;
  switch (parent?.name) {
    case 'ParenthesizedExpression':
    case 'BinaryExpression':
    case 'ConditionalExpression':
      return becomesMean(script, parent);
    case 'MemberExpression':
      return (
        parent.parent?.name === 'CallExpression' && handsOn(parent.parent, text) && becomesMean(script, parent.parent)
      );
    case 'AssignStatement': {
      const given = assignmentsOf(parent, text).filter(
        ({ value, position }) => position === null && sameNode(value, node),
      );
      return given.some(({ target }) => isNamedMean(script, target));
    }
    case 'ArgList':
      return isMeanArgument(script, node, parent.parent!);
    case 'DictionaryExpression': {
      const entry = splitAtCommas(childrenOf(parent)).find((part) => sameNode(part[2] ?? null, node));
      return entry?.[0].name === 'String' && namesMean(stringOf(entry[0], text));
    }
    case 'TupleExpression':
    case 'ReturnStatement':
      return isReturnedMean(script, node, parent);
    default:
      return false;
  }
}

/** Whether the value of an expression goes on into the layer that gives the mean: then it is a hidden feature. */
export function isFeature(script: Script, node: SyntaxNode): boolean {
  const { text } = script;
  const parent = node.parent;
  if (parent?.name === 'AssignStatement') {
    const given = assignmentsOf(parent, text).filter(({ value }) => sameNode(value, node));
    const later = given.flatMap(({ target }) => occurrencesOf(script, target)).filter(({ from }) => from > parent.to);
    return later.some((occurrence) => isInMeanLayer(occurrence, text));
  }
  if (parent?.name === 'MemberExpression' && parent.parent && handsOn(parent.parent, text))
    return isFeature(script, parent.parent);
  return isInMeanLayer(node, text);
}

function isInMeanLayer(node: SyntaxNode, text: string): boolean {
  const call = node.parent?.name === 'ArgList' ? node.parent.parent! : null;
  const path = call && pathOf(call.firstChild, text);
  return path !== null && /^(self\.)?\w+$/.test(path) && namesMean(lastName(path)) && !namesMeanNorm(lastName(path));
}

/** An argument named as the mean, or the first one of what takes a mean first: `Normal(loc=x)`, `reparameterize(x, lv)`. */
function isMeanArgument(script: Script, node: SyntaxNode, call: SyntaxNode): boolean {
  const list = argumentsOf(call, script.text);
  const index = list.findIndex(({ value }) => sameNode(value, node));
  if (index < 0) return false;
  const { keyword } = list[index];
  if (keyword) return namesMean(keyword);
  const callee = calleeName(call, script.text) ?? '';
  return index === 0 && list.length > 1 && TAKES_MEAN_FIRST.test(callee);
}

/** An item of a returned tuple whose next one is a spread, or that the callers unpack into a mean. */
function isReturnedMean(script: Script, node: SyntaxNode, list: SyntaxNode): boolean {
  const { text } = script;
  const statement = list.name === 'ReturnStatement' ? list : list.parent;
  const items = splitAtCommas(childrenOf(list).filter(({ name }) => name !== 'return')).map(([item]) => item);
  const index = items.findIndex((item) => sameNode(item, node));
  if (statement?.name !== 'ReturnStatement' || items.length < 2 || index < 0) return false;
  const next = items[index + 1] && peeled(items[index + 1], text);
  const nextName = next && (next.name === 'CallExpression' ? calleeName(next, text) : lastName(pathOf(next, text)));
  if (nextName && namesSpread(nextName)) return true;
  const definition = functionAround(node);
  const calls = definition ? callsOf(script, definedName(definition, text)) : [];
  return calls.some((call) => {
    const unpacked = call.parent?.name === 'AssignStatement' ? assignmentsOf(call.parent, text) : [];
    return unpacked.some(({ target, position }) => position === index && isNamedMean(script, target));
  });
}

function isNamedMean(script: Script, target: SyntaxNode): boolean {
  return namesMean(lastName(pathOf(target, script.text)));
}

/** The assignment in the same function that came last before a variable. */
function lastAssignment(script: Script, variable: SyntaxNode): Assignment | null {
  const scope = scopeOf(variable);
  const all = assignmentsTo(script, textOf(variable, script.text), scope ?? undefined);
  const before = all.filter(
    ({ statement }) => statement.to <= variable.from && scopeOf(statement)?.from === scope?.from,
  );
  return before.findLast(({ target }) => target.name === 'VariableName') ?? null;
}

function lastName(path: string | null): string {
  return path === null ? '' : path.slice(path.lastIndexOf('.') + 1);
}
