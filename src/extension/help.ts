import * as vscode from 'vscode';

/** Section of the shipped docs/diagnostics.md. */
export function helpUri(context: vscode.ExtensionContext, code: string): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, 'docs', 'diagnostics.md').with({ fragment: code });
}

/** Opens the shipped documentation at a section, rendered. `anchor` is a report's `help` or a bare code. */
export async function openHelp(context: vscode.ExtensionContext, anchor: string): Promise<void> {
  await vscode.commands.executeCommand('markdown.showPreview', helpUri(context, anchor.replace(/^.*#/, '')));
}
