import { arrayEntry } from './arrayEntry';
import type { ByteSource } from './byteSource';
import { DumpError } from './dumpError';
import type { ElementType } from './elementType';
import { shapeText } from './latentArray';
import type { NamedEntries, NamedEntry } from './namedEntries';
import { printableName } from './printableName';
import { readSafetensorsHeader } from './safetensorsHeader';
import { denseStrides, stridedArray } from './stridedArray';

/** numpy's names and sizes of the types that can be read. */
const DTYPES: Record<string, [name: string, itemsize: number]> = {
  F64: ['float64', 8],
  F32: ['float32', 4],
  F16: ['float16', 2],
  BF16: ['bfloat16', 2],
  I64: ['int64', 8],
  I32: ['int32', 4],
  I16: ['int16', 2],
  I8: ['int8', 1],
  U64: ['uint64', 8],
  U32: ['uint32', 4],
  U16: ['uint16', 2],
  U8: ['uint8', 1],
  BOOL: ['bool', 1],
};
/** Python's and JSON's way of writing a number. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A tensor as the header declares it; `type` is undefined for an element type that cannot be read. */
interface Tensor {
  name: string;
  dtype: string;
  type: ElementType | undefined;
  shape: number[];
  /** Bytes [begin, end) from the start of the data. */
  begin: number;
  end: number;
}

/**
 * Lists the tensors of a .safetensors file, read by ranges. Tensors without axes are values, and so are the texts of
 * `__metadata__`: numbers where they are written as such. The caller closes the source.
 * @throws DumpError where the header is no such header, or does not fit the file; an element type that cannot be read
 * is an entry with a problem.
 */
export async function readSafetensorsEntries(source: ByteSource): Promise<NamedEntries> {
  const { tensors: declarations, metadata, dataOffset } = await readSafetensorsHeader(source);
  const tensors = [...declarations].map(([name, declaration]) => readTensor(source.path, name, declaration));
  checkOffsets(source, dataOffset, tensors);
  const entries = new Map<string, NamedEntry>();
  for (const tensor of tensors) entries.set(tensor.name, await tensorEntry(source, dataOffset, tensor));
  for (const [key, text] of Object.entries(metadata ?? {})) {
    if (!entries.has(key)) entries.set(key, { value: metadataValue(text) });
  }
  return entries;
}

function metadataValue(text: unknown): unknown {
  return typeof text === 'string' && NUMBER.test(text.trim()) ? Number(text) : text;
}

async function tensorEntry(source: ByteSource, dataOffset: number, tensor: Tensor): Promise<NamedEntry> {
  const { name, dtype, type, shape, begin } = tensor;
  if (type === undefined) {
    const expected = `one of ${Object.keys(DTYPES).join(', ')}; save with .float()`;
    return {
      problem: {
        file: source.path,
        place: `tensor "${printableName(name)}"`,
        found: `dtype ${printableName(dtype)}`,
        expected,
      },
    };
  }
  const layout = { array: name, dtype: type, shape, strides: denseStrides(shape), dataOffset: dataOffset + begin };
  return arrayEntry(stridedArray(source, layout));
}

function readTensor(file: string, name: string, declaration: unknown): Tensor {
  const fail = (found: string, expected: string): never => {
    throw new DumpError({ file, place: `tensor "${printableName(name)}" (header)`, found, expected });
  };
  const { dtype, shape, data_offsets: offsets } = Object(declaration) as Record<string, unknown>;
  if (typeof dtype !== 'string') return fail(describe(dtype), 'a dtype such as "F32"');
  if (!isCounts(shape)) return fail(`shape ${describe(shape)}`, 'an array of lengths of 0 or more');
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    return fail(`data_offsets ${describe(offsets)}`, 'two bytes in ascending order');
  }
  const [begin, end] = offsets;
  const known = Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype] : undefined;
  if (known === undefined) return { name, dtype, type: undefined, shape, begin, end };
  const type = { name: known[0], itemsize: known[1], bigEndian: false };
  // In BigInt: the product of the lengths may exceed what a number can hold.
  const size = shape.reduce((product, length) => product * BigInt(length), BigInt(type.itemsize));
  if (size !== BigInt(end - begin)) fail(`${end - begin} bytes`, `${size} for shape ${shapeText(shape)} of ${dtype}`);
  return { name, dtype, type, shape, begin, end };
}

/** Tensors follow each other without a gap, in any order, and fill the file: the format forbids everything else. */
function checkOffsets(source: ByteSource, dataOffset: number, tensors: readonly Tensor[]): void {
  const size = source.size - dataOffset;
  let filled = 0;
  for (const { name, begin, end } of tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    const place = `tensor "${printableName(name)}" (header)`;
    if (end > size) {
      const found = `truncated: ${size} bytes of data`;
      throw new DumpError({ file: source.path, place, found, expected: `at least ${end}` });
    }
    if (begin !== filled) {
      const found = `data that begins at byte ${begin}`;
      const expected = `byte ${filled}, where the tensor before it ends`;
      throw new DumpError({ file: source.path, place, found, expected });
    }
    filled = end;
  }
  if (filled === size) return;
  const found = `${size} bytes of data`;
  throw new DumpError({
    file: source.path,
    place: `byte ${dataOffset}`,
    found,
    expected: `${filled}, as the tensors take`,
  });
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function describe(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? `${value}`).slice(0, 60);
}
