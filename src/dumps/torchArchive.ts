import { type ByteSource, readExactly } from './byteSource';
import { DumpError } from './dumpError';
import { PickleError, readPickle } from './pickle';
import type { PickleValue } from './pickleValue';
import { printableName } from './printableName';
import type { TorchFile } from './torchFile';
import type { TorchStorage } from './torchTensor';
import { placeOf, readZipMembers } from './zipMembers';

/** numpy arrays are inside the pickle, tensors are not. */
const MAX_PICKLE_BYTES = 2 ** 29;

/**
 * Opens the zip archive that torch.save writes since 1.6: NAME/data.pkl, NAME/data/KEY for each storage, NAME/byteorder.
 * @throws DumpError when it is none, or its pickle cannot be read.
 */
export async function readTorchArchive(source: ByteSource): Promise<TorchFile> {
  const members = new Map((await readZipMembers(source)).map((member) => [member.name, member]));
  const fail = (place: string, found: string, expected: string): never => {
    throw new DumpError({ file: source.path, place, found, expected });
  };

  const pickleName = [...members.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickleName === undefined) {
    const names = [...members.keys()].slice(0, 4).join(', ');
    return fail(
      'zip archive',
      `no data.pkl among its members (${printableName(names)})`,
      'an archive that torch.save wrote',
    );
  }
  const folder = pickleName.slice(0, -'data.pkl'.length);
  if (members.has(`${folder}constants.pkl`)) {
    fail('zip archive', 'a TorchScript module', 'tensors written by torch.save, which are no module');
  }

  async function readMember(name: string, limit: number): Promise<Uint8Array> {
    const member = members.get(name)!;
    if (member.size > limit) fail(placeOf(name), `${member.size} bytes`, `at most ${limit}; save tensors`);
    return readExactly(await member.open(), 0, member.size);
  }

  async function readRoot(name: string): Promise<PickleValue> {
    const bytes = await readMember(name, MAX_PICKLE_BYTES);
    try {
      return readPickle(bytes).value;
    } catch (error) {
      if (!(error instanceof PickleError)) throw error;
      return fail(`${placeOf(name)}, byte ${error.at}`, error.found, error.expected);
    }
  }

  async function isBigEndian(name: string): Promise<boolean> {
    if (!members.has(name)) return false;
    const order = new TextDecoder().decode(await readMember(name, 64));
    if (order !== 'little' && order !== 'big') fail(placeOf(name), `"${order}"`, '"little" or "big"');
    return order === 'big';
  }

  /** Tensors that are views of one storage share one source: a deflated one is inflated once. */
  const contents = new Map<string, ReturnType<TorchFile['storage']>>();

  async function storage({ key, elements, itemsize }: TorchStorage): ReturnType<TorchFile['storage']> {
    const name = `${folder}data/${key}`;
    const member = members.get(name) ?? fail('zip archive', `no ${placeOf(name)}`, 'the storage of this tensor');
    if (member.size !== elements * itemsize) {
      const expected = `${elements * itemsize} bytes for ${elements} elements of ${itemsize} bytes`;
      fail(placeOf(name), `${member.size} bytes`, expected);
    }
    const opened = contents.get(name) ?? open(name);
    contents.set(name, opened);
    return opened;
  }

  async function open(name: string): ReturnType<TorchFile['storage']> {
    const member = members.get(name)!;
    return { source: await member.open(), dataOffset: 0, inMemory: member.deflated };
  }

  return { root: await readRoot(pickleName), bigEndian: await isBigEndian(`${folder}byteorder`), storage };
}
