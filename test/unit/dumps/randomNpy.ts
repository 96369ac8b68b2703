import type { ByteSource } from '../../../src/dumps/byteSource';
import type { StackableArray } from '../../../src/dumps/latentArray';
import { openNpy } from '../../../src/dumps/npy';
import { denseStrides } from '../../../src/dumps/stridedArray';
import { npyFile, sourceOf } from './inMemory';

export interface NpyKind {
  dtype: 'f2' | 'f4' | 'f8';
  fortranOrder: boolean;
}

export const NPY_KINDS: NpyKind[] = (['f2', 'f4', 'f8'] as const).flatMap((dtype) =>
  [false, true].map((fortranOrder) => ({ dtype, fortranOrder })),
);

/** Numbers that every float type holds exactly: 1, 2, ... up to 2047, negative ones too. */
export function exactValues(length: number, next: () => number): number[] {
  return Array.from({ length }, () => Math.floor(next() * 4095) - 2047);
}

/** A .npy file of these values, which are in C order. */
export async function npyArray(
  shape: number[],
  values: readonly number[],
  { dtype, fortranOrder }: NpyKind,
  wrap: (source: ByteSource) => ByteSource = (source) => source,
): Promise<StackableArray> {
  const strides = denseStrides(shape, fortranOrder);
  const stored = new Float64Array(values.length);
  values.forEach((value, at) => {
    let rest = at;
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    stored[place] = value;
  });
  const elements =
    dtype === 'f8' ? stored : dtype === 'f4' ? new Float32Array(stored) : Uint16Array.from(stored, float16Code);
  const order = fortranOrder ? 'True' : 'False';
  const header = `{'descr': '<${dtype}', 'fortran_order': ${order}, 'shape': (${shape.join(', ')},), }`;
  return openNpy(wrap(await sourceOf(npyFile(header, new Uint8Array(elements.buffer)), 'mu.npy')));
}

/** Of an integer below 2048 in size: IEEE 754 binary16. */
function float16Code(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size === 0) return sign;
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | ((size / 2 ** exponent - 1) * 1024);
}
