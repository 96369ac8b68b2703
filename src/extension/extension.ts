import * as vscode from 'vscode';
import { createDashboardPanels } from './dashboardPanel';
import { registerDumpEditor } from './dumpEditor';
import { watchJsonDumps } from './jsonDumps';
import { registerJsonHover } from './jsonHover';
import { showProblems } from './problems';
import { createSessions } from './sessions';

export function activate(context: vscode.ExtensionContext): void {
  const sessions = createSessions(context);
  const panels = createDashboardPanels(context, sessions);
  context.subscriptions.push(
    sessions,
    panels,
    showProblems(context, sessions),
    registerDumpEditor(context, sessions),
    registerJsonHover(sessions),
    watchJsonDumps(sessions),
    vscode.commands.registerCommand('latentLens.openDashboard', async (clicked?: vscode.Uri) => {
      const uri = clicked ?? activeFile() ?? (await pickFile());
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

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Open a latent dump',
    filters: { 'Latent dumps': ['npy', 'json'] },
  });
  return picked?.[0];
}
