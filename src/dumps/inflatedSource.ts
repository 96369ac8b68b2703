import type { FileEntry } from '@zip.js/zip.js/lib/zip-core-reader.js';
import type { ByteSource } from './byteSource';
import { DumpError } from './dumpError';
import { copied, identityOf } from './subSource';

/** Enough for any header: reads within it inflate no more than this. */
const HEAD_BYTES = 1 << 17;
/** Deflate cannot do better: a member that claims more lies. */
const MAX_EXPANSION = 1032;

/**
 * The content of a deflated member of a zip archive. A read within its head inflates the head; the first read beyond it
 * inflates all, once, into as much memory as the archive declares. Reads throw DumpError where the content ends early,
 * is longer than declared, or fails its checksum.
 * @param place the member, as the place of a message
 */
export function inflatedSource(archive: ByteSource, entry: FileEntry, place: string): ByteSource {
  const { uncompressedSize: size, compressedSize } = entry;
  let head: Promise<Uint8Array> | undefined;
  let whole: Promise<Uint8Array> | undefined;

  function fail(found: string, expected: string): never {
    throw new DumpError({ file: archive.path, place, found, expected });
  }

  /** The first `length` bytes; with all of them the checksum is verified. */
  async function inflate(length: number): Promise<Uint8Array> {
    const bytes = allocate(length);
    let filled = 0;
    const enough = new Error();
    const sink = new WritableStream<Uint8Array>({
      write(chunk) {
        const wanted = chunk.subarray(0, length - filled);
        bytes.set(wanted, filled);
        filled += wanted.length;
        if (filled === length && length < size) throw enough;
      },
    });
    try {
      await entry.getData(sink, { checkCrc32: true });
    } catch (error) {
      if (error instanceof DumpError) throw error;
      if (error !== enough) fail(`compressed data that cannot be read (${reason(error)})`, `${size} bytes`);
    }
    return bytes;
  }

  function allocate(length: number): Uint8Array {
    if (size > compressedSize * MAX_EXPANSION) {
      fail(`${compressedSize} compressed bytes for ${size}`, `at least 1 for ${MAX_EXPANSION}`);
    }
    try {
      return new Uint8Array(length);
    } catch {
      return fail(
        `${size} bytes in compressed form, more than memory can hold`,
        'numpy.savez instead of savez_compressed',
      );
    }
  }

  return {
    ...identityOf(archive),
    size,
    async read(offset, length, into) {
      const end = Math.min(offset + length, size);
      if (end > HEAD_BYTES || size <= HEAD_BYTES) whole ??= inflate(size);
      else head ??= inflate(HEAD_BYTES);
      const bytes = await (whole ?? head)!;
      return copied(bytes.subarray(offset, end), into);
    },
  };
}

/** What zip.js says, as a part of our sentence. */
export function reason(error: unknown): string {
  const { message, reason } = error as Error & { reason?: string };
  const text = reason === undefined ? message : `${message}: ${reason}`;
  return text.charAt(0).toLowerCase() + text.slice(1);
}
