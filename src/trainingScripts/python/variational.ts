import type { SyntaxNode } from '@lezer/common';
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
 * Whether the script around a node has a variational posterior: a log-variance in the same class or function, another
 * spread there and a divergence or a reparameterised sample in the file, or all of these elsewhere in the file.
 */
export function isVariational(script: Script, node: SyntaxNode): boolean {
  const here = signsIn(script, classAround(node) ?? outermostFunction(node));
  if (here.logSpread) return true;
  const everywhere = signsIn(script, null);
  return everywhere.sample && (here.spread || everywhere.logSpread);
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
