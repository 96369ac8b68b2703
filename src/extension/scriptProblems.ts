import * as vscode from 'vscode';
import { declaredGammaText } from '../diagnostics/findings/wording';
import type { Severity } from '../diagnostics/report';
import type { GammaSite, TextSpan } from '../trainingScripts/gammaSite';
import type { ScriptFinding } from '../trainingScripts/rules';
import { silencedBy } from '../trainingScripts/suppressions';
import { createDiagnostic } from './diagnostic';
import { belongsToScript, measuredNote } from './gammaStatistics';
import type { LinkedDump, ScriptDumps } from './scriptDumps';
import { declaresOne } from './scriptOfDump';
import type { ScriptState, Scripts } from './scripts';
import { readSilenced, surfaceEnabled } from './settings';

/** Quiet time before a problem that was not there is shown: half a number is no gamma. */
const PAUSE = 600;

/** What a diagnostic of a script comes from: quick fixes need more than its message. */
export interface ScriptProblem {
  code: string;
  /** Null for a finding of the dump. */
  finding: ScriptFinding | null;
  diagnostic: vscode.Diagnostic;
}

export interface ScriptProblems extends vscode.Disposable {
  /** What stands in a document now. */
  shownIn(document: vscode.TextDocument): ScriptProblem[];
}

/**
 * Keeps the findings of open scripts in the Problems panel, with the measured numbers of their dumps. While the author
 * types, what is fixed disappears at once and what is new waits for a pause.
 */
export function showScriptProblems(
  context: vscode.ExtensionContext,
  scripts: Scripts,
  dumps: ScriptDumps,
): ScriptProblems {
  const collection = vscode.languages.createDiagnosticCollection('latentLensScripts');
  const shown = new Map<vscode.TextDocument, ScriptProblem[]>();
  const timers = new Map<vscode.TextDocument, NodeJS.Timeout>();

  const show = (document: vscode.TextDocument, problems: ScriptProblem[]) => {
    if (problems.length === 0) {
      if (shown.delete(document)) collection.delete(document.uri);
      return;
    }
    shown.set(document, problems);
    collection.set(
      document.uri,
      problems.map(({ diagnostic }) => diagnostic),
    );
  };
  const update = (document: vscode.TextDocument) => {
    const state = scripts.stateOf(document);
    // Edited since: the next reading is on its way, and has the right places.
    if (state && state.version !== document.version) return;
    clearTimeout(timers.get(document));
    timers.delete(document);
    if (!state || !surfaceEnabled(state.script, 'problems')) return show(document, []);
    const problems = problemsOf(context, state, dumps.dumpOf(document));
    const left = PAUSE - (Date.now() - state.editedAt);
    const known = new Set(keysOf(shown.get(document) ?? []));
    const isNew = keysOf(problems).map((key) => !known.has(key));
    if (left <= 0 || !isNew.includes(true)) return show(document, problems);
    show(
      document,
      problems.filter((_, k) => !isNew[k]),
    );
    timers.set(
      document,
      setTimeout(() => update(document), left),
    );
  };
  const subscriptions = [scripts.onDidRead(update), dumps.onDidChange(update)];
  for (const { document } of scripts.all()) update(document);
  return {
    shownIn: (document) => shown.get(document) ?? [],
    dispose() {
      for (const timer of timers.values()) clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
      collection.dispose();
    },
  };
}

/** The n-th of its code: a number that changes is the same problem. */
function keysOf(problems: ScriptProblem[]): string[] {
  const counts = new Map<string, number>();
  return problems.map(({ code }) => {
    const n = counts.get(code) ?? 0;
    counts.set(code, n + 1);
    return `${code} ${n}`;
  });
}

function problemsOf(
  context: vscode.ExtensionContext,
  { document, script, sites, findings }: ScriptState,
  linked: LinkedDump | undefined,
): ScriptProblem[] {
  // The dump of another gamma tells nothing of this one.
  const dump = linked?.isCurrent ? linked : undefined;
  const name = dump && nameOf(dump, sites);
  const diagnose = (span: TextSpan, code: string, severity: Severity, message: string) =>
    createDiagnostic(context, rangeOf(document, span), code, severity, message);
  const problems = findings.map((finding): ScriptProblem => {
    const { span, code, severity, message, related } = finding;
    const note = dump && name ? ` ${measuredNote(code, dump.analysis.report, name)}` : '';
    const diagnostic = diagnose(span, code, severity, message + note);
    diagnostic.relatedInformation = [
      ...related.map((place) => relatedPlace(document.uri, rangeOf(document, place.span), place.message)),
      ...(dump ? [dumpPlace(dump)] : []),
    ];
    return { code, finding, diagnostic };
  });
  const site = sites.find(({ gamma }) => gamma !== null) ?? sites[0];
  if (!dump || !site) return problems;
  const line = document.positionAt(site.span.from).line + 1;
  const lastLine = document.positionAt(site.span.to).line + 1;
  const silenced = silencedBy(document.getText());
  const silencedCodes = readSilenced(script);
  const own = new Set<string>(findings.map(({ code }) => code));
  for (const found of dump.analysis.report.findings) {
    const { code, severity, message } = found;
    if (!belongsToScript(found, site) || own.has(code) || silencedCodes.has(code)) continue;
    if (silenced(code, line, lastLine)) continue;
    const diagnostic = diagnose(site.span, code, severity, `${name}: ${message}`);
    diagnostic.relatedInformation = [dumpPlace(dump)];
    problems.push({ code, finding: null, diagnostic });
  }
  return problems;
}

/** With its gamma where the script has another: a run may set it from outside. */
function nameOf({ name, analysis }: LinkedDump, sites: readonly GammaSite[]): string {
  const { declared } = analysis.report.source;
  const gammas = sites.flatMap(({ gamma }) => gamma ?? []);
  const isOther = declared.gamma !== null && gammas.length > 0 && !declaresOne(declared.gamma, gammas);
  return isOther ? `${name} with gamma = ${declaredGammaText(declared)}` : name;
}

function dumpPlace({ session, analysis, name }: LinkedDump): vscode.DiagnosticRelatedInformation {
  const { file, range } = analysis.places.gamma ?? analysis.places.dump;
  const at = range
    ? new vscode.Range(range.line, range.column, range.endLine, range.endColumn)
    : new vscode.Range(0, 0, 0, 0);
  return relatedPlace(session.toUri(file), at, `The dump of this script: ${name}.`);
}

const relatedPlace = (uri: vscode.Uri, range: vscode.Range, message: string) =>
  new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, range), message);

export function rangeOf(document: vscode.TextDocument, { from, to }: TextSpan): vscode.Range {
  return new vscode.Range(document.positionAt(from), document.positionAt(to));
}
