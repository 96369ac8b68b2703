import * as vscode from 'vscode';
import { DATA_EXTENSIONS } from '../dumps/fileNames';

/** Asks for the file of a dump, wherever it lies; undefined where the user thinks better of it. */
export async function pickDump(title: string): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({ title, filters: { 'Latent dumps': DATA_EXTENSIONS } });
  return picked?.[0];
}
