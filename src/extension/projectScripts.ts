import * as vscode from 'vscode';

/** Scripts, and the files whose command lines say which of them reads which config. */
const SOURCES = '**/{*.py,*.ipynb,*.sh,*.bash,*.md,launch.json}';
const SKIPPED = ['node_modules', 'venv', '.venv', 'env', 'site-packages', '__pycache__', '.git', 'dist', 'build'];

/** A workspace with more of them is hardly one project, and larger ones are data. */
const MOST_SOURCES = 2000;
const LARGEST_SOURCE = 2e6;
/** Files read at one time. */
const AT_ONCE = 16;

/** Quiet time after a change before what changed is read. */
const QUIET = 500;

export interface Project extends vscode.Disposable {
  /** Resolves when the worker has what the files say; they are read when that is first asked for. */
  ready(): Promise<void>;
  /** The worker is gone, and with it what it knew. */
  forget(): void;
}

/**
 * The scripts of the workspace, for those files that can only be judged by them.
 * @param send gives one to the worker; its text is null where it is gone
 * @param onChange some changed, and were sent again
 */
export function readProject(send: (path: string, text: string | null) => void, onChange: () => void): Project {
  let sent: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let watching: vscode.Disposable | undefined;
  const touched = new Map<string, vscode.Uri>();

  const sendAll = async (uris: vscode.Uri[]) => {
    for (let k = 0; k < uris.length; k += AT_ONCE) {
      const some = uris.slice(k, k + AT_ONCE);
      const texts = await Promise.all(some.map(readText));
      for (const [n, text] of texts.entries()) send(some[n].path, text);
    }
  };
  const touch = (uri: vscode.Uri) => {
    // Installing a package changes thousands.
    if (!sent || isSkipped(uri)) return;
    touched.set(uri.toString(), uri);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const uris = [...touched.values()];
      touched.clear();
      sent = sent?.then(() => sendAll(uris));
      void sent?.then(onChange);
    }, QUIET);
  };
  return {
    ready() {
      watching ??= watch(touch, () => {
        sent = undefined;
        onChange();
      });
      sent ??= findSources().then(sendAll);
      return sent;
    },
    forget() {
      sent = undefined;
    },
    dispose() {
      clearTimeout(timer);
      watching?.dispose();
    },
  };
}

function watch(touch: (uri: vscode.Uri) => void, onFolders: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(SOURCES);
  watcher.onDidChange(touch);
  watcher.onDidCreate(touch);
  watcher.onDidDelete(touch);
  return vscode.Disposable.from(watcher, vscode.workspace.onDidChangeWorkspaceFolders(onFolders));
}

/** None where the file system of the workspace cannot be searched. */
async function findSources(): Promise<vscode.Uri[]> {
  try {
    return await vscode.workspace.findFiles(SOURCES, `**/{${SKIPPED.join()}}/**`, MOST_SOURCES);
  } catch {
    return [];
  }
}

const isSkipped = (uri: vscode.Uri): boolean =>
  vscode.workspace
    .asRelativePath(uri, false)
    .split('/')
    .some((folder) => SKIPPED.includes(folder));

/** Null for what is gone, or too large. */
async function readText(uri: vscode.Uri): Promise<string | null> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > LARGEST_SOURCE ? null : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
