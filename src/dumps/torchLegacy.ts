import { type ByteSource, readExactly } from './byteSource';
import { DumpError } from './dumpError';
import { END, type Pickle, PickleError, readPickle } from './pickle';
import { itemsOf, type PickleValue } from './pickleValue';
import { printableName } from './printableName';
import type { TorchFile } from './torchFile';
import { storageOf, type TorchStorage } from './torchTensor';

/** Rounded as the pickle's reader rounds it. */
const MAGIC = Number(0x1950a86a20f9469cfc6cn);
const PROTOCOL = 1001;
const FIRST_READ = 1 << 20;
const MAX_PICKLE_BYTES = 2 ** 29;

/**
 * Opens the form that torch.save wrote before 1.6, and writes with _use_new_zipfile_serialization=False: five pickles
 * (magic number, protocol, system, what was saved, keys of the storages), then each storage's length and elements.
 * @throws DumpError when it is none, or a pickle cannot be read.
 */
export async function readTorchLegacy(source: ByteSource): Promise<TorchFile> {
  const [magic, protocol, , saved, keys] = await readPickles(source);
  if (protocol.value !== PROTOCOL) fail(source, magic.end, 'another protocol of torch.save', String(PROTOCOL));
  const storages = new Map<string, TorchStorage>();
  for (const id of saved.persistentIds) {
    const found = storageOf(id, undefined);
    if (typeof found === 'object') storages.set(found.storage.key, found.storage);
  }
  const offsets = await storageOffsets(source, keys.value, keys.end, storages);
  return {
    root: saved.value,
    // Whatever wrote it: torch wrote storages in little-endian order then.
    bigEndian: false,
    async storage({ key }) {
      const what = `no storage ${printableName(key)}`;
      const dataOffset = offsets.get(key) ?? fail(source, keys.end, what, 'the storage of this tensor');
      return { source, dataOffset, inMemory: false };
    },
  };
}

/** Reads on as long as the pickles do: their length stands nowhere. */
async function readPickles(source: ByteSource): Promise<Pickle[]> {
  for (let length = FIRST_READ; ; length *= 4) {
    const bytes = await source.read(0, Math.min(length, MAX_PICKLE_BYTES));
    try {
      const pickles: Pickle[] = [];
      for (let i = 0; i < 5; i++) {
        pickles.push(readPickle(bytes, pickles.at(-1)?.end ?? 0));
        if (pickles[0].value !== MAGIC) {
          fail(source, 0, 'a pickle that torch.save did not write', 'tensors written by torch.save');
        }
      }
      return pickles;
    } catch (error) {
      if (!(error instanceof PickleError)) throw error;
      const more = error.found === END && length < source.size && length < MAX_PICKLE_BYTES;
      if (!more) fail(source, error.at, error.found, error.expected);
    }
  }
}

/** Where the elements of each storage begin, each behind the number of its elements. */
async function storageOffsets(
  source: ByteSource,
  keys: PickleValue,
  start: number,
  storages: ReadonlyMap<string, TorchStorage>,
): Promise<Map<string, number>> {
  const offsets = new Map<string, number>();
  let at = start;
  for (const key of itemsOf(keys) ?? []) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    // What follows a storage of unknown size cannot be found.
    if (storage === undefined) break;
    const head = await readExactly(source, at, 8);
    const elements = Number(new DataView(head.buffer, head.byteOffset).getBigInt64(0, true));
    if (elements !== storage.elements) {
      fail(source, at, `a storage of ${elements} elements`, `${storage.elements}, as the pickle says`);
    }
    offsets.set(storage.key, at + 8);
    at += 8 + elements * storage.itemsize;
    if (at > source.size) fail(source, source.size, 'end of file', `a storage up to byte ${at}`);
  }
  return offsets;
}

function fail(source: ByteSource, at: number, found: string, expected: string): never {
  throw new DumpError({ file: source.path, place: `byte ${at}`, found, expected });
}
