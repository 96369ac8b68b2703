import { type BigIntStats, readSync } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ByteSource, FileAccess, FolderEntry } from '../../dumps/byteSource';
import { DumpError } from '../../dumps/dumpError';

/** Linux reads at most 2^31 - 4096 bytes per call. */
const MAX_READ = 1 << 30;

/** Files of the local disk, read by ranges. */
export const fileAccess: FileAccess = { onDisk: true, kind, entries, siblings, open: openFile };

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
    return fileSource(path, handle, await handle.stat({ bigint: true }));
  } catch (error) {
    await handle?.close();
    throw systemError(path, 'file', 'a readable file', error);
  }
}

function fileSource(path: string, handle: FileHandle, stats: BigIntStats): ByteSource {
  const size = Number(stats.size);
  return {
    path,
    name: basename(path),
    size,
    version: versionOf(stats),
    async read(offset, length, into) {
      try {
        const available = Math.max(0, Math.min(length, size - offset));
        const bytes = into ? into.subarray(0, available) : new Uint8Array(available);
        let done = 0;
        while (done < bytes.length) {
          const part = Math.min(bytes.length - done, MAX_READ);
          const bytesRead = into
            ? readSync(handle.fd, bytes, done, part, offset + done)
            : (await handle.read(bytes, done, part, offset + done)).bytesRead;
          if (bytesRead === 0) return bytes.subarray(0, done);
          done += bytesRead;
        }
        return bytes;
      } catch (error) {
        throw systemError(path, `byte ${offset}`, `${length} readable bytes`, error);
      }
    },
    verify: () => verify(path, stats),
    close: () => handle.close(),
  };
}

/** A file that was replaced has another inode, one that was written another time, at the least. */
const versionOf = ({ size, mtimeNs, ino }: BigIntStats) => `${size} ${mtimeNs} ${ino}`;

async function verify(path: string, before: BigIntStats): Promise<void> {
  const expected = `the file of ${before.size} bytes that it was when the analysis began; analyse it again`;
  const now = await stat(path, { bigint: true }).catch((error) => {
    throw systemError(path, 'file', expected, error);
  });
  if (versionOf(now) === versionOf(before)) return;
  const found = `${now.size} bytes, changed while it was read`;
  throw new DumpError({ file: path, place: 'file', found, expected });
}

/** An error of the file system ("ENOENT: no such file or directory, open ...") as a DumpError. */
function systemError(file: string, place: string, expected: string, error: unknown): DumpError {
  if (error instanceof DumpError) return error;
  const found = error instanceof Error ? error.message.split(', ')[0] : String(error);
  return new DumpError({ file, place, found, expected });
}
