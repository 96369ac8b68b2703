import type { ByteSource, FileAccess, FolderEntry } from '../dumps/byteSource';
import { DumpError } from '../dumps/dumpError';

/** A file that the host has read whole; `path` may be a path or a URI, with "/" between folders. */
export interface MemoryFile {
  path: string;
  name: string;
  bytes: Uint8Array;
}

/** FileAccess over files already in memory, for file systems that only the extension host can read. */
export function memoryFileAccess(files: readonly MemoryFile[]): FileAccess {
  const byPath = new Map(files.map((file) => [file.path, file]));

  function entries(folder: string): FolderEntry[] {
    const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
    return files
      .filter(({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
      .map(({ path, name }) => ({ path, name }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  return {
    onDisk: false,
    async kind(path) {
      if (byPath.has(path)) return 'file';
      return entries(path).length > 0 ? 'folder' : undefined;
    },
    async entries(folder) {
      return entries(folder);
    },
    async siblings(path) {
      return entries(path.slice(0, path.lastIndexOf('/') + 1));
    },
    async open(path) {
      const file = byPath.get(path);
      if (file === undefined) {
        throw new DumpError({ file: path, place: 'file', found: 'no such file', expected: 'a file that was read' });
      }
      return memorySource(file);
    },
  };
}

function memorySource({ path, name, bytes }: MemoryFile): ByteSource {
  return {
    path,
    name,
    size: bytes.length,
    version: String(bytes.length),
    async read(offset, length, into) {
      const found = bytes.subarray(offset, offset + length);
      // A copy: readers may change what they were given.
      if (!into) return Uint8Array.from(found);
      into.set(found);
      return into.subarray(0, found.length);
    },
    async verify() {},
    async close() {},
  };
}
