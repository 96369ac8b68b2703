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
  const publish = () =>
    void vscode.commands.executeCommand(
      'setContext',
      'latentLens.jsonDumps',
      [...open.keys()].map((key) => {
        const uri = vscode.Uri.parse(key);
        return uri.scheme === 'file' ? uri.fsPath : uri.path;
      }),
    );
  const opened = (document: vscode.TextDocument) => {
    const key = document.uri.toString();
    if (open.has(key) || !/\.json$/i.test(document.uri.path) || !isDump(document)) return;
    // Diff views and the like show texts that are no files.
    if (document.uri.scheme !== 'file' && vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === undefined)
      return;
    open.set(key, sessions.acquire(document.uri));
    publish();
  };
  const closed = (document: vscode.TextDocument) => {
    const key = document.uri.toString();
    open.get(key)?.dispose();
    if (open.delete(key)) publish();
  };
  const subscriptions = [
    vscode.workspace.onDidOpenTextDocument(opened),
    vscode.workspace.onDidSaveTextDocument(opened),
    vscode.workspace.onDidCloseTextDocument(closed),
  ];
  vscode.workspace.textDocuments.forEach(opened);
  return new vscode.Disposable(() => {
    for (const subscription of [...subscriptions, ...open.values()]) subscription.dispose();
  });
}

function isDump(document: vscode.TextDocument): boolean {
  const text = document.getText(new vscode.Range(new vscode.Position(0, 0), document.positionAt(HEAD)));
  return looksLikeJsonDump(new TextEncoder().encode(text));
}
