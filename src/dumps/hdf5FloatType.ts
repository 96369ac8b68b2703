import type { ElementType } from './elementType';
import type { Hdf5File } from './hdf5File';
import { unsigned } from './hdf5ObjectHeader';

/** Sign's place, exponent's place and size, mantissa's place and size, exponent's bias. */
const LAYOUTS: Record<string, readonly number[]> = {
  float16: [15, 10, 5, 0, 10, 15],
  bfloat16: [15, 7, 8, 0, 7, 127],
  float32: [31, 23, 8, 0, 23, 127],
  float64: [63, 52, 11, 0, 52, 1023],
};
/** Bits 6 and 0 of the class's: neither little nor big endian. */
const VAX_ORDER = 0x41;
/** Bits 5 and 4: the mantissa's first bit is 1 and does not stand there. */
const IMPLIED = 2;

/**
 * The type of a dataset of floats by the bits of sign, exponent and mantissa, which its size does not tell; else what
 * they are. The library hands bits out as they stand, in the host's order.
 * Reference: HDF5 File Format Specification, IV.A.2.d.
 * @throws DumpError
 */
export async function hdf5FloatType(
  file: Hdf5File,
  place: string,
  path: string,
  size: number,
): Promise<ElementType | string> {
  const message = await file.datatype(place, path);
  if (message === undefined || (message[0] & 0x0f) !== 1)
    return `floats of ${size} bytes, of a layout that is not seen`;
  const [exponentAt, exponentBits, mantissaAt, mantissaBits] = message.subarray(12, 16);
  const layout = [message[2], exponentAt, exponentBits, mantissaAt, mantissaBits, unsigned(message, 16, 4)];
  const isPlain =
    message[2] === 8 * size - 1 &&
    (message[1] & VAX_ORDER) !== VAX_ORDER &&
    ((message[1] >> 4) & 3) === IMPLIED &&
    unsigned(message, 8, 2) === 0 &&
    unsigned(message, 10, 2) === 8 * size;
  const name = Object.keys(LAYOUTS).find((known) => LAYOUTS[known].every((value, at) => value === layout[at]));
  if (name === undefined || !isPlain) {
    return `floats of ${size} bytes with ${exponentBits} bits of exponent and ${mantissaBits} of mantissa, of no known layout`;
  }
  return { name, itemsize: size, bigEndian: false };
}
