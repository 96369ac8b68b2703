import { type FileEntry, type Reader, ZipReader } from '@zip.js/zip.js/lib/zip-core-reader.js';
import { type ByteSource, readExactly } from './byteSource';
import { DumpError } from './dumpError';
import { describeSignature } from './fileSignature';
import { inflatedSource, reason } from './inflatedSource';
import { printableName } from './printableName';
import { windowSource } from './subSource';

/** A file inside a zip archive. */
export interface ZipMember {
  /** With its folders, "/" between them. */
  name: string;
  /** Bytes of its content, as the archive's directory declares them. */
  size: number;
  /** Whether its content is compressed, and so read into memory. */
  deflated: boolean;
  /**
   * Its content, bytes counted from its own start: a stored one by ranges of the archive, a deflated one inflated when
   * it is read.
   * @throws DumpError when its headers contradict each other, or it is encrypted or compressed by another method.
   */
  open(): Promise<ByteSource>;
}

const STORED = 0;
const DEFLATED = 8;
const METHODS: Record<number, string> = { 9: 'deflate64', 12: 'bzip2', 14: 'LZMA', 93: 'Zstandard', 95: 'xz' };

/**
 * The files inside a zip archive, ZIP64 or not, in its order; folders are left out. The caller closes the source.
 * @throws DumpError when there is no complete directory of an archive.
 */
export async function readZipMembers(source: ByteSource): Promise<ZipMember[]> {
  // Names are only names here, nothing is written under them.
  const zip = new ZipReader(readerOf(source), { useWebWorkers: false, filenameValidation: 'tolerant' });
  try {
    const entries = await zip.getEntries();
    return entries.flatMap((entry) => (entry.directory ? [] : [memberOf(source, entry)]));
  } catch (error) {
    throw error instanceof DumpError ? error : await noArchive(source, error);
  }
}

/** @returns the error to throw: what the file is instead, or why zip.js cannot read its directory. */
async function noArchive(source: ByteSource, error: unknown): Promise<DumpError> {
  const head = await source.read(0, 64);
  const isZip = head[0] === 0x50 && head[1] === 0x4b;
  const found = isZip ? `no complete directory of the archive (${reason(error)})` : describeSignature(head);
  const expected = isZip ? 'a whole zip archive; the file may be truncated or still being written' : 'a zip archive';
  return new DumpError({ file: source.path, place: isZip ? 'end of the archive' : 'byte 0', found, expected });
}

function memberOf(source: ByteSource, entry: FileEntry): ZipMember {
  const { filename, uncompressedSize, compressedSize, compressionMethod } = entry;
  const fail = (found: string, expected: string): never => {
    throw new DumpError({ file: source.path, place: placeOf(filename), found, expected });
  };

  async function open(): Promise<ByteSource> {
    if (entry.encrypted) fail('an encrypted member', 'one without a password');
    if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
      const method = METHODS[compressionMethod] ?? `method ${compressionMethod}`;
      fail(`compression by ${method}`, 'a member that is stored or deflated, as numpy and torch write');
    }
    try {
      // Compares the headers and finds where the data lies.
      await entry.getData(new WritableStream(), { checkOverlappingEntryOnly: true });
    } catch (error) {
      if (error instanceof DumpError) throw error;
      fail(reason(error), 'a header that agrees with the directory of the archive');
    }
    if (compressionMethod === DEFLATED) return inflatedSource(source, entry, placeOf(filename));
    if (compressedSize !== uncompressedSize) {
      fail(`${compressedSize} bytes of a stored member`, `${uncompressedSize}, its size in the directory`);
    }
    return windowSource(source, entry.localDirectory!.dataOffset, uncompressedSize);
  }

  return { name: filename, size: uncompressedSize, deflated: compressionMethod === DEFLATED, open };
}

/** A member, as the place of a message. */
export function placeOf(name: string): string {
  return `member "${printableName(name)}"`;
}

/** zip.js reads the archive through this; its own Reader class is not among what this entry point exports. */
function readerOf(source: ByteSource): Reader<ByteSource> {
  const CHUNK = 1 << 18;
  return {
    size: source.size,
    readUint8Array: (offset, length) => source.read(offset, length),
    createReadable({ offset = 0, size = source.size - offset } = {}) {
      let at = offset;
      const end = offset + size;
      return new ReadableStream({
        async pull(controller) {
          if (at >= end) return controller.close();
          const bytes = await readExactly(source, at, Math.min(CHUNK, end - at));
          at += bytes.length;
          controller.enqueue(bytes);
        },
      });
    },
    get readable() {
      return this.createReadable();
    },
  };
}
