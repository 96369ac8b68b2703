import * as vscode from 'vscode';
import type { GammaSite, TextSpan } from '../trainingScripts/gammaSite';
import { gammaHover } from './gammaStatistics';
import type { ScriptDumps } from './scriptDumps';
import { rangeOf } from './scriptProblems';
import type { Scripts } from './scripts';
import { readTargetRate, surfaceEnabled } from './settings';

const OPEN = 'latentLens.openDashboard';
const LINK = 'latentLens.linkDump';

/** Hovers over a gamma, the places that it flows through and the batch norm that takes it. */
export function registerGammaHover(scripts: Scripts, dumps: ScriptDumps): vscode.Disposable {
  return vscode.languages.registerHoverProvider('*', {
    provideHover(document, position) {
      const state = scripts.stateOf(document);
      if (!state || state.version !== document.version || !surfaceEnabled(state.script, 'hover')) return undefined;
      const found = placeAt(state.sites, document.offsetAt(position));
      if (!found) return undefined;
      const dump = dumps.dumpOf(document);
      const measured = dump ? { name: dump.name, report: dump.analysis.report } : null;
      const text = gammaHover(found.site, measured, readTargetRate(state.script));
      const contents = new vscode.MarkdownString(`${text}\n\n`);
      contents.isTrusted = { enabledCommands: [OPEN, LINK] };
      const uri = dump && encodeURIComponent(JSON.stringify([dump.session.uri]));
      contents.appendMarkdown(uri ? `[Open dashboard](command:${OPEN}?${uri}) · ` : '');
      contents.appendMarkdown(`[Link a dump...](command:${LINK})`);
      return new vscode.Hover(contents, rangeOf(document, found.span));
    },
  });
}

/** The site that has the narrowest place around an offset. */
function placeAt(sites: readonly GammaSite[], offset: number): { site: GammaSite; span: TextSpan } | undefined {
  const places = sites.flatMap((site) => {
    const own = [site.span, ...site.uses, ...(site.batchNorm ? [site.batchNorm.span] : [])];
    const eps = site.batchNorm?.eps.literal;
    return [...own, ...(eps ? [eps] : [])].map((span) => ({ site, span }));
  });
  return places
    .filter(({ span }) => span.from < span.to && span.from <= offset && offset <= span.to)
    .sort((a, b) => a.span.to - a.span.from - (b.span.to - b.span.from))[0];
}
