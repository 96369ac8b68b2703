import * as vscode from 'vscode';
import type { DocumentKind } from '../analysis/scriptRpc';
import { mayConcernGamma, mentionsBatchNorm } from '../trainingScripts/mentionsGamma';
import { isJsonDump } from './jsonDumps';

/** Names of the files that may give a script its gamma. */
const CONFIG = /\.(sh|bash|md|ya?ml|toml|json)$/i;
const CELL = 'vscode-notebook-cell';

/** UTF-16 units of a text; a larger one was written by a program. */
const LARGEST_TEXT = 2e6;

/** What is read as one: a file, or a notebook. */
export interface ScriptUnit {
  key: string;
  /** Of the file, or of the notebook. */
  uri: vscode.Uri;
  kind: DocumentKind;
  /** Those of the Python cells of a notebook, else one. */
  documents: vscode.TextDocument[];
}

/** All that is open, each once. */
export function openUnits(): ScriptUnit[] {
  const { notebookDocuments, textDocuments } = vscode.workspace;
  const files = textDocuments.filter(({ uri }) => uri.scheme !== CELL);
  return [...notebookDocuments.map(unitOfNotebook), ...files.map(unitOf)].filter((unit) => unit !== undefined);
}

/** What a document belongs to; undefined for other languages, and for texts that nobody writes here. */
export function unitOf(document: vscode.TextDocument): ScriptUnit | undefined {
  const { uri, languageId } = document;
  if (uri.scheme === CELL) {
    const notebook = vscode.workspace.notebookDocuments.find((candidate) =>
      candidate.getCells().some((cell) => cell.document === document),
    );
    return notebook && unitOfNotebook(notebook);
  }
  const kind = languageId === 'python' ? 'python' : CONFIG.test(uri.path) ? 'config' : undefined;
  return kind && isWrittenHere(uri) ? { key: uri.toString(), uri, kind, documents: [document] } : undefined;
}

/** A notebook and its Python cells; undefined for one that nobody writes here. */
export function unitOfNotebook(notebook: vscode.NotebookDocument): ScriptUnit | undefined {
  const { uri } = notebook;
  if (!isWrittenHere(uri)) return undefined;
  const documents = notebook
    .getCells()
    .filter(({ kind, document }) => kind === vscode.NotebookCellKind.Code && document.languageId === 'python')
    .map(({ document }) => document);
  return { key: uri.toString(), uri, kind: 'notebook', documents };
}

/** Whether any of it mentions what concerns gamma; a JSON dump has its own findings. */
export function concernsGamma({ kind, documents }: ScriptUnit): boolean {
  const concerns = kind === 'config' ? mayConcernGamma : mentionsBatchNorm;
  return documents.some(
    (document) => lengthOf(document) <= LARGEST_TEXT && concerns(document.getText()) && !isJsonDump(document),
  );
}

/** Files and new texts; of other file systems those of the workspace. Not what Git and others show of the past. */
function isWrittenHere({ scheme }: vscode.Uri): boolean {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return scheme === 'file' || scheme === 'untitled' || folders.some(({ uri }) => uri.scheme === scheme);
}

/** Without putting the text together. */
function lengthOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}
