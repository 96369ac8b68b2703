import type { ByteSource } from './byteSource';
import type { StackableArray } from './latentArray';
import { readNpyHeader } from './npyHeader';
import { denseStrides, stridedArray } from './stridedArray';

/**
 * Opens a .npy array: reads its header, and later rows by ranges, in C or in Fortran order.
 * The caller closes the source.
 * @throws DumpError as readNpyHeader; readRows when the file has shrunk.
 */
export async function openNpy(source: ByteSource): Promise<StackableArray> {
  const { dtype, shape, fortranOrder, dataOffset } = await readNpyHeader(source);
  return stridedArray(source, { array: null, dtype, shape, strides: denseStrides(shape, fortranOrder), dataOffset });
}
