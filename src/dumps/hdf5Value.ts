import type { Metadata } from 'h5wasm';
import { decodeElements, type ElementType } from './elementType';
import type { Hdf5File } from './hdf5File';
import type { Hdf5Module } from './hdf5Library';
import { FLOAT, hdf5ElementType, isText } from './hdf5Type';

/** Longer ones describe no model. */
const MAX_BYTES = 1 << 16;
const SPACE_PADDED = 2;

/**
 * The value of an attribute: a number, boolean or text, or an array of them.
 * @param path of the object that has it
 * @returns undefined where it is of another type, or long; or a 16-bit float, of which two kinds look alike here
 * @throws DumpError
 */
export function attributeValue(file: Hdf5File, path: string, name: string): Promise<unknown> {
  return file.call(`attribute "${name}" of ${path}`, (hdf5, id) => {
    const metadata = hdf5.get_attribute_metadata(id, path, name);
    if (metadata.type === FLOAT && metadata.size === 2) return undefined;
    return readValue(
      hdf5,
      metadata,
      hdf5ElementType(metadata),
      (pointer) => hdf5.get_attribute_data(id, path, name, pointer),
      (pointer) => hdf5.reclaim_vlen_memory(id, path, name, pointer),
    );
  });
}

/** The value of a dataset without axes, as of an attribute. @param type of its elements @throws DumpError */
export function scalarValue(
  file: Hdf5File,
  place: string,
  path: string,
  metadata: Metadata,
  type: ElementType | string,
): Promise<unknown> {
  return file.call(place, (hdf5, id) =>
    readValue(
      hdf5,
      metadata,
      type,
      (pointer) => hdf5.get_dataset_data(id, path, null, null, null, pointer),
      (pointer) => hdf5.reclaim_vlen_memory(id, path, '', pointer),
    ),
  );
}

/** Rows [start, start + count) of a dataset of texts, flattened. @throws DumpError */
export function readTexts(
  file: Hdf5File,
  place: string,
  path: string,
  metadata: Metadata,
  start: number,
  count: number,
): Promise<string[]> {
  const [, ...rowShape] = metadata.shape!;
  const counts = [count, ...rowShape].map(BigInt);
  const offset = [start, ...rowShape.map(() => 0)].map(BigInt);
  return file.call(`${place}, row ${start}`, (hdf5, id) => {
    const total = Number(counts.reduce((product, length) => product * length, 1n));
    const length = total * metadata.size;
    const pointer = hdf5._malloc(length);
    if (pointer === 0) throw new Error(`no memory for ${length} bytes`);
    const strides = counts.map(() => 1n);
    const status = hdf5.get_dataset_data(id, path, counts, offset, strides, BigInt(pointer));
    const found =
      status < 0 ? [] : texts(hdf5, { ...metadata, total_size: total }, hdf5.HEAPU8.slice(pointer, pointer + length));
    if (metadata.vlen && status >= 0) hdf5.reclaim_vlen_memory_count(id, path, '', BigInt(pointer), counts);
    hdf5._free(pointer);
    if (status < 0) throw new Error('read failed');
    return found;
  });
}

function readValue(
  hdf5: Hdf5Module,
  metadata: Metadata,
  elementType: ElementType | string,
  read: (pointer: bigint) => number,
  reclaim: (pointer: bigint) => number,
): unknown {
  const { shape, size, total_size } = metadata;
  const type = isText(metadata) ? undefined : elementType;
  const length = size * total_size;
  if (shape === null || typeof type === 'string' || length > MAX_BYTES) return undefined;
  const pointer = hdf5._malloc(length);
  if (read(BigInt(pointer)) < 0) throw new Error('read failed');
  const bytes = hdf5.HEAPU8.slice(pointer, pointer + length) as Uint8Array<ArrayBuffer>;
  const values = type
    ? Array.from(decodeElements(bytes, type), (number) => (type.name === 'bool' ? number !== 0 : number))
    : texts(hdf5, metadata, bytes);
  if (metadata.vlen) reclaim(BigInt(pointer));
  hdf5._free(pointer);
  return shape.length === 0 ? values[0] : values;
}

function texts(
  hdf5: Hdf5Module,
  { vlen, size, total_size, strpad }: Metadata,
  bytes: Uint8Array<ArrayBuffer>,
): string[] {
  // Of a variable length: pointers to C strings.
  if (vlen) return Array.from(new Uint32Array(bytes.buffer), (start) => (start === 0 ? '' : hdf5.UTF8ToString(start)));
  return Array.from({ length: total_size }, (_, i) => {
    const text = new TextDecoder().decode(bytes.subarray(i * size, (i + 1) * size)).replace(/\0.*$/s, '');
    return strpad === SPACE_PADDED ? text.trimEnd() : text;
  });
}
