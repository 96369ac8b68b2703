import * as vscode from 'vscode';

/** Section of the shipped docs/diagnostics.md. */
export function helpUri(context: vscode.ExtensionContext, code: string): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, 'docs', 'diagnostics.md').with({ fragment: code });
}

/**
 * Opens the shipped documentation at a section, as text: the Markdown preview scrolls before it is laid out and so
 * lands beside the section. `anchor` is a report's `help` or a bare code.
 */
export async function openHelp(context: vscode.ExtensionContext, anchor: string): Promise<void> {
  const code = anchor.replace(/^.*#/, '');
  const document = await vscode.workspace.openTextDocument(helpUri(context, code).with({ fragment: '' }));
  const heading = document.getText().split(/\r?\n/).indexOf(`## ${code}`);
  const at = new vscode.Position(Math.max(0, heading), 0);
  const editor = await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.AtTop);
}
