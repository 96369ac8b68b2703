import { DumpError } from './dumpError';

/** A file's bytes, read by ranges: the only way the readers in this folder touch a file. */
export interface ByteSource {
  /** Full path as the user would write it; identifies the file. */
  readonly path: string;
  /** Last component of the path, as messages name the file. */
  readonly name: string;
  /** Size in bytes when the file was opened. */
  readonly size: number;
  /** Differs when the file's content may: two openings of the same version hold the same bytes. */
  readonly version: string;
  /**
   * Reads exactly `length` bytes from `offset`; fewer only where the file ends.
   * @param into where the bytes go, at its start, while the thread waits: they are in its cache then; without it the
   *   returned array owns its buffer
   */
  read(offset: number, length: number, into?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws DumpError when the file has changed or vanished since it was opened. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

/** One plain file of a folder. */
export interface FolderEntry {
  readonly path: string;
  readonly name: string;
}

/** Where dumps live: a local disk, or the files that the host has read for us (virtual workspaces). */
export interface FileAccess {
  /** Whether every thread can open these files by itself. */
  onDisk: boolean;
  /** `undefined` when nothing is there. */
  kind(path: string): Promise<'file' | 'folder' | undefined>;
  /** Plain files of a folder, sorted by name. */
  entries(folder: string): Promise<FolderEntry[]>;
  /** Plain files of the folder that holds `path`, sorted by name, `path` among them. */
  siblings(path: string): Promise<FolderEntry[]>;
  /** @throws DumpError when the file cannot be opened. */
  open(path: string): Promise<ByteSource>;
}

/**
 * Reads exactly `length` bytes from `offset`, to the start of `into` where that is given.
 * @throws DumpError when the file ends before: it shrank after it was opened.
 */
export async function readExactly(
  source: ByteSource,
  offset: number,
  length: number,
  into?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await source.read(offset, length, into);
  if (bytes.length < length) {
    throw new DumpError({
      file: source.path,
      place: `byte ${offset + bytes.length}`,
      found: 'end of file',
      expected: `${length - bytes.length} more bytes (the file was ${source.size} bytes when it was opened)`,
    });
  }
  return bytes;
}
