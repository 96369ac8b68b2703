import * as vscode from 'vscode';
import { looksLikeJsonDump } from '../dumps/looksLikeJsonDump';
import type { Sessions } from './sessions';

/** What of a text is looked at to tell a dump from other JSON. */
const HEAD = 4096;

/**
 * Analyses every JSON dump that is open in a text editor, so that its findings stand in the text; ends when it is
 * closed. Keeps the context key `latentLens.jsonDumps` (paths) for the menus.
 */
export function watchJsonDumps(sessions: Sessions): vscode.Disposable {
  const open = new Map<string, vscode.Disposable>();
  const sync = () => {
    // By tabs, not by documents: VS Code may keep a document for minutes after its last tab was closed.
    const shown = shownDumps();
    const before = [...open.keys()].join();
    for (const [key, held] of open) {
      if (shown.has(key)) continue;
      held.dispose();
      open.delete(key);
    }
    for (const [key, uri] of shown) if (!open.has(key)) open.set(key, sessions.acquire(uri));
    if ([...open.keys()].join() !== before) publish([...shown.values()]);
  };
  sync();
  const subscriptions = [
    vscode.window.tabGroups.onDidChangeTabs(sync),
    vscode.workspace.onDidOpenTextDocument(sync),
    vscode.workspace.onDidSaveTextDocument(sync),
  ];
  return new vscode.Disposable(() => {
    for (const subscription of [...subscriptions, ...open.values()]) subscription.dispose();
  });
}

function publish(dumps: vscode.Uri[]): void {
  const paths = dumps.map((uri) => (uri.scheme === 'file' ? uri.fsPath : uri.path));
  void vscode.commands.executeCommand('setContext', 'latentLens.jsonDumps', paths);
}

/** URIs of the JSON dumps in text tabs whose text is loaded. */
function shownDumps(): Map<string, vscode.Uri> {
  const inputs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.input));
  const tabs = new Set(
    inputs.filter((input) => input instanceof vscode.TabInputText).map((input) => String(input.uri)),
  );
  const dumps = vscode.workspace.textDocuments.filter(
    (document) => tabs.has(String(document.uri)) && isJsonDump(document),
  );
  return new Map(dumps.map((document) => [String(document.uri), document.uri]));
}

/** Whether a document may be a JSON dump, by its name and the beginning of its text. */
export function isJsonDump(document: vscode.TextDocument): boolean {
  if (!/\.json$/i.test(document.uri.path)) return false;
  const text = document.getText(new vscode.Range(new vscode.Position(0, 0), document.positionAt(HEAD)));
  return looksLikeJsonDump(new TextEncoder().encode(text));
}
