import * as vscode from 'vscode';
import type { TextEdit } from '../trainingScripts/gammaSite';
import { suggestedGamma } from './gammaStatistics';
import { openHelp } from './help';
import type { ScriptDumps } from './scriptDumps';
import { rangeOf, type ScriptProblem, type ScriptProblems } from './scriptProblems';
import type { ScriptState, Scripts } from './scripts';
import { SECTION, surfaceEnabled } from './settings';
import { silencingEdit } from './silencing';

const SILENCE = 'latentLens.silenceFinding';
const EXPLAIN = 'latentLens.explainFinding';

/** Codes whose cure is another gamma. */
const ABOUT_GAMMA =
  /^(gamma-zero|gamma-exceeds-one|gamma-mismatch|kl-vanishing|collapsed-dimension|aggregate-(over|under)dispersed)$/;

/** Quick fixes of script findings, in ESLint's order: fix, silence the line, silence the rule, explain. */
export function registerQuickFixes(
  context: vscode.ExtensionContext,
  scripts: Scripts,
  dumps: ScriptDumps,
  problems: ScriptProblems,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(SILENCE, (code: string, resource: vscode.Uri) => silence(code, resource)),
    vscode.commands.registerCommand(EXPLAIN, (code: string) => openHelp(context, code)),
    vscode.languages.registerCodeActionsProvider(
      '*',
      {
        provideCodeActions(document, range) {
          const state = scripts.stateOf(document);
          // Edited since: what is shown has the places of before.
          if (state?.version !== document.version || !surfaceEnabled(state.script, 'quickFixes')) return [];
          const here = problems.shownIn(document).filter(({ diagnostic }) => diagnostic.range.intersection(range));
          return [
            ...here.flatMap((problem) => [...gammaFix(state, problem, dumps), ...ownFix(document, problem)]),
            ...here.flatMap((problem) => silenceLine(document, problem)),
            ...here.map((problem) => silenceRule(state.script, problem)),
            ...here.map(explain),
          ];
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}

/** Sets gamma to what would match the variances that the dump measured. */
function gammaFix(
  { document, sites }: ScriptState,
  { code, diagnostic }: ScriptProblem,
  dumps: ScriptDumps,
): vscode.CodeAction[] {
  const dump = dumps.dumpOf(document);
  const gamma = dump && ABOUT_GAMMA.test(code) ? suggestedGamma(dump.analysis.report) : null;
  const site = sites.find(({ literal }) => literal && rangeOf(document, literal).isEqual(diagnostic.range));
  if (gamma === null || !site?.literal || site.gamma === gamma) return [];
  return [
    edited(document, diagnostic, `Set gamma to ${gamma}, which matches the variances of ${dump?.name}`, [
      { span: site.literal, text: String(gamma) },
    ]),
  ];
}

function ownFix(document: vscode.TextDocument, { finding, diagnostic }: ScriptProblem): vscode.CodeAction[] {
  if (!finding || finding.edits.length === 0) return [];
  const title =
    finding.code === 'lost-continuation'
      ? 'Join the lines of the command'
      : `Use ${finding.edits.map(({ text }) => text.replace(/^, /, '')).join(', ')}`;
  const fix = edited(document, diagnostic, title, finding.edits);
  // Whatever the model: nobody wants another eps, or half a command. Which gamma is wanted is the author's choice.
  fix.isPreferred = true;
  return [fix];
}

function silenceLine(document: vscode.TextDocument, { code, diagnostic }: ScriptProblem): vscode.CodeAction[] {
  const edit = silencingEdit(document.getText(), document.languageId, document.offsetAt(diagnostic.range.start), code);
  return edit ? [edited(document, diagnostic, `Silence ${code} on this line`, [edit])] : [];
}

function silenceRule(script: vscode.Uri, { code, diagnostic }: ScriptProblem): vscode.CodeAction {
  const where = hasWorkspace() ? 'in this workspace' : 'in the user settings';
  return called(diagnostic, `Silence ${code} ${where}`, SILENCE, [code, script]);
}

const explain = ({ code, diagnostic }: ScriptProblem): vscode.CodeAction =>
  called(diagnostic, `Explain ${code}`, EXPLAIN, [code]);

function edited(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  title: string,
  edits: readonly TextEdit[],
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.edit = new vscode.WorkspaceEdit();
  for (const { span, text } of edits) action.edit.replace(document.uri, rangeOf(document, span), text);
  return action;
}

function called(diagnostic: vscode.Diagnostic, title: string, command: string, args: unknown[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = { title, command, arguments: args };
  return action;
}

const hasWorkspace = (): boolean => (vscode.workspace.workspaceFolders?.length ?? 0) > 0;

/** Adds a code to `latentLens.silencedFindings` of the workspace; of the user, where there is none. */
async function silence(code: string, resource: vscode.Uri): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION, resource);
  const silenced = settings.get<string[]>('silencedFindings', []);
  const target = hasWorkspace() ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('silencedFindings', [...new Set([...silenced, code])], target);
}
