import type { SyntaxNode } from '@lezer/common';
import { ANY_SPREAD, LOG_SPREAD, VARIATIONAL } from './latentNames';
import type { Script } from './nameIndex';
import { classAround, functionAround } from './syntax';

/**
 * Whether the script around a node has a variational posterior: a log-variance in the same class or function, another
 * spread there and a divergence or a reparameterised sample in the file, or all of these elsewhere in the file.
 */
export function isVariational(script: Script, node: SyntaxNode): boolean {
  const scope = classAround(node) ?? outermostFunction(node);
  const here = scope ? codeOf(script, scope.from, scope.to) : codeOf(script, 0, script.text.length);
  if (LOG_SPREAD.test(here)) return true;
  const everywhere = scope ? codeOf(script, 0, script.text.length) : here;
  return VARIATIONAL.test(everywhere) && (ANY_SPREAD.test(here) || LOG_SPREAD.test(everywhere));
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
