import type { TextRange } from './dumpError';
import type { HeldRows } from './heldRows';
import type { Elements, LatentArray, StackableArray } from './latentArray';

/** Rows that are written at once: they stay in the cache of a core while their columns come in. */
const TILE_ROWS = 256;
/** Columns from which copying a row in one piece is quicker than one at a time. */
const LONG_ROW = 128;

/** How the axes of an array behind the first become rows and columns; the first one's are the outermost rows. */
export interface ViewAxes {
  /** Axes whose places are rows, the outer ones first. */
  rows: readonly number[];
  /** Axes whose places are columns, the outer ones first. */
  columns: readonly number[];
  /** The part that is taken of one of these axes; all of the others. */
  part?: { axis: number; first: number; length: number };
}

/**
 * The places of an array as rows and columns, [shape[0] * rows, columns].
 * @param held of the same array; views that share it share what is read
 */
export function axisView(array: LatentArray, held: HeldRows, { rows, columns, part }: ViewAxes): LatentArray {
  const unitLength = product(array.shape.slice(1));
  const rowOffsets = offsetsOf(array.shape, rows, part);
  const columnOffsets = offsetsOf(array.shape, columns, part);
  const unitRows = rowOffsets.length;
  const dimensions = columnOffsets.length;
  const locateElement = elementPlaces(array);

  /** Rows [row, end), from values of which the first is element `origin` of the array. */
  function gather(values: Elements, origin: number, row: number, end: number, target: Elements): void {
    for (let at = 0; row < end; ) {
      const unit = Math.floor(row / unitRows);
      const base = unit * unitLength - origin;
      const first = row - unit * unitRows;
      const last = Math.min(unitRows, first + end - row, first + TILE_ROWS);
      if (unitRows === 1) copyRow(values, base, columnOffsets, target, at);
      else transpose(values, base, rowOffsets.subarray(first, last), columnOffsets, target, at);
      row += last - first;
      at += (last - first) * dimensions;
    }
  }

  return {
    ...described(array),
    shape: [array.shape[0] * unitRows, dimensions],
    async readRows(start, count, into) {
      const target = targetOf(count * dimensions, into);
      const end = start + count;
      for (let row = start; row < end && dimensions > 0; ) {
        const unit = Math.floor(row / unitRows);
        await held(unit, Math.ceil(end / unitRows), target instanceof Float32Array, (values, from, to) => {
          const stop = Math.min(end, to * unitRows);
          const rest = target.subarray((row - start) * dimensions);
          gather(values, from * unitLength, row, stop, rest);
          row = stop;
        });
      }
      return target;
    },
    locate:
      locateElement &&
      (async (row, column) => {
        const unit = Math.floor(row / unitRows);
        return locateElement(unit, rowOffsets[row - unit * unitRows] + columnOffsets[column]);
      }),
  };
}

/** One row; its columns, where they lie side by side, in one piece. */
function copyRow(values: Elements, base: number, columns: Int32Array, target: Elements, at: number): void {
  const { length } = columns;
  if (length >= LONG_ROW && columns[length - 1] - columns[0] === length - 1) {
    target.set(values.subarray(base + columns[0], base + columns[0] + length), at);
    return;
  }
  for (let j = 0; j < length; j++) target[at + j] = values[base + columns[j]];
}

/** Some rows, a column of them at a time: positions of one channel lie side by side. */
function transpose(
  values: Elements,
  base: number,
  rows: Int32Array,
  columns: Int32Array,
  target: Elements,
  at: number,
): void {
  const dimensions = columns.length;
  for (let j = 0; j < dimensions; j++) {
    const from = base + columns[j];
    for (let i = 0, to = at + j; i < rows.length; i++, to += dimensions) target[to] = values[from + rows[i]];
  }
}

/** All axes behind the first as one: [N, ...] as [N, D]. */
export function flattened(array: StackableArray): LatentArray {
  return {
    ...described(array),
    shape: [array.shape[0], product(array.shape.slice(1))],
    readRows: (start, count, into) => array.readRows(start, count, into),
    locate: elementPlaces(array),
  };
}

/** The whole array as the only element of a first axis: [C, H, W] as [1, C, H, W]. */
export function asOneExample(array: StackableArray): StackableArray {
  const [rows] = array.shape;
  return {
    ...described(array),
    shape: [1, ...array.shape],
    readRows: (_, count, into) => array.readRows(0, count * rows, into),
    slab: () => array,
  };
}

/** What a view says of the array under it; an array that is not in memory has no such member. */
export function described({ file, array, dtype, inMemory }: LatentArray) {
  return { file, array, dtype, ...(inMemory === undefined ? {} : { inMemory }) };
}

/** Where `length` elements go: `into`, or what is new. */
export function targetOf(length: number, into: Elements | undefined): Elements {
  return into ? into.subarray(0, length) : new Float64Array(length);
}

export function product(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total * length, 1);
}

/** Where an element stands, by the leading row and its place in it; an array of three axes knows it in its slabs. */
function elementPlaces(
  array: LatentArray | StackableArray,
): ((row: number, element: number) => Promise<TextRange | undefined>) | undefined {
  const { shape } = array;
  if (shape.length < 3 || !('slab' in array)) return array.locate && ((row, column) => array.locate!(row, column));
  if (shape[0] === 0 || !elementPlaces(array.slab(0))) return undefined;
  const length = product(shape.slice(2));
  return async (row, element) => elementPlaces(array.slab(row))?.(Math.floor(element / length), element % length);
}

/** Distances in elements from the start of a leading row, in C order of the axes' places. */
function offsetsOf(shape: readonly number[], axes: readonly number[], part: ViewAxes['part']): Int32Array {
  let offsets = new Int32Array(1);
  for (const axis of axes) {
    const stride = product(shape.slice(axis + 1));
    const { first, length } = part?.axis === axis ? part : { first: 0, length: shape[axis] };
    const next = new Int32Array(offsets.length * length);
    for (let i = 0, at = 0; i < offsets.length; i++) {
      for (let place = first; place < first + length; place++) next[at++] = offsets[i] + place * stride;
    }
    offsets = next;
  }
  return offsets;
}
