import type { SyntaxNode } from '@lezer/common';
import { assignmentsOf, targetsOf } from './assignments';
import { namesMean, namesMeanNorm, namesPair, namesSpread } from './latentNames';
import { callsOf } from './lookUp';
import { peeled } from './meanEvidence';
import type { Script } from './nameIndex';
import { occurrencesOf } from './occurrences';
import { isLocation, isSpread, nameOf } from './spreads';
import {
  argumentsOf,
  calleeName,
  childrenOf,
  definedName,
  functionAround,
  handsOn,
  lastName,
  pathOf,
  sameNode,
  splitAtCommas,
  stringOf,
  textOf,
} from './syntax';

/** Functions whose first argument is a posterior mean. */
const TAKES_MEAN_FIRST =
  /^_?(Normal|MultivariateNormal\w*|DiagonalGaussian\w*|\w*reparam\w*|(re)?sampl(e|ing)(_z|_latent|_gaussian)?|kl|kld|kl_\w+)$/i;
/** Variables whose names say something else, though a spread stands beside them. */
const SAYS_OTHER = /^([zx]\d?|\w*(sampl|recon|logit|noise)\w*)$/i;

/**
 * Whether the value of an expression is used as a posterior mean: by the name it gets, or by what takes it.
 * @param isNamed whether the expression is a variable that has been given the value: then arithmetic leads elsewhere
 */
export function becomesMean(script: Script, node: SyntaxNode, isNamed = false): boolean {
  const { text } = script;
  const parent = node.parent;
  switch (parent?.name) {
    case 'ParenthesizedExpression':
    case 'ConditionalExpression':
      return becomesMean(script, parent, isNamed);
    case 'BinaryExpression':
      if (isLocation(script, node, parent)) return true;
      return (!isNamed || peeled(parent, text) !== parent) && becomesMean(script, parent, isNamed);
    case 'MemberExpression':
      return (
        parent.parent?.name === 'CallExpression' &&
        handsOn(parent.parent, text) &&
        becomesMean(script, parent.parent, isNamed)
      );
    case 'AssignStatement': {
      const isUsed = (target: SyntaxNode) =>
        target.name === 'VariableName' &&
        !SAYS_OTHER.test(textOf(target, text)) &&
        occurrencesOf(script, target, parent.to).some((occurrence) => becomesMean(script, occurrence, true));
      return targetsOf(node, text).some((target) => isNamedMean(script, target) || (!isNamed && isUsed(target)));
    }
    case 'ArgList':
      return isMeanArgument(script, node, parent.parent!, isNamed);
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
    const later = targetsOf(node, text).flatMap((target) => occurrencesOf(script, target, parent.to));
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

/**
 * An argument named as the mean, or the first one of what takes a mean first: `Normal(loc=x)`, `reparameterize(x, lv)`;
 * a variable only where its spread stands beside it.
 */
function isMeanArgument(script: Script, node: SyntaxNode, call: SyntaxNode, isNamed: boolean): boolean {
  const list = argumentsOf(call, script.text);
  const index = list.findIndex(({ value }) => sameNode(value, node));
  if (index < 0) return false;
  const { keyword } = list[index];
  if (keyword) return namesMean(keyword);
  const callee = calleeName(call, script.text) ?? '';
  if (index > 0 || list.length < 2 || !TAKES_MEAN_FIRST.test(callee)) return false;
  return !isNamed || namesSpread(nameOf(list[1].value, script.text)) || isSpread(script, list[1].value);
}

/** An item of a returned tuple whose next one is a spread, or that the callers unpack into a mean. */
function isReturnedMean(script: Script, node: SyntaxNode, list: SyntaxNode): boolean {
  const { text } = script;
  const statement = list.name === 'ReturnStatement' ? list : list.parent;
  const items = splitAtCommas(childrenOf(list).filter(({ name }) => name !== 'return')).map(([item]) => item);
  const index = items.findIndex((item) => sameNode(item, node));
  if (statement?.name !== 'ReturnStatement' || items.length < 2 || index < 0) return false;
  const next = items[index + 1];
  if (next && namesPair(nameOf(node, text), nameOf(next, text))) return true;
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
