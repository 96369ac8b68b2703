import type { SyntaxNode } from '@lezer/common';
import type { BatchNorm, GammaParameter, GammaSite, GammaSource, TextSpan } from '../gammaSite';
import { type Amount, amountsOf } from './amounts';
import { batchNormFacts } from './batchNormFacts';
import type { Norm } from './batchNorms';
import type { Fill } from './fills';
import { follow } from './follow';
import type { Script } from './nameIndex';
import { weightOf } from './normWeight';
import type { MeanNorm } from './posteriorMean';
import { rescalingOf } from './rescaling';
import { argumentAt, argumentsOf, calleeName, spanOf, textOf } from './syntax';

/** Sites of one batch norm on a posterior mean, and the ways into their gamma from outside. */
export interface NormSites {
  sites: GammaSite[];
  parameters: GammaParameter[];
}

/** A value that a weight may be filled with, or that a mean may be multiplied by. */
interface Filling extends Amount {
  at: SyntaxNode;
}

/** The places that fix the gamma of a batch norm on a posterior mean; none where its weight is trained as usual. */
export function gammaSites(script: Script, { norm, call }: MeanNorm): NormSites {
  const { none, fills, frozen } = weightOf(script, norm);
  const batchNorm = batchNormFacts(script, norm, frozen);
  const one = (span: TextSpan, gamma: number | null, source: GammaSource): NormSites => ({
    sites: [{ span, literal: null, gamma, source, name: null, uses: [], batchNorm }],
    parameters: [],
  });
  const rescaling =
    none && [call, ...norm.within].map((use) => rescalingOf(script, use)).find((found) => found !== null);
  if (none && !rescaling) return one(none, 1, 'not-affine');
  if (rescaling?.by === 'scaler') return one(batchNorm.span, null, 'su-variant');
  const filled = rescaling ? [{ value: rescaling.by, at: rescaling.by, inside: null }] : fills;
  if (filled.length === 0) return frozen ? one(batchNorm.span, 1, 'unfilled') : { sites: [], parameters: [] };
  const fillings = filled
    .flatMap((fill) => fillingsOf(script, fill, norm))
    .map((filling) => (rescaling?.divides ? inverse(filling) : filling));
  if (fillings.some((filling) => isLearnedBetweenBounds(script, filling)))
    return one(batchNorm.span, null, 'su-variant');
  const sites = chosen(fillings, frozen, norm.frozen).map((filling) => siteOf(filling, batchNorm));
  return { sites, parameters: sites.length > 0 ? fillings.flatMap(({ parameters }) => parameters) : [] };
}

function fillingsOf(script: Script, { value, at, inside }: Fill, norm: Norm): Filling[] {
  if (typeof value === 'number') {
    const written = { value, span: spanOf(at), literal: null, name: null, uses: [], parameters: [], outside: false };
    return [{ ...written, node: at, at }];
  }
  // The parameter that a weight is replaced by: whether it is trained is seen elsewhere.
  const inner =
    calleeName(value, script.text) === 'Parameter' ? argumentAt(argumentsOf(value, script.text), 0, 'data') : null;
  const frame = inside ? { ...inside, outer: norm.frame } : norm.frame;
  return amountsOf(script, inner ?? value, frame).map((amount) => ({ ...amount, at }));
}

/** What divides by a value: the number to edit is not gamma itself. */
function inverse(filling: Filling): Filling {
  const value = filling.value === null || filling.value === 0 ? null : 1 / filling.value;
  return { ...filling, value, literal: null, parameters: [] };
}

/** Known values before unknown ones; a trained weight of ones, whatever they are called, is what every batch norm starts from. */
function chosen(fillings: Filling[], frozen: boolean, mayBeComputed: boolean): Filling[] {
  const isOne = ({ value, name }: Filling) => value === 1 && (name === null || !frozen);
  const others = fillings.filter((filling) => !isOne(filling));
  const known = others.length > 0 ? others.filter(({ value }) => value !== null) : frozen ? fillings : [];
  if (known.length > 0) return known;
  const outside = others.filter((filling) => filling.outside);
  if (outside.length > 0) return outside.slice(0, 1);
  return mayBeComputed ? others.slice(0, 1) : [];
}

function siteOf({ value, span, literal, name, uses, outside, at }: Filling, batchNorm: BatchNorm): GammaSite {
  const place = value === null ? spanOf(at) : span;
  const further = [spanOf(at), ...uses].filter(({ from, to }) => place.from < from || to < place.to);
  const distinct = further.filter((use, index) => further.findIndex(({ from }) => from === use.from) === index);
  const isKnown = value !== null;
  return {
    span: place,
    literal: isKnown ? literal : null,
    gamma: value,
    source: isKnown ? 'literal' : 'outside',
    name: isKnown || outside ? name : null,
    uses: distinct,
    batchNorm,
  };
}

/** sqrt(tau + (1 - tau) sigmoid(theta)), also where parts of it have names. */
function isLearnedBetweenBounds(script: Script, { value, outside, node }: Filling): boolean {
  return value === null && !outside && mentionsSigmoid(script, node, 0);
}

function mentionsSigmoid(script: Script, node: SyntaxNode, depth: number): boolean {
  if (/sigmoid/i.test(textOf(node, script.text))) return true;
  if (depth > 2) return false;
  const names: SyntaxNode[] = [];
  node.cursor().iterate((inner) => {
    if (/^(VariableName|MemberExpression)$/.test(inner.name)) names.push(inner.node);
  });
  const parts = names.flatMap((name) => follow(script, name)).filter(({ outside }) => !outside);
  return parts.some((part) => part.node.from !== node.from && mentionsSigmoid(script, part.node, depth + 1));
}
