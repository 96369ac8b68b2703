import { arrayEntry } from './arrayEntry';
import type { ByteSource } from './byteSource';
import { DumpError } from './dumpError';
import type { ElementType } from './elementType';
import { describeSignature } from './fileSignature';
import type { StackableArray } from './latentArray';
import type { NamedEntries, NamedEntry } from './namedEntries';
import { numpyArray } from './numpyPickle';
import { flattenPickle, nodeName, type PickleLeaf } from './pickleEntries';
import type { PickleObject } from './pickleValue';
import { printableName } from './printableName';
import { denseStrides, stridedArray } from './stridedArray';
import { bytesSource } from './subSource';
import { readTorchArchive } from './torchArchive';
import type { TorchFile } from './torchFile';
import { readTorchLegacy } from './torchLegacy';
import { torchTensor } from './torchTensor';

const TENSORS =
  "tensors, numbers or texts, or dictionaries and lists of them: torch.save({'mu': mu, 'logvar': logvar}, path)";

/**
 * The tensors of a file that torch.save wrote, a zip archive or the form before torch 1.6; numpy arrays too. Entries of
 * nested dictionaries are joined by ".", those of lists are "0", "1"; a bare tensor is the entry "". Tensors without
 * axes are values. Nothing is unpickled: other objects are entries with a problem. The caller closes the source.
 * @throws DumpError when the file is broken, or holds nothing but one object of another kind.
 */
export async function readTorchEntries(source: ByteSource): Promise<NamedEntries> {
  const head = await source.read(0, 64);
  const file = await openTorchFile(source, head);
  const leaves = flattenPickle(file.root);
  if (typeof leaves === 'string') {
    throw new DumpError({ file: source.path, place: 'pickle', found: leaves, expected: TENSORS });
  }
  const entries = new Map<string, NamedEntry>();
  for (const [name, leaf] of leaves) entries.set(name, await entryOf(source, file, name, leaf));
  const root = entries.get('');
  if (leaves.size === 1 && root?.problem) throw new DumpError(root.problem);
  return entries;
}

function openTorchFile(source: ByteSource, head: Uint8Array): Promise<TorchFile> {
  if (head[0] === 0x50 && head[1] === 0x4b) return readTorchArchive(source);
  if (head[0] === 0x80) return readTorchLegacy(source);
  const found = describeSignature(head);
  throw new DumpError({ file: source.path, place: 'byte 0', found, expected: 'a file that torch.save wrote' });
}

async function entryOf(source: ByteSource, file: TorchFile, name: string, leaf: PickleLeaf): Promise<NamedEntry> {
  if ('value' in leaf) return leaf;
  const place = name === '' ? 'pickle' : `key "${printableName(name)}"`;
  const problem = (found: string, expected: string) => ({ problem: { file: source.path, place, found, expected } });
  if ('found' in leaf) return problem(leaf.found, leaf.expected);
  if (leaf.node.type !== 'object') return problem(nodeName(leaf.node), TENSORS);
  try {
    const array = await arrayOf(source, file, name === '' ? null : name, leaf.node);
    if (!('shape' in array)) return problem(array.found, array.expected);
    return await arrayEntry(array);
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
    return { problem: { ...error.problem, place: `${place}, ${error.problem.place}` } };
  }
}

async function arrayOf(
  source: ByteSource,
  file: TorchFile,
  name: string | null,
  object: PickleObject,
): Promise<StackableArray | { found: string; expected: string }> {
  const numpy = numpyArray(object);
  if (numpy && 'found' in numpy) return numpy;
  if (numpy) {
    const { bytes, dtype, shape, fortranOrder } = numpy;
    const layout = { array: name, dtype, shape, strides: denseStrides(shape, fortranOrder), dataOffset: 0 };
    return { ...stridedArray(bytesSource(source, bytes), layout), inMemory: true };
  }
  const tensor = torchTensor(object);
  if (tensor === undefined) return { found: nodeName(object), expected: TENSORS };
  if ('found' in tensor) return tensor;
  const { storage, shape, strides } = tensor;
  const { source: content, dataOffset, inMemory } = await file.storage(storage);
  const dtype: ElementType = { ...tensor.dtype, bigEndian: file.bigEndian };
  const first = dataOffset + tensor.offset * storage.itemsize;
  return { ...stridedArray(content, { array: name, dtype, shape, strides, dataOffset: first }), inMemory };
}
