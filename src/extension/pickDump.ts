import * as vscode from 'vscode';

/** Asks for the file of a dump, wherever it lies; undefined where the user thinks better of it. */
export async function pickDump(title: string): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({ title, filters: { 'Latent dumps': ['npy', 'json'] } });
  return picked?.[0];
}
