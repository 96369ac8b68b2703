import type { SyntaxNode } from '@lezer/common';
import { assignedTo } from './assignments';
import { mayNameSpread, namesPair, namesSpread } from './latentNames';
import { lastAssignment, peeled } from './meanEvidence';
import type { Script } from './nameIndex';
import { argumentsOf, calleeName, childrenOf, lastName, pathOf, sameNode, textOf } from './syntax';

const SPREADS = /^(exp|exp_|softplus|sqrt|sqrt_)$/;
/** Noise, by what gives it or is called so. */
const DRAWS = /rand|normal|\beps(?:ilon)?\b|noise/i;

/** Whether a summand is the location of a reparameterised sample: `m` of `m + torch.randn_like(m) * torch.exp(logs)`. */
export function isLocation(script: Script, node: SyntaxNode, sum: SyntaxNode): boolean {
  const { text } = script;
  const [left, operator, right] = childrenOf(sum);
  if (!right || textOf(operator, text) !== '+') return false;
  const other = sameNode(left, node) ? right : left;
  const factors = factorsOf(other, text);
  const isDraw = (factor: SyntaxNode) => DRAWS.test(textOf(factor, text));
  return factors.some(isDraw) && factors.some((factor) => !isDraw(factor) && isSpread(script, factor));
}

/** Whether arithmetic puts a mean together with its spread: in a sample, or in a divergence. */
export function isCombined(script: Script, node: SyntaxNode, arithmetic: SyntaxNode): boolean {
  const { text } = script;
  if (isLocation(script, node, arithmetic)) return true;
  const others = childrenOf(arithmetic).filter((operand) => !sameNode(operand, node));
  const written = others.map((operand) => textOf(operand, text)).join(' ');
  // What is called scale may scale the mean; beside a draw it is the deviation.
  if (spreadsIn(written).some((name) => !/scale/i.test(name) || DRAWS.test(written))) return true;
  let outermost = arithmetic;
  while (outermost.parent?.name === 'BinaryExpression') outermost = outermost.parent;
  return DRAWS.test(written) && assignedTo(outermost, text).some((target) => /^z/i.test(textOf(target, text)));
}

function factorsOf(node: SyntaxNode, text: string): SyntaxNode[] {
  const inner = peeled(node, text);
  const [left, operator, right] = childrenOf(inner);
  const isProduct = inner.name === 'BinaryExpression' && right && textOf(operator, text) === '*';
  return isProduct ? [...factorsOf(left, text), ...factorsOf(right, text)] : [inner];
}

/** Whether an expression gives the spread of a posterior: computed from what has the name of one, or under its name. */
export function isSpread(script: Script, node: SyntaxNode): boolean {
  const { text } = script;
  const inner = peeled(node, text);
  if (inner.name === 'VariableName') {
    const last = lastAssignment(script, inner);
    if (!last) return false;
    return last.position === null ? isSpread(script, last.value) : namesSpread(textOf(inner, text));
  }
  if (inner.name !== 'CallExpression' || !SPREADS.test(calleeName(inner, text) ?? '')) return false;
  const names = [...textOf(inner, text).matchAll(/(?<![\w.])[a-z_]\w*(?![\w.(])/gi)].map(([name]) => name);
  const receiver = pathOf(inner.firstChild!.firstChild, text);
  return [...names, receiver ?? ''].some(mayNameSpread) && !DRAWS.test(textOf(inner, text));
}

/** Whether an expression is the spread that belongs to a mean, by its name or by what it was assigned. */
export function isBeside(script: Script, mean: SyntaxNode, other: SyntaxNode): boolean {
  const { text } = script;
  const name = nameOf(other, text);
  // `draw(self.bn(m), s)`: the mean has its name within the call.
  const [input] = mean.name === 'CallExpression' ? argumentsOf(mean, text) : [];
  return (
    [mean, input?.value].some((each) => each && namesPair(nameOf(each, text), name)) ||
    namesSpread(name) ||
    isSpread(script, other) ||
    spreadsIn(textOf(other, text)).length > 0
  );
}

/** Names of spreads among the variables of an expression; `x.var(0)` is a statistic. */
export function spreadsIn(expression: string): string[] {
  const names = expression.matchAll(/\bself\.(\w+)|(?<![\w.])([a-z_]\w*)(?![\w(])(?!\s*=(?!=))/gi);
  return Array.from(names, ([, attribute, variable]) => attribute ?? variable).filter(namesSpread);
}

/** The name of an expression, or of the layer that gives it. */
export function nameOf(node: SyntaxNode, text: string): string {
  const inner = peeled(node, text);
  return (inner.name === 'CallExpression' ? calleeName(inner, text) : lastName(pathOf(inner, text))) ?? '';
}
