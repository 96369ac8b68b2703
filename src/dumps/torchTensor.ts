import type { ElementType } from './elementType';
import { shapeText } from './latentArray';
import { isOf, itemsOf, type PickleObject, type PickleValue } from './pickleValue';
import { printableName } from './printableName';

/** A block of elements that tensors of torch are views of. */
export interface TorchStorage {
  key: string;
  /** Of the whole block, in elements of this size. */
  elements: number;
  itemsize: number;
  /** Where a view of the block begins, in elements: legacy files alone have such. */
  viewOffset: number;
}

/** Where a tensor's elements lie in its storage. */
export interface TorchTensor {
  storage: TorchStorage;
  dtype: Omit<ElementType, 'bigEndian'>;
  shape: number[];
  strides: number[];
  /** Of the first element, in elements. */
  offset: number;
}

/** torch's types by the name of the dtype and of the storage. */
const TYPES: [name: string, itemsize: number, torchName: string, storage?: string][] = [
  ['float32', 4, 'float32', 'FloatStorage'],
  ['float64', 8, 'float64', 'DoubleStorage'],
  ['float16', 2, 'float16', 'HalfStorage'],
  ['bfloat16', 2, 'bfloat16', 'BFloat16Storage'],
  ['int64', 8, 'int64', 'LongStorage'],
  ['int32', 4, 'int32', 'IntStorage'],
  ['int16', 2, 'int16', 'ShortStorage'],
  ['int8', 1, 'int8', 'CharStorage'],
  ['uint8', 1, 'uint8', 'ByteStorage'],
  ['bool', 1, 'bool', 'BoolStorage'],
  ['uint16', 2, 'uint16'],
  ['uint32', 4, 'uint32'],
  ['uint64', 8, 'uint64'],
];

/** An expanded tensor may say anything of its shape: more elements than this are not read from a smaller storage. */
const MAX_EXPANDED = 2 ** 28;
const NUMERIC = 'a dense tensor of floats or integers; save x.detach().float()';

/**
 * The tensor that an object of a pickle stands for: `_rebuild_tensor` and its successors, and the parameters around
 * them. Nothing is executed.
 * @returns undefined when it is no tensor; else the tensor, or what is found and expected instead of one to be read.
 */
export function torchTensor(object: PickleObject): TorchTensor | { found: string; expected: string } | undefined {
  const call = unwrapped(object);
  const args = itemsOf(call.args) ?? [];
  switch (call.name) {
    case 'torch._utils._rebuild_tensor':
    case 'torch._utils._rebuild_tensor_v2':
      return tensor(args, undefined, args[6]);
    case 'torch._utils._rebuild_tensor_v3':
      return tensor(args, isOf(args[6], 'global') ? args[6].name : 'no dtype', args[7]);
  }
  if (!/^torch\._utils\._rebuild_\w*tensor/.test(call.name)) return;
  return { found: `a tensor that is not dense (${printableName(call.name)})`, expected: NUMERIC };
}

/** The tensor inside a parameter, or inside a tensor with attributes. */
function unwrapped(object: PickleObject): PickleObject {
  const args = itemsOf(object.args) ?? [];
  if (/^torch\._utils\._rebuild_parameter(_with_state)?$/.test(object.name) && isOf(args[0], 'object')) {
    // At most one parameter around a tensor: a pickle may nest them without end.
    return args[0];
  }
  if (object.name !== 'torch._tensor._rebuild_from_type_v2') return object;
  const [rebuild, type, inner] = args;
  const isPlain = isOf(type, 'global') && /^torch\.(Tensor|nn\.parameter\.(Parameter|Buffer))$/.test(type.name);
  if (!isPlain || !isOf(rebuild, 'global') || inner === undefined) return object;
  const made = { ...object, name: rebuild.name, args: inner };
  return made.name === object.name ? object : unwrapped(made);
}

function tensor(
  [persistent, offset, size, stride]: PickleValue[],
  dtypeName: string | undefined,
  metadata: PickleValue | undefined,
): ReturnType<typeof torchTensor> {
  const found = storageOf(isOf(persistent, 'persistent') ? persistent.id : null, dtypeName);
  if (found === undefined) return { found: 'a tensor without a storage', expected: NUMERIC };
  if (typeof found === 'string') return { found: `a tensor of ${found}`, expected: NUMERIC };
  const shape = lengths(size);
  const strides = lengths(stride);
  if (!shape || !strides || shape.length !== strides.length || !isLength(offset)) {
    return { found: 'a tensor without shape and strides', expected: 'a shape, and a stride for each of its axes' };
  }
  if (isOf(metadata, 'dict') && metadata.entries.length > 0) {
    return { found: 'a tensor with a pending conjugation or negation', expected: 'x.resolve_neg().resolve_conj()' };
  }
  const { storage, dtype } = found;
  const count = shape.reduce((product, length) => product * length, 1);
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * strides[axis], storage.viewOffset + offset);
  if (count > 0 && last >= storage.elements) {
    return {
      found: `a tensor of shape ${shapeText(shape)} that reaches element ${last} of its storage`,
      expected: `a storage of more than ${storage.elements} elements`,
    };
  }
  if (count > Math.max(storage.elements, MAX_EXPANDED)) {
    const what = `a tensor of shape ${shapeText(shape)} expanded from ${storage.elements} elements`;
    return { found: what, expected: 'x.contiguous(), which stores every element' };
  }
  return { storage, dtype, shape, strides, offset: storage.viewOffset + offset };
}

/** @returns a text that names the type when it is none that can be read, undefined when this is no storage at all. */
export function storageOf(
  id: PickleValue,
  dtypeName: string | undefined,
): { storage: TorchStorage; dtype: TorchTensor['dtype'] } | string | undefined {
  const [kind, storageType, key, , numel, view] = itemsOf(id) ?? [];
  if (kind !== 'storage' || !isOf(storageType, 'global') || typeof key !== 'string' || !isLength(numel)) return;
  const storageName = storageType.name.replace(/^torch\.(cuda\.|storage\.)?_?/, '');
  const type = TYPES.find(([, , torchName, storage]) =>
    dtypeName === undefined ? storage === storageName : `torch.${torchName}` === dtypeName,
  );
  if (type === undefined) return printableName(dtypeName ?? storageType.name);
  const [name, itemsize] = type;
  const untyped = storageName === 'UntypedStorage';
  if (!untyped && dtypeName !== undefined) return printableName(storageType.name);
  const elements = untyped ? numel / itemsize : numel;
  const viewOffset = isOf(view, 'tuple') ? view.items[1] : 0;
  if (!Number.isInteger(elements) || !isLength(viewOffset)) return;
  return { storage: { key, elements, itemsize, viewOffset }, dtype: { name, itemsize } };
}

/** A shape or strides: a tuple, or a torch.Size around one. */
function lengths(value: PickleValue | undefined): number[] | undefined {
  const items = itemsOf(isOf(value, 'object') && value.name === 'torch.Size' ? itemsOf(value.args)?.[0] : value);
  return items?.every(isLength) ? items : undefined;
}

function isLength(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
