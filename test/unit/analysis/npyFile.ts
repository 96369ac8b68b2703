import { npyFile } from '../dumps/inMemory';

/** Element [i, j] of a matrix. */
export type Element = (i: number, j: number) => number;

const elements = (rows: number, columns: number, element: Element) =>
  Float64Array.from({ length: rows * columns }, (_, k) => element(Math.floor(k / columns), k % columns));

const file = (descr: string, rows: number, columns: number, data: ArrayBufferView<ArrayBuffer>) =>
  npyFile(
    `{'descr': '${descr}', 'fortran_order': False, 'shape': (${rows}, ${columns}), }\n`,
    new Uint8Array(data.buffer),
  );

export const float64Npy = (rows: number, columns: number, element: Element) =>
  file('<f8', rows, columns, elements(rows, columns, element));

export const float32Npy = (rows: number, columns: number, element: Element) =>
  file('<f4', rows, columns, Float32Array.from(elements(rows, columns, element)));

/** Of elements that float16 holds exactly: normal numbers of at most 11 significant bits. */
export const float16Npy = (rows: number, columns: number, element: Element) =>
  file('<f2', rows, columns, Uint16Array.from(elements(rows, columns, element), float16Bits));

function float16Bits(x: number): number {
  if (x === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(x)));
  const fraction = Math.abs(x) / 2 ** exponent - 1;
  return (x < 0 ? 0x8000 : 0) + ((exponent + 15) << 10) + fraction * 1024;
}
