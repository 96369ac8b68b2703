import * as vscode from 'vscode';

const SIDECARS = '**/{meta.json,*.meta.json}';
const SKIPPED = '**/{node_modules,venv,.venv,site-packages,.git}/**';

/** Sidecars looked at in one workspace: a sweep has some hundred runs. */
const MOST_SIDECARS = 1000;
/** A sidecar is a page of settings. */
const LARGEST_SIDECAR = 1e6;
/** Arrays of a dump that are read without being asked for, bytes in all. */
const LARGEST_DUMP = 256 << 20;

/** What the sidecar of a dump says of its training run. */
export interface Sidecar {
  uri: vscode.Uri;
  gamma: number | number[] | null;
  script: unknown;
  /** When it was written. */
  mtime: number;
}

/** The sidecars in a folder and below; what is none, or unreadable, is left out. */
export async function sidecarsBelow(folder: vscode.Uri): Promise<Sidecar[]> {
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, SIDECARS), SKIPPED, MOST_SIDECARS);
  const sidecars = await Promise.all(found.map(read));
  return sidecars.filter((sidecar) => sidecar !== null);
}

async function read(uri: vscode.Uri): Promise<Sidecar | null> {
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(uri);
    if (size > LARGEST_SIDECAR) return null;
    const content: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
    if (typeof content !== 'object' || content === null) return null;
    const { gamma, script } = content as { gamma?: unknown; script?: unknown };
    const isGamma = typeof gamma === 'number' || (Array.isArray(gamma) && gamma.every((g) => typeof g === 'number'));
    return { uri, gamma: isGamma ? gamma : null, script, mtime };
  } catch {
    return null;
  }
}

/** Whether the arrays beside a sidecar are small enough to be analysed unasked. */
export async function isQuick(sidecar: vscode.Uri): Promise<boolean> {
  const folder = vscode.Uri.joinPath(sidecar, '..');
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    const arrays = entries.filter(([name, type]) => type !== vscode.FileType.Directory && /\.npy$/i.test(name));
    const sizes = await Promise.all(
      arrays.map(async ([name]) => (await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, name))).size),
    );
    return sizes.length > 0 && sizes.reduce((sum, size) => sum + size, 0) <= LARGEST_DUMP;
  } catch {
    return false;
  }
}

/** Calls `onChange` when a sidecar anywhere in the workspace was written, created or deleted. */
export function watchSidecars(onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(SIDECARS);
  watcher.onDidChange(onChange);
  watcher.onDidCreate(onChange);
  watcher.onDidDelete(onChange);
  return watcher;
}
