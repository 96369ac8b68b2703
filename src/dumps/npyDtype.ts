import type { ElementType } from './elementType';

const NAMES: Record<string, string> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
};

/** Kinds of numpy types that are refused, and what to save instead. */
const REFUSED: Record<string, string> = {
  O: 'Python objects, pickled and never unpickled',
  S: 'byte strings',
  a: 'byte strings',
  U: 'text strings',
  c: 'complex numbers',
  V: 'raw records (bfloat16 is saved like this)',
  M: 'dates',
  m: 'time differences',
  f: 'extended-precision floats',
};

/** The type that a descr such as "<f4" names; a string says why it is refused. */
export function parseDescr(descr: string): ElementType | string {
  const [, order, kind, size] = /^([<>=|]?)([A-Za-z])(\d*)(?:\[.*\])?$/.exec(descr) ?? [];
  const name = NAMES[kind + size];
  const itemsize = Number(size);
  if (name !== undefined && (order !== '|' || itemsize === 1)) {
    return { name, itemsize, bigEndian: order === '>' };
  }
  return kind in REFUSED ? REFUSED[kind] : 'no numpy type';
}
