import type { ByteSource } from './byteSource';
import { DumpError } from './dumpError';
import { describeSignature, startsWith } from './fileSignature';
import type { Hdf5Addresses } from './hdf5ObjectHeader';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** A user block before the signature is of this length, or of twice, four times ... as much. */
const SMALLEST_USER_BLOCK = 512;
/** Signature, versions, sizes and four addresses of 8 bytes fit. */
const SUPERBLOCK_BYTES = 64;

/**
 * Finds the superblock of an HDF5 file, versions 0 to 3, and checks the length that it gives the file. libhdf5 does too;
 * here a file that was cut is told without it, and in bytes. Answers how the file writes addresses.
 * Reference: HDF5 File Format Specification, II.A.
 * @throws DumpError where there is none, or where the file is shorter.
 */
export async function checkSuperblock(source: ByteSource): Promise<Hdf5Addresses> {
  const head = await source.read(0, SUPERBLOCK_BYTES);
  let block = head;
  let start = 0;
  for (let at = SMALLEST_USER_BLOCK; !startsWith(block, SIGNATURE) && at < source.size; at *= 2) {
    block = await source.read(at, SUPERBLOCK_BYTES);
    start = at;
  }
  if (!startsWith(block, SIGNATURE)) {
    const cut = head.length > 0 && head.length < SIGNATURE.length && head.every((byte, i) => byte === SIGNATURE[i]);
    const found = cut ? `${head.length} bytes of a truncated file` : describeSignature(head);
    throw new DumpError({ file: source.path, place: 'byte 0', found, expected: 'an HDF5 file (signature \\x89HDF)' });
  }

  const version = block[8];
  // Base address, another, and the end of the file.
  const [sizeAt, baseAt] = version >= 2 ? [9, 12] : [13, version === 1 ? 28 : 24];
  const endAt = baseAt + 2 * block[sizeAt];
  const addresses = { base: start, addressBytes: block[sizeAt], lengthBytes: block[sizeAt + 1] };
  // Other sizes and later versions are left to libhdf5.
  if (version > 3 || (block.length > sizeAt && block[sizeAt] !== 8)) return addresses;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const isWhole = block.length >= endAt + 8;
  const end = isWhole ? Number(view.getBigUint64(endAt, true)) : start + endAt + 8;
  if (isWhole && source.size >= end) return addresses;
  throw new DumpError({
    file: source.path,
    place: `byte ${source.size}`,
    found: 'end of file (truncated)',
    expected: isWhole ? `${end} bytes, as the file says of itself` : `a superblock of ${endAt + 8} bytes`,
  });
}
