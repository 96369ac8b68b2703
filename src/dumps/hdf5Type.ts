import type { Metadata } from 'h5wasm';
import type { ElementType } from './elementType';
import { printableName } from './printableName';

/** By libhdf5's H5T_class_t. */
const INTEGER = 0;
export const FLOAT = 1;
const STRING = 3;
const ENUM = 8;
const OTHER_CLASSES: Record<number, string> = {
  2: 'times',
  3: 'texts',
  4: 'bit fields',
  5: 'opaque elements',
  7: 'references',
  9: 'elements of variable length',
  10: 'elements that are arrays',
  11: 'complex numbers',
};

/**
 * The type of elements as the library hands them out, in the host's order; else what they are. Of floats it is that of
 * their size: see `hdf5FloatType`.
 */
export function hdf5ElementType(metadata: Metadata): ElementType | string {
  const { type, size, signed } = metadata;
  // The library has turned big endian into little, and runs on nothing else.
  const element = (name: string): ElementType => ({ name, itemsize: size, bigEndian: false });
  if (type === FLOAT) return [2, 4, 8].includes(size) ? element(`float${8 * size}`) : `floats of ${size} bytes`;
  if (type === INTEGER || type === ENUM) {
    if (isBoolean(metadata)) return element('bool');
    return [1, 2, 4, 8].includes(size) ? element(`${signed ? 'int' : 'uint'}${8 * size}`) : `integers of ${size} bytes`;
  }
  if (metadata.compound_type) {
    const names = metadata.compound_type.members.map(({ name }) => name);
    return `records (${printableName(names.join(', '))})`;
  }
  return OTHER_CLASSES[type] ?? `elements of class ${type}`;
}

export function isText({ type }: Metadata): boolean {
  return type === STRING;
}

/** h5py writes numpy's bool as an enumeration. */
function isBoolean({ type, size, enum_type }: Metadata): boolean {
  const members = enum_type?.members;
  return type === ENUM && size === 1 && members?.FALSE === 0 && members.TRUE === 1;
}
