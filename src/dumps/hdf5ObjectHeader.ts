import { type ByteSource, readExactly } from './byteSource';
import { startsWith } from './fileSignature';

/** Where an HDF5 file's addresses count from, and how many bytes they and lengths have. */
export interface Hdf5Addresses {
  base: number;
  addressBytes: number;
  lengthBytes: number;
}

/** "OHDR", of a header of version 2. */
const SIGNATURE = [0x4f, 0x48, 0x44, 0x52];
const DATATYPE = 0x03;
const CONTINUATION = 0x10;
const SHARED = 0x02;
/** Of a shared message: in the header of a committed datatype, from version 3 on. */
const COMMITTED = 2;
/** A header's first block is mostly shorter than this. */
const HEAD_BYTES = 512;
/** Longer blocks, and more of them, are of a damaged file. */
const MAX_BLOCK_BYTES = 1 << 20;
const MAX_BLOCKS = 1 << 10;

interface Message {
  type: number;
  flags: number;
  body: Uint8Array;
}

/**
 * The datatype message of the object whose header stands at an address, as it stands in the file: libhdf5 as h5wasm
 * compiled it tells a float's size alone. Undefined where it is not found: it may stand in a heap that files share.
 * Reference: HDF5 File Format Specification, IV.A.
 * @throws DumpError where the file ends before
 */
export async function datatypeMessage(
  source: ByteSource,
  addresses: Hdf5Addresses,
  address: number,
): Promise<Uint8Array | undefined> {
  const found = await findDatatype(source, addresses, address);
  if (found === undefined || !(found.flags & SHARED)) return found?.body;
  const [version, type] = found.body;
  if (version > 3 || (version === 3 && type !== COMMITTED)) return undefined;
  const committed = unsigned(found.body, version === 1 ? 8 : 2, addresses.addressBytes);
  const own = await findDatatype(source, addresses, committed);
  return own && !(own.flags & SHARED) ? own.body : undefined;
}

async function findDatatype(
  source: ByteSource,
  { base, addressBytes, lengthBytes }: Hdf5Addresses,
  address: number,
): Promise<Message | undefined> {
  if (!(base + address < source.size)) return undefined;
  const head = await source.read(base + address, HEAD_BYTES);
  const isNew = startsWith(head, SIGNATURE);
  if (!isNew && head[0] !== 1) return undefined;
  const { start, length, ordered } = isNew ? newPrefix(head) : { start: 16, length: unsigned(head, 8, 4), ordered: 0 };
  const blocks = [{ at: base + address + start, length, skipped: 0 }];
  for (let block = 0; block < blocks.length && block < MAX_BLOCKS; block++) {
    const { at, length, skipped } = blocks[block];
    if (!(length <= MAX_BLOCK_BYTES && at < source.size)) return undefined;
    const bytes = (await readExactly(source, at, length)).subarray(skipped);
    for (const message of isNew ? newMessages(bytes, ordered) : oldMessages(bytes)) {
      if (message.type === DATATYPE) return message;
      if (message.type !== CONTINUATION) continue;
      const next = base + unsigned(message.body, 0, addressBytes);
      // A new one has a signature before its messages and a checksum behind.
      const size = unsigned(message.body, addressBytes, lengthBytes);
      blocks.push({ at: next, length: isNew ? size - 4 : size, skipped: isNew ? 4 : 0 });
    }
  }
  return undefined;
}

/** Of a header of version 2; `ordered`: bytes of each message's creation order. */
function newPrefix(head: Uint8Array): { start: number; length: number; ordered: number } {
  const flags = head[5];
  const sizeAt = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const sizeBytes = 1 << (flags & 3);
  return { start: sizeAt + sizeBytes, length: unsigned(head, sizeAt, sizeBytes), ordered: flags & 4 ? 2 : 0 };
}

function* oldMessages(bytes: Uint8Array): Generator<Message> {
  for (let at = 0; at + 8 <= bytes.length; ) {
    const end = at + 8 + unsigned(bytes, at + 2, 2);
    yield { type: unsigned(bytes, at, 2), flags: bytes[at + 4], body: bytes.subarray(at + 8, end) };
    at = end;
  }
}

function* newMessages(bytes: Uint8Array, ordered: number): Generator<Message> {
  for (let at = 0; at + 4 + ordered <= bytes.length; ) {
    const start = at + 4 + ordered;
    const end = start + unsigned(bytes, at + 1, 2);
    yield { type: bytes[at], flags: bytes[at + 3], body: bytes.subarray(start, end) };
    at = end;
  }
}

/** Little-endian, as all of the format; NaN where bytes are missing. */
export function unsigned(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  return value;
}
