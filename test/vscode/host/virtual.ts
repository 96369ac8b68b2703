import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { hostTests } from '../harness/hostSide';

/** A read-only file system in memory, as extensions for remote repositories provide. */
function fileSystemOf(files: Map<string, Uint8Array>): vscode.FileSystemProvider {
  const stat = (uri: vscode.Uri): vscode.FileStat => {
    const bytes = files.get(uri.path);
    const isFolder = [...files.keys()].some((path) => path.startsWith(`${uri.path.replace(/\/$/, '')}/`));
    if (!bytes && !isFolder) throw vscode.FileSystemError.FileNotFound(uri);
    return {
      type: bytes ? vscode.FileType.File : vscode.FileType.Directory,
      ctime: 0,
      mtime: 0,
      size: bytes?.length ?? 0,
    };
  };
  return {
    onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
    watch: () => new vscode.Disposable(() => {}),
    stat,
    readDirectory: (uri) =>
      [...files.keys()]
        .filter((path) => path.slice(0, path.lastIndexOf('/')) === uri.path.replace(/\/$/, ''))
        .map((path) => [path.slice(path.lastIndexOf('/') + 1), vscode.FileType.File]),
    readFile: (uri) => files.get(uri.path)!,
    createDirectory: () => {},
    writeFile: () => {},
    delete: () => {},
    rename: () => {},
  };
}

export const run = hostTests({
  'a dump on a virtual file system is read through the host and diagnosed': async () => {
    const folder = vscode.workspace.workspaceFolders![0].uri.fsPath;
    const names = ['mu.npy', 'logvar.npy', 'meta.json', 'labels.npy', 'stats.json'];
    const files = new Map(names.map((name) => [`/run/${name}`, new Uint8Array(readFileSync(`${folder}/run/${name}`))]));
    const registration = vscode.workspace.registerFileSystemProvider('memory', fileSystemOf(files), {
      isReadonly: true,
    });
    const sidecar = vscode.Uri.from({ scheme: 'memory', path: '/run/meta.json' });
    const found = new Promise<vscode.Diagnostic[]>((resolve) => {
      vscode.languages.onDidChangeDiagnostics(() => {
        const all = vscode.languages.getDiagnostics(sidecar);
        if (all.length > 0) resolve(all);
      });
    });
    await vscode.commands.executeCommand('latentLens.openDashboard', sidecar.with({ path: '/run/mu.npy' }));
    const codes = (await found).map((d) => (d.code as { value: string }).value);
    assert.ok(codes.includes('gamma-exceeds-one'), codes.join());
    registration.dispose();
  },
});
