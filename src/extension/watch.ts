import * as vscode from 'vscode';
import { baseName, formatOf, sidecarStem } from '../dumps/fileNames';

/** Quiet time before a changed dump is read again: writers write in pieces. */
const QUIET = 300;

export interface DumpWatcher extends vscode.Disposable {
  /** The files the dump consists of; null while that is not known, and any file beside it may change that. */
  watch(files: vscode.Uri[] | null): void;
}

/**
 * Calls `onChange` when a file of the dump, or a sidecar beside it, was written, created or deleted and its size and
 * time have been stable since.
 */
export function watchFiles(uri: vscode.Uri, onChange: () => void): DumpWatcher {
  const folder = vscode.Uri.joinPath(uri, '..');
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'));
  let files: Set<string> | null = null;
  let timer: NodeJS.Timeout | undefined;
  const settle = async (file: vscode.Uri, before: string) => {
    const now = await stamp(file);
    if (now === before) onChange();
    else timer = setTimeout(() => void settle(file, now), QUIET);
  };
  const touched = async (file: vscode.Uri) => {
    const name = baseName(file.path);
    const isSidecar = sidecarStem(name) !== undefined;
    if (!isSidecar && !(files ? files.has(file.toString()) : formatOf(name))) return;
    clearTimeout(timer);
    const now = await stamp(file);
    clearTimeout(timer);
    timer = setTimeout(() => void settle(file, now), QUIET);
  };
  watcher.onDidChange((file) => void touched(file));
  watcher.onDidCreate((file) => void touched(file));
  watcher.onDidDelete((file) => void touched(file));
  return {
    watch: (known) => {
      files = known && new Set([uri, ...known].map(String));
    },
    dispose: () => {
      clearTimeout(timer);
      watcher.dispose();
    },
  };
}

/** Size and time of a file; "gone" when there is none. */
async function stamp(file: vscode.Uri): Promise<string> {
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(file);
    return `${size}@${mtime}`;
  } catch {
    return 'gone';
  }
}
