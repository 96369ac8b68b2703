import * as vscode from 'vscode';
import { baseName, formatOf } from '../dumps/fileNames';
import { createDashboardPanels } from './dashboardPanel';
import { registerDumpEditor } from './dumpEditor';
import { createDumpScripts } from './dumpScripts';
import { exportReport } from './exports';
import { registerGammaHover } from './gammaHover';
import { registerGammaLenses } from './gammaLenses';
import { registerInsertDumpWriter } from './insertDumpWriter';
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
  const scripts = createScripts(context);
  const dumps = createScriptDumps(context, scripts, sessions);
  const dumpScripts = createDumpScripts(scripts, dumps);
  const panels = createDashboardPanels(context, sessions, dumpScripts);
  const problems = showScriptProblems(context, scripts, dumps);
  context.subscriptions.push(
    sessions,
    panels,
    scripts,
    dumps,
    dumpScripts,
    problems,
    registerGammaHover(scripts, dumps),
    registerGammaLenses(scripts, dumps),
    registerQuickFixes(context, scripts, dumps, problems),
    registerLinkDump(scripts, dumps),
    registerInsertDumpWriter(),
    showProblems(context, sessions),
    registerDumpEditor(context, sessions, dumpScripts),
    registerJsonHover(sessions),
    watchJsonDumps(sessions),
    vscode.commands.registerCommand('latentLens.openDashboard', async (clicked?: vscode.Uri) => {
      const uri = clicked ?? activeFile() ?? (await pickDump('Open a latent dump'));
      if (uri) panels.open(uri);
    }),
    vscode.commands.registerCommand('latentLens.exportReport', async (clicked?: unknown) => {
      const known = clicked instanceof vscode.Uri ? clicked : (panels.active() ?? activeFile());
      const uri = known ?? (await pickDump('Export the report of a latent dump'));
      if (!uri) return;
      const held = sessions.acquire(uri, true);
      await exportReport(held.session, 'html').finally(() => held.dispose());
    }),
  );
}

/** The dump candidate of the active tab, whatever editor shows it. */
function activeFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  return isFile && formatOf(baseName(input.uri.path)) ? input.uri : undefined;
}
