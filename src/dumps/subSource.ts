import { type ByteSource, readExactly } from './byteSource';

/**
 * Bytes [offset, offset + size) of a file as a source of their own, such as a stored member of a zip archive.
 * The caller has checked that they lie within the file, and closes it.
 */
export function windowSource(source: ByteSource, offset: number, size: number): ByteSource {
  return {
    ...identityOf(source),
    size,
    // Exactly: the file's own error names its true byte where it has shrunk.
    read: (at, length, into) => readExactly(source, offset + at, clampedLength(size, at, length), into),
  };
}

/** Bytes in memory that stand for a part of a file, such as an array inside a pickle. */
export function bytesSource(source: ByteSource, bytes: Uint8Array): ByteSource {
  return {
    ...identityOf(source),
    size: bytes.length,
    read: async (at, length, into) => copied(bytes.subarray(at, at + clampedLength(bytes.length, at, length)), into),
  };
}

/** What a part of a file shares with the file; only the whole is closed. */
export function identityOf(source: ByteSource): Omit<ByteSource, 'size' | 'read'> {
  const { path, name, version } = source;
  return { path, name, version, verify: () => source.verify(), close: async () => {} };
}

/** A copy, as `ByteSource.read` promises: readers may change what they were given. */
export function copied(bytes: Uint8Array, into?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (!into) return Uint8Array.from(bytes);
  into.set(bytes);
  return into.subarray(0, bytes.length);
}

function clampedLength(size: number, offset: number, length: number): number {
  return Math.max(0, Math.min(length, size - offset));
}
