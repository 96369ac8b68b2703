import type { ElementType } from './elementType';
import { shapeText } from './latentArray';
import { parseDescr } from './npyDtype';
import { isOf, itemsOf, type PickleObject, type PickleValue } from './pickleValue';
import { printableName } from './printableName';

/** A numpy array inside a pickle, or a scalar, which has no axes. */
export interface PickledNumpyArray {
  dtype: ElementType;
  shape: number[];
  fortranOrder: boolean;
  bytes: Uint8Array;
}

/** The modules moved with numpy 2. */
const NAMES = /^numpy\.(?:_core|core)\.(multiarray\._reconstruct|multiarray\.scalar|numeric\._frombuffer)$/;
const TENSORS = 'a numeric array; save torch.from_numpy(x)';

/**
 * The numpy array or scalar that an object of a pickle stands for. Nothing is executed.
 * Reference: numpy's ndarray.__reduce__, __reduce_ex__ and generic.__reduce__.
 * @returns undefined when it is none; else the array, or what is found and expected instead of one to be read.
 */
export function numpyArray(object: PickleObject): PickledNumpyArray | { found: string; expected: string } | undefined {
  const kind = NAMES.exec(object.name)?.[1];
  if (kind === undefined) return;
  const [shape, dtype, fortranOrder, data] = fieldsOf(kind, object);
  const type = elementType(dtype);
  if (typeof type === 'string') return { found: `a numpy array of ${type}`, expected: TENSORS };
  const lengths = itemsOf(shape) as number[] | undefined;
  const bytes = bytesOf(data);
  if (!lengths?.every((length) => Number.isSafeInteger(length) && length >= 0) || bytes === undefined) {
    return { found: 'a numpy array without a shape and bytes', expected: TENSORS };
  }
  const size = lengths.reduce((product, length) => product * length, type.itemsize);
  if (size !== bytes.length) {
    const expected = `${size} bytes for shape ${shapeText(lengths)} of ${type.name}`;
    return { found: `a numpy array of ${bytes.length} bytes`, expected };
  }
  return { dtype: type, shape: lengths, fortranOrder: fortranOrder === true || fortranOrder === 'F', bytes };
}

/** Shape, type, order and bytes, wherever each way of pickling puts them. */
function fieldsOf(kind: string, { args, state }: PickleObject): (PickleValue | undefined)[] {
  const given = itemsOf(args) ?? [];
  if (kind === 'multiarray.scalar') return [{ type: 'tuple', items: [] }, given[0], false, given[1]];
  if (kind === 'numeric._frombuffer') return [given[2], given[1], given[3], given[0]];
  return (itemsOf(state) ?? []).slice(1);
}

/** A text says what it is when it is no numeric type. */
function elementType(dtype: PickleValue | undefined): ElementType | string {
  if (!isOf(dtype, 'object') || dtype.name !== 'numpy.dtype') return 'no dtype';
  const descr = itemsOf(dtype.args)?.[0];
  const order = itemsOf(dtype.state)?.[1];
  if (typeof descr !== 'string' || typeof order !== 'string') return 'no dtype';
  const type = parseDescr(order + descr);
  return typeof type === 'string' ? `dtype '${printableName(descr)}': ${type}` : type;
}

/** Bytes, which protocol 2 wraps as the encoding of a text, and which are texts in Python 2. */
function bytesOf(value: PickleValue | undefined): Uint8Array | undefined {
  if (isOf(value, 'bytes')) return value.bytes;
  if (isOf(value, 'object') && value.name === '_codecs.encode') {
    const [text, encoding] = itemsOf(value.args) ?? [];
    return encoding === 'latin1' ? bytesOf(text) : undefined;
  }
  // An empty one is written as bytes().
  if (isOf(value, 'object') && /^(__builtin__|builtins)\.bytes$/.test(value.name)) return new Uint8Array(0);
  if (typeof value !== 'string') return;
  const bytes = new Uint8Array(value.length);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0xff) return;
    bytes[i] = code;
  }
  return bytes;
}
