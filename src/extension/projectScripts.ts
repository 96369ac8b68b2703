import * as vscode from 'vscode';
import type { SourceFile } from '../trainingScripts/lintFiles';

const SCRIPTS = '**/*.{py,ipynb}';
const SKIPPED = '**/{node_modules,venv,.venv,env,site-packages,__pycache__,.git,dist,build}/**';

/** A workspace with more scripts is hardly one project, and larger ones are data. */
const MOST_SCRIPTS = 2000;
const LARGEST_SCRIPT = 2e6;

/** Quiet time after a change of a script before all are read again. */
const QUIET = 500;

export interface Project extends vscode.Disposable {
  /** Resolves when the worker has what the scripts say; they are read when that is first asked for. */
  ready(): Promise<void>;
  /** The worker is gone, and with it what it knew. */
  forget(): void;
}

/**
 * The Python files of the workspace, for those who can only be judged by them.
 * @param send gives them to the worker
 * @param onChange they changed, and were sent again
 */
export function readProject(send: (sources: SourceFile[]) => void, onChange: () => void): Project {
  let sent: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let watcher: vscode.FileSystemWatcher | undefined;
  const touched = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      sent = readScripts().then(send);
      void sent.then(onChange);
    }, QUIET);
  };
  return {
    ready() {
      if (!watcher) {
        watcher = vscode.workspace.createFileSystemWatcher(SCRIPTS);
        watcher.onDidChange(touched);
        watcher.onDidCreate(touched);
        watcher.onDidDelete(touched);
      }
      sent ??= readScripts().then(send);
      return sent;
    },
    forget() {
      sent = undefined;
    },
    dispose() {
      clearTimeout(timer);
      watcher?.dispose();
    },
  };
}

async function readScripts(): Promise<SourceFile[]> {
  const found = await vscode.workspace.findFiles(SCRIPTS, SKIPPED, MOST_SCRIPTS);
  const decoder = new TextDecoder();
  const sources = await Promise.all(
    found.map(async (uri) => {
      try {
        const { size } = await vscode.workspace.fs.stat(uri);
        if (size > LARGEST_SCRIPT) return null;
        return { path: uri.path, text: decoder.decode(await vscode.workspace.fs.readFile(uri)) };
      } catch {
        // Deleted meanwhile.
        return null;
      }
    }),
  );
  return sources.filter((source) => source !== null);
}
