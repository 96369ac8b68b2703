import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ByteSource, FileAccess, FolderEntry } from '../../dumps/byteSource';
import { DumpError } from '../../dumps/dumpError';

/** Linux reads at most 2^31 - 4096 bytes per call. */
const MAX_READ = 1 << 30;

/** Files of the local disk, read by ranges. */
export const fileAccess: FileAccess = { kind, entries, siblings, open: openFile };

async function kind(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : undefined;
  } catch {
    return undefined;
  }
}

async function entries(folder: string): Promise<FolderEntry[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    const plain = await Promise.all(
      found.map(async (entry) => {
        if (!entry.isSymbolicLink()) return entry.isFile();
        return (await kind(join(folder, entry.name))) === 'file';
      }),
    );
    return found
      .filter((_, i) => plain[i])
      .map(({ name }) => ({ path: join(folder, name), name }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw systemError(folder, 'folder', 'a readable folder', error);
  }
}

async function siblings(path: string): Promise<FolderEntry[]> {
  // The entry of the file itself keeps the path as the user wrote it, so that it can be recognised.
  const found = (await entries(dirname(path))).map((entry) =>
    entry.name === basename(path) ? { ...entry, path } : entry,
  );
  return found.some((entry) => entry.path === path) ? found : [...found, { path, name: basename(path) }];
}

async function openFile(path: string): Promise<ByteSource> {
  let handle: FileHandle | undefined;
  try {
    // Before opening: a named pipe would block in open().
    if (!(await stat(path)).isFile()) {
      throw new DumpError({ file: path, place: 'file', found: 'no plain file', expected: 'a file' });
    }
    handle = await open(path, 'r');
    return fileSource(path, handle, (await handle.stat()).size);
  } catch (error) {
    await handle?.close();
    throw systemError(path, 'file', 'a readable file', error);
  }
}

function fileSource(path: string, handle: FileHandle, size: number): ByteSource {
  return {
    path,
    name: basename(path),
    size,
    async read(offset, length) {
      try {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
        let done = 0;
        while (done < bytes.length) {
          const part = Math.min(bytes.length - done, MAX_READ);
          const { bytesRead } = await handle.read(bytes, done, part, offset + done);
          if (bytesRead === 0) return bytes.slice(0, done);
          done += bytesRead;
        }
        return bytes;
      } catch (error) {
        throw systemError(path, `byte ${offset}`, `${length} readable bytes`, error);
      }
    },
    close: () => handle.close(),
  };
}

/** An error of the file system ("ENOENT: no such file or directory, open ...") as a DumpError. */
function systemError(file: string, place: string, expected: string, error: unknown): DumpError {
  if (error instanceof DumpError) return error;
  const found = error instanceof Error ? error.message.split(', ')[0] : String(error);
  return new DumpError({ file, place, found, expected });
}
