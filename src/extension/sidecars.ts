import * as vscode from 'vscode';
import { baseName, formatOf, sidecarDescribes, sidecarStem } from '../dumps/fileNames';

const SIDECARS = '**/{meta.json,*.meta.json}';
/** Folders in which no dump of the user's lies. */
export const SKIPPED = '**/{node_modules,venv,.venv,site-packages,.git}/**';
const SIDECAR = /(^|\.)meta\.json$/i;

/** Sidecars looked at in one workspace: a sweep has some hundred runs. */
const MOST_SIDECARS = 1000;
/** Folders looked into beside a script outside the workspace: it may lie in a home folder. */
const MOST_FOLDERS = 100;
/** A sidecar is a page of settings. */
const LARGEST_SIDECAR = 1e6;
/** Arrays of a dump that are read without being asked for, bytes in all; less where they come over a network. */
const LARGEST_DUMP = 256 << 20;
const LARGEST_REMOTE_DUMP = 16 << 20;

/** What the sidecar of a dump says of its training run. */
export interface Sidecar {
  uri: vscode.Uri;
  path: string;
  gamma: number | number[] | null;
  script: unknown;
  /** When it was written. */
  mtime: number;
}

/** The sidecars of the workspace; what is none, or unreadable, is left out. */
export async function sidecarsOfWorkspace(): Promise<Sidecar[]> {
  try {
    return await readAll(await vscode.workspace.findFiles(SIDECARS, SKIPPED, MOST_SIDECARS));
  } catch {
    // A file system that cannot be searched.
    return [];
  }
}

/** The sidecars in a folder outside the workspace, and in the folders in it. */
export async function sidecarsBeside(folder: vscode.Uri): Promise<Sidecar[]> {
  const entries = await entriesOf(folder);
  const folders = entries.filter(([, type]) => type === vscode.FileType.Directory).slice(0, MOST_FOLDERS);
  const below = await Promise.all(
    folders.map(async ([name]) => {
      const inside = vscode.Uri.joinPath(folder, name);
      return sidecarsAmong(inside, await entriesOf(inside));
    }),
  );
  return readAll([...sidecarsAmong(folder, entries), ...below.flat()].slice(0, MOST_SIDECARS));
}

/** The sidecar of a dump's file: the file itself, one of its name, or the folder's; undefined where there is none. */
export async function sidecarOf(dump: vscode.Uri): Promise<Sidecar | undefined> {
  const folder = vscode.Uri.joinPath(dump, '..');
  const sidecars = await readAll(sidecarsAmong(folder, await entriesOf(folder)));
  const file = baseName(dump.path);
  if (sidecarStem(file) !== undefined) return sidecars.find(({ path }) => path === dump.path);
  const stem = ({ path }: Sidecar) => sidecarStem(baseName(path)) ?? '';
  return (
    sidecars.find((sidecar) => stem(sidecar) !== '' && sidecarDescribes(stem(sidecar), [file])) ??
    sidecars.find((sidecar) => stem(sidecar) === '')
  );
}

const sidecarsAmong = (folder: vscode.Uri, entries: [string, vscode.FileType][]): vscode.Uri[] =>
  entries.filter(([name]) => SIDECAR.test(name)).map(([name]) => vscode.Uri.joinPath(folder, name));

async function readAll(uris: vscode.Uri[]): Promise<Sidecar[]> {
  const sidecars = await Promise.all(uris.map(read));
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
    return { uri, path: uri.path, gamma: isGamma ? gamma : null, script, mtime };
  } catch {
    return null;
  }
}

/** Whether the arrays beside a sidecar are small enough to be analysed unasked. */
export async function isQuick(sidecar: vscode.Uri): Promise<boolean> {
  const folder = vscode.Uri.joinPath(sidecar, '..');
  const arrays = (await entriesOf(folder)).filter(
    ([name, type]) => type !== vscode.FileType.Directory && formatOf(name) !== undefined,
  );
  try {
    const sizes = await Promise.all(
      arrays.map(async ([name]) => (await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, name))).size),
    );
    const most = sidecar.scheme === 'file' ? LARGEST_DUMP : LARGEST_REMOTE_DUMP;
    return sizes.length > 0 && sizes.reduce((sum, size) => sum + size, 0) <= most;
  } catch {
    return false;
  }
}

async function entriesOf(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}

export async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Calls `onChange` when a sidecar anywhere in the workspace was written, created or deleted, or folders joined it. */
export function watchSidecars(onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(SIDECARS);
  watcher.onDidChange(onChange);
  watcher.onDidCreate(onChange);
  watcher.onDidDelete(onChange);
  return vscode.Disposable.from(watcher, vscode.workspace.onDidChangeWorkspaceFolders(onChange));
}
