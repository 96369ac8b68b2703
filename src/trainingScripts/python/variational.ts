import type { SyntaxNode } from '@lezer/common';
import { callsThatMake, callsThatRun } from './callSites';
import { basesOf, derivedFrom } from './classes';
import { ANY_SPREAD, LOG_SPREAD, VARIATIONAL } from './latentNames';
import type { Script } from './nameIndex';
import { classAround, functionAround } from './syntax';

/** What a stretch of code has of a variational posterior. */
interface Signs {
  logSpread: boolean;
  spread: boolean;
  /** A divergence, or a reparameterised sample. */
  sample: boolean;
}

/** By the offset of the class or function; -1 for the whole script. */
const signs = new WeakMap<Script, Map<number, Signs>>();

/**
 * Whether the code around a node has a variational posterior: a log-variance in the same class or function; or, where
 * the file has a divergence or a reparameterised sample, another spread there or a log-variance in what shares its
 * attributes or calls it. One somewhere else in the file belongs to something else.
 */
export function isVariational(script: Script, node: SyntaxNode): boolean {
  const around = classAround(node) ?? outermostFunction(node);
  const here = signsIn(script, around);
  if (here.logSpread) return true;
  if (!signsIn(script, null).sample) return false;
  return (
    here.spread || (around !== null && inReachOf(script, around).some((scope) => signsIn(script, scope).logSpread))
  );
}

/** The bases of a class, the classes derived from it, and the code that makes or calls it; null is the whole script. */
function inReachOf(script: Script, around: SyntaxNode): (SyntaxNode | null)[] {
  const isClass = around.name === 'ClassDefinition';
  const relatives = isClass ? [...basesOf(around, script), ...derivedFrom(around, script)] : [];
  const calls = isClass
    ? [around, ...relatives].flatMap((relative) => callsThatMake(relative, script))
    : callsThatRun(around, script, null).map(({ call }) => call);
  return [...relatives, ...calls.map((call) => classAround(call) ?? outermostFunction(call))];
}

function signsIn(script: Script, scope: SyntaxNode | null): Signs {
  const known = signs.get(script) ?? new Map<number, Signs>();
  signs.set(script, known);
  const seen = known.get(scope?.from ?? -1);
  if (seen) return seen;
  const code = scope ? codeOf(script, scope.from, scope.to) : codeOf(script, 0, script.text.length);
  const found = { logSpread: LOG_SPREAD.test(code), spread: ANY_SPREAD.test(code), sample: VARIATIONAL.test(code) };
  known.set(scope?.from ?? -1, found);
  return found;
}

/** The text without its comments and strings. */
function codeOf(script: Script, from: number, to: number): string {
  let code = '';
  let at = from;
  for (const prose of script.prose) {
    if (prose.from < at || prose.from >= to) continue;
    code += `${script.text.slice(at, prose.from)} `;
    at = prose.to;
  }
  return code + script.text.slice(at, Math.max(at, to));
}

function outermostFunction(node: SyntaxNode): SyntaxNode | null {
  let outermost = functionAround(node);
  for (let next = outermost; next; next = functionAround(next)) outermost = next;
  return outermost;
}
