import type { Metadata } from 'h5wasm';
import { decodeElements } from './elementType';
import type { Hdf5File } from './hdf5File';
import type { Hdf5Module } from './hdf5Library';
import { hdf5ElementType, isText } from './hdf5Type';

/** Longer ones describe no model. */
const MAX_BYTES = 1 << 16;
const SPACE_PADDED = 2;

/**
 * The value of an attribute: a number, boolean or text, or an array of them.
 * @param path of the object that has it
 * @returns undefined where it is of another type, or long
 * @throws DumpError
 */
export function attributeValue(file: Hdf5File, path: string, name: string): Promise<unknown> {
  return file.call(`attribute "${name}" of ${path}`, (hdf5, id) =>
    readValue(
      hdf5,
      hdf5.get_attribute_metadata(id, path, name),
      (pointer) => hdf5.get_attribute_data(id, path, name, pointer),
      (pointer) => hdf5.reclaim_vlen_memory(id, path, name, pointer),
    ),
  );
}

/** The value of a dataset without axes, as of an attribute. @throws DumpError */
export function scalarValue(file: Hdf5File, place: string, path: string, metadata: Metadata): Promise<unknown> {
  return file.call(place, (hdf5, id) =>
    readValue(
      hdf5,
      metadata,
      (pointer) => hdf5.get_dataset_data(id, path, null, null, null, pointer),
      (pointer) => hdf5.reclaim_vlen_memory(id, path, '', pointer),
    ),
  );
}

function readValue(
  hdf5: Hdf5Module,
  metadata: Metadata,
  read: (pointer: bigint) => number,
  reclaim: (pointer: bigint) => number,
): unknown {
  const { shape, size, total_size } = metadata;
  const type = isText(metadata) ? undefined : hdf5ElementType(metadata);
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
