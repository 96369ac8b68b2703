import * as vscode from 'vscode';
import { showDashboard } from './dashboardView';
import type { DumpScripts } from './dumpScripts';
import type { Sessions } from './sessions';

/** "Reopen Editor With...": the dashboard as a read-only editor of a binary dump. */
export function registerDumpEditor(
  context: vscode.ExtensionContext,
  sessions: Sessions,
  scripts: DumpScripts,
): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider('latentLens.dump', {
    openCustomDocument: (uri) => ({ uri, dispose: () => {} }),
    resolveCustomEditor: (document, panel) => {
      const held = sessions.acquire(document.uri);
      const view = showDashboard(context, held.session, scripts, panel.webview);
      panel.onDidDispose(() => {
        view.dispose();
        held.dispose();
      });
    },
  } satisfies vscode.CustomReadonlyEditorProvider);
}
