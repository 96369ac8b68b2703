import * as vscode from 'vscode';
import { DumpError } from '../dumps/dumpError';
import { baseName, formatOf, isJson, isNpy, sidecarStem } from '../dumps/fileNames';
import type { MemoryFile } from '../platform/memoryFileAccess';

/** What is read into memory at most where files cannot be read by ranges. */
const LARGEST = 256 << 20;

/**
 * A file on a virtual file system and what may belong to it in its folder, read whole; null for local files, which the
 * worker reads by ranges itself.
 * @throws DumpError when they exceed the limit
 */
export async function readVirtualFiles(uri: vscode.Uri): Promise<MemoryFile[] | null> {
  if (uri.scheme === 'file') return null;
  const folder = vscode.Uri.joinPath(uri, '..');
  const format = formatOf(baseName(uri.path));
  const belongs = (name: string) =>
    isNpy(name) ||
    isJson(name) ||
    sidecarStem(name) !== undefined ||
    (format !== undefined && formatOf(name) === format);
  const files: MemoryFile[] = [];
  let total = 0;
  for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
    const child = vscode.Uri.joinPath(folder, name);
    if (!(type & vscode.FileType.File) || !belongs(name)) continue;
    total += (await vscode.workspace.fs.stat(child)).size;
    if (total > LARGEST) {
      throw new DumpError({
        file: folder.path,
        place: `files on ${uri.scheme}`,
        found: `more than ${LARGEST >> 20} MB`,
        expected: 'less, as files that are not on a disk are read whole: open a local copy',
      });
    }
    // The host hands out a Buffer, a view into a pool: copy before the bytes go to the worker.
    const bytes = new Uint8Array(await vscode.workspace.fs.readFile(child));
    files.push({ path: child.path, name, bytes });
  }
  return files;
}
