import createModule from '../../node_modules/h5wasm/dist/esm/hdf5_util.js';

/** libhdf5 as h5wasm compiled it: functions on identifiers, and the memory they write to. */
export type Hdf5Module = NonNullable<typeof import('h5wasm').Module>;

/** Fills `into` with the file's bytes from `position`, before it returns. */
export type ReadNow = (position: number, into: Uint8Array<ArrayBuffer>) => void;

/** Where the library finds the file, in a file system of its own that holds nothing else. */
export const MOUNTED = '/dump';

/**
 * An instance of libhdf5 for one file, whose bytes it asks for as it needs them. Each file has its own: what a damaged
 * file does to the library's state or memory ends with the file, and nothing has to be closed.
 *
 * A bundle of its own, as 3.7 MB of it are WebAssembly. It throws no DumpError: that class would be another one here.
 * The module is imported past h5wasm's entry points, which share one instance and its memory among all files.
 * @param log takes the library's messages, line by line
 */
export async function startHdf5(size: number, read: ReadNow, log: (line: string) => void): Promise<Hdf5Module> {
  const hdf5 = await createModule({ noInitialRun: true, print: log, printErr: log });
  const node = (hdf5.FS as unknown as MountingSystem).createFile('/', MOUNTED.slice(1), {}, true, false);
  node.usedBytes = size;
  node.stream_ops = {
    ...node.stream_ops,
    read(_stream, buffer, offset, length, position) {
      const available = Math.max(0, Math.min(length, size - position));
      if (available > 0) read(position, new Uint8Array(buffer.buffer, buffer.byteOffset + offset, available));
      return available;
    },
  };
  return hdf5;
}

/** What h5wasm's types leave out of emscripten's file system. */
interface MountingSystem {
  createFile(parent: string, name: string, properties: object, canRead: boolean, canWrite: boolean): MountedNode;
}

interface MountedNode {
  usedBytes: number;
  stream_ops: {
    read(stream: unknown, buffer: Int8Array<ArrayBuffer>, offset: number, length: number, position: number): number;
  };
}
