import type { Tree } from '@lezer/common';
import type { GammaParameter, GammaSite, ScriptFacts } from './gammaSite';
import { mentionsBatchNorm } from './mentionsGamma';
import { batchNorms } from './python/batchNorms';
import { gammaSites } from './python/gammaSites';
import { indexNames } from './python/nameIndex';
import { isFixed, weightOf } from './python/normWeight';
import { meanNorms } from './python/posteriorMean';
import { parsePython } from './pythonParse';

/**
 * What a Python script says of gamma: the places that fix the gamma of a batch norm on a posterior mean, in the order of
 * the text, and the ways by which it can be set from outside. Nothing is executed; half-typed code gives what can be
 * read of it.
 * @param tree of the text, if it has been parsed already
 */
export function analyzeScript(text: string, tree?: Tree): ScriptFacts {
  if (!mentionsBatchNorm(text)) return { sites: [], parameters: [] };
  const script = indexNames(text, tree ?? parsePython(text));
  const found = batchNorms(script)
    .filter((norm) => isFixed(weightOf(script, norm)))
    .flatMap((norm) => meanNorms(script, norm))
    .map((mean) => gammaSites(script, mean));
  const sites = distinct(
    found.flatMap(({ sites }) => sites),
    ({ span, batchNorm }: GammaSite) => `${span.from} ${batchNorm?.span.from}`,
  );
  const parameters = distinct(
    found.flatMap(({ parameters }) => parameters),
    ({ option, key, of }: GammaParameter) => `${option} ${key} ${of?.callee}`,
  );
  return { sites: sites.sort((a, b) => a.span.from - b.span.from), parameters };
}

function distinct<T>(items: T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
