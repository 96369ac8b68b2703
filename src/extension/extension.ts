import * as vscode from 'vscode';
import { createDashboardPanels } from './dashboardPanel';
import { registerDumpEditor } from './dumpEditor';
import { registerGammaHover } from './gammaHover';
import { registerGammaLenses } from './gammaLenses';
import { watchJsonDumps } from './jsonDumps';
import { registerJsonHover } from './jsonHover';
import { registerLinkDump } from './linkDump';
import { pickDump } from './pickDump';
import { showProblems } from './problems';
import { registerQuickFixes } from './quickFixes';
import { createScriptDumps } from './scriptDumps';
import { showScriptProblems } from './scriptProblems';
import { createScripts } from './scripts';
import { createSessions } from './sessions';

export function activate(context: vscode.ExtensionContext): void {
  const sessions = createSessions(context);
  const panels = createDashboardPanels(context, sessions);
  const scripts = createScripts(context);
  const dumps = createScriptDumps(context, scripts, sessions);
  const problems = showScriptProblems(context, scripts, dumps);
  context.subscriptions.push(
    sessions,
    panels,
    scripts,
    dumps,
    problems,
    registerGammaHover(scripts, dumps),
    registerGammaLenses(scripts, dumps),
    registerQuickFixes(context, scripts, dumps, problems),
    registerLinkDump(scripts, dumps),
    showProblems(context, sessions),
    registerDumpEditor(context, sessions),
    registerJsonHover(sessions),
    watchJsonDumps(sessions),
    vscode.commands.registerCommand('latentLens.openDashboard', async (clicked?: vscode.Uri) => {
      const uri = clicked ?? activeFile() ?? (await pickDump('Open a latent dump'));
      if (uri) panels.open(uri);
    }),
  );
}

/** The dump candidate of the active tab, whatever editor shows it. */
function activeFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  return isFile && /\.(npy|json)$/i.test(input.uri.path) ? input.uri : undefined;
}
