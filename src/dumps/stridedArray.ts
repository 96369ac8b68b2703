import { type ByteSource, readExactly } from './byteSource';
import { bytesLike, decodeElements, type ElementType } from './elementType';
import type { Elements, LatentArray, StackableArray } from './latentArray';

/** Reading this many bytes for nothing costs less than another read. */
const CHEAP_GAP = 4096;

/** Where the elements of an array lie in a file. */
export interface StridedLayout {
  /** As LatentArray. */
  array: string | null;
  dtype: ElementType;
  shape: readonly number[];
  /** Distance in elements between neighbours along each axis. */
  strides: readonly number[];
  /** Byte of the first element. */
  dataOffset: number;
}

/** An array whose elements lie in a file at regular distances, read by ranges. The caller closes the source. */
export function stridedArray(source: ByteSource, layout: StridedLayout): StackableArray {
  const { shape, strides, dtype } = layout;
  return {
    ...arrayAt(source, layout),
    slab: (index) =>
      arrayAt(source, {
        ...layout,
        shape: shape.slice(1),
        strides: strides.slice(1),
        dataOffset: layout.dataOffset + index * strides[0] * dtype.itemsize,
      }),
  };
}

/** Distance in elements between neighbours along each axis, where elements follow each other without gaps. */
export function denseStrides(shape: readonly number[], fortranOrder = false): number[] {
  const strides: number[] = new Array(shape.length);
  let stride = 1;
  for (let k = 0; k < shape.length; k++) {
    const axis = fortranOrder ? k : shape.length - 1 - k;
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

function arrayAt(source: ByteSource, { array, dtype, shape, strides, dataOffset }: StridedLayout): LatentArray {
  const rowStride = strides[0] ?? 1;
  const rowLength = shape.slice(1).reduce((product, length) => product * length, 1);
  const dense = denseStrides(shape.slice(1));
  const contiguous =
    (rowStride === rowLength || shape.length < 1) && dense.every((stride, axis) => stride === strides[axis + 1]);

  /** Kept from one read to the next: fresh memory costs more than the read. Lent to one read at a time. */
  let spare: Uint8Array<ArrayBuffer> | undefined;

  async function readElements(first: number, count: number, into?: Elements): Promise<Elements> {
    const length = count * dtype.itemsize;
    const place = into && bytesLike(into, dtype);
    if (place) {
      await readExactly(source, dataOffset + first * dtype.itemsize, length, place.subarray(0, length));
      return into!.subarray(0, count);
    }
    const buffer = into && (spare && spare.length >= length ? spare : new Uint8Array(length));
    if (buffer) spare = undefined;
    const bytes = await readExactly(source, dataOffset + first * dtype.itemsize, length, buffer);
    const elements = decodeElements(bytes, dtype, into);
    if (buffer) spare = buffer;
    return elements;
  }

  /** Fortran order: a row's elements lie a column apart, so columns are read and then interleaved. */
  async function gatherRows(start: number, count: number, into?: Elements): Promise<Elements> {
    const rows = into ? into.subarray(0, count * rowLength) : new Float64Array(count * rowLength);
    const columns = columnOffsets(shape.slice(1), strides.slice(1));
    const span = (count - 1) * rowStride + 1;
    await Promise.all(
      mergedRuns(columns, span, Math.max(span, CHEAP_GAP / dtype.itemsize)).map(async ({ from, to }) => {
        const first = columns[from];
        const values = await readElements(first + start * rowStride, columns[to - 1] - first + span);
        for (let column = from; column < to; column++) {
          let element = columns[column] - first;
          for (let at = column; at < rows.length; at += rowLength, element += rowStride) rows[at] = values[element];
        }
      }),
    );
    return rows;
  }

  return {
    file: source.path,
    array,
    shape,
    dtype: dtype.name,
    async readRows(start, count, into) {
      if (count === 0 || rowLength === 0) return new Float64Array(0);
      if (contiguous) return readElements(start * rowStride, count * rowLength, into);
      return gatherRows(start, count, into);
    },
  };
}

/** Offsets in elements of one row's elements, in C order of their indices. */
function columnOffsets(shape: readonly number[], strides: readonly number[]): number[] {
  let offsets = [0];
  shape.forEach((length, axis) => {
    offsets = offsets.flatMap((offset) => Array.from({ length }, (_, i) => offset + i * strides[axis]));
  });
  return offsets;
}

/** Runs [from, to) of ascending columns to read at once: the gap between two spans is at most `maxGap` elements. */
function mergedRuns(columns: readonly number[], span: number, maxGap: number): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (let column = 0; column < columns.length; column++) {
    const last = runs.at(-1);
    const gap = column === 0 ? 0 : columns[column] - columns[column - 1] - span;
    if (last !== undefined && gap >= -span && gap <= maxGap) last.to = column + 1;
    else runs.push({ from: column, to: column + 1 });
  }
  return runs;
}
