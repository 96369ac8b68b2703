import * as vscode from 'vscode';
import { showDashboard } from './dashboardView';
import type { DumpScripts } from './dumpScripts';
import type { Sessions } from './sessions';

const VIEW_TYPE = 'latentLens.dashboard';

/** One panel per file, beside the editors; panels come back after a reload of the window. */
export interface DashboardPanels extends vscode.Disposable {
  open(uri: vscode.Uri): void;
  /** The file whose panel is in front, if one is. */
  active(): vscode.Uri | undefined;
}

export function createDashboardPanels(
  context: vscode.ExtensionContext,
  sessions: Sessions,
  scripts: DumpScripts,
): DashboardPanels {
  const panels = new Map<string, vscode.WebviewPanel>();
  const attach = (panel: vscode.WebviewPanel, uri: vscode.Uri) => {
    const key = uri.toString();
    const held = sessions.acquire(uri);
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.png');
    const view = showDashboard(context, held.session, scripts, panel.webview);
    panels.set(key, panel);
    panel.onDidDispose(() => {
      panels.delete(key);
      view.dispose();
      held.dispose();
    });
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
    async deserializeWebviewPanel(panel, state: { dump?: string } | undefined) {
      if (state?.dump) attach(panel, vscode.Uri.parse(state.dump));
      else panel.dispose();
    },
  });
  return {
    open(uri) {
      const open = panels.get(uri.toString());
      if (open) return open.reveal();
      const title = `Latent Lens: ${shortName(uri)}`;
      attach(vscode.window.createWebviewPanel(VIEW_TYPE, title, vscode.ViewColumn.Active, {}), uri);
    },
    active() {
      const [key] = [...panels].find(([, panel]) => panel.active) ?? [];
      return key === undefined ? undefined : vscode.Uri.parse(key);
    },
    dispose() {
      serializer.dispose();
      for (const panel of panels.values()) panel.dispose();
    },
  };
}

/** "folder/mu.npy": the file's name alone says little, every dump has a mu.npy. */
function shortName(uri: vscode.Uri): string {
  return uri.path.split('/').slice(-2).join('/');
}
