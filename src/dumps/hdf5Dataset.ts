import type { Filter, Metadata } from 'h5wasm';
import type { DumpProblem } from './dumpError';
import { decodeElements, type ElementType } from './elementType';
import type { Hdf5File } from './hdf5File';
import { hdf5FloatType } from './hdf5FloatType';
import { FLOAT, hdf5ElementType, isText } from './hdf5Type';
import { readTexts, scalarValue } from './hdf5Value';
import type { Elements, LatentArray } from './latentArray';
import type { NamedEntry, TextArray } from './namedEntries';
import { printableName } from './printableName';

/** deflate, shuffle, fletcher32, nbit and scaleoffset: libhdf5 has these in it. */
const KNOWN_FILTERS = new Set([1, 2, 3, 5, 6]);
/** A read goes through the library's memory in pieces of about this size. */
const PIECE_BYTES = 1 << 22;
/** Rows of chunks above this are not kept from one read to the next. */
const MAX_BAND_BYTES = 1 << 28;
const NUMERIC = 'a numeric dataset (floats or integers)';

/** A dataset: an array that is read by rows, the value of one without axes, or why it cannot be read. @throws DumpError */
export async function datasetEntry(file: Hdf5File, name: string): Promise<NamedEntry> {
  const place = `dataset "${printableName(name)}"`;
  const path = `/${name}`;
  const metadata = await file.call(place, (hdf5, id) => hdf5.get_dataset_metadata(id, path));
  const filters = await file.call(place, (hdf5, id) => hdf5.get_dataset_filters(id, path));
  const unreadable = (found: string, expected: string): NamedEntry => ({
    problem: { file: file.path, place, found, expected } satisfies DumpProblem,
  });

  if (metadata.shape === null) return unreadable('an empty dataset', NUMERIC);
  const unknown = filters.find(({ id }) => !KNOWN_FILTERS.has(id));
  if (unknown) return unreadable(`compression by ${filterName(unknown)}`, 'gzip or none: compression="gzip"');
  if (metadata.virtual_sources) {
    return unreadable('a virtual dataset, whose numbers stand in other datasets', 'a dataset with its own numbers');
  }
  const sized = hdf5ElementType(metadata);
  const isFloat = metadata.type === FLOAT && typeof sized !== 'string';
  const type = isFloat ? await hdf5FloatType(file, place, path, metadata.size) : sized;
  if (metadata.shape.length === 0 && (isText(metadata) || typeof type !== 'string')) {
    return { value: await scalarValue(file, place, path, metadata, type) };
  }
  if (typeof type === 'string') {
    const refused = unreadable(type, metadata.compound_type ? `${NUMERIC}: one per field` : NUMERIC);
    return isText(metadata) ? { ...refused, texts: textArray(file, name, metadata) } : refused;
  }
  return { array: hdf5Array(file, name, metadata, type) };
}

function textArray(file: Hdf5File, name: string, metadata: Metadata): TextArray {
  const shape = metadata.shape!;
  const place = `dataset "${printableName(name)}"`;
  return { shape, readRows: (start, count) => readTexts(file, place, `/${name}`, metadata, start, count) };
}

function filterName({ id, name }: Filter): string {
  return name === '' ? `filter ${id}` : `${name} (filter ${id})`;
}

function hdf5Array(file: Hdf5File, name: string, metadata: Metadata, type: ElementType) {
  return {
    ...arrayAt(file, name, metadata, type, []),
    slab: (index: number) => arrayAt(file, name, metadata, type, [index]),
  };
}

/** @param prefix index on the first axis, where the array is a part of the dataset */
function arrayAt(
  file: Hdf5File,
  name: string,
  metadata: Metadata,
  type: ElementType,
  prefix: readonly number[],
): LatentArray {
  const shape = metadata.shape!.slice(prefix.length);
  const [rows, ...rowShape] = shape;
  const rowLength = rowShape.reduce((product, length) => product * length, 1);
  const rowBytes = rowLength * type.itemsize;
  const pieceRows = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));

  async function readPiece(start: number, count: number, into?: Elements): Promise<Elements> {
    const offset = [...prefix, start, ...rowShape.map(() => 0)].map(BigInt);
    const counts = [...prefix.map(() => 1), count, ...rowShape].map(BigInt);
    const length = count * rowBytes;
    const bytes = await file.call(`dataset "${printableName(name)}", row ${start}`, (hdf5, id) => {
      const pointer = hdf5._malloc(length);
      if (pointer === 0) throw new Error(`no memory for ${length} bytes`);
      const strides = offset.map(() => 1n);
      const status = hdf5.get_dataset_data(id, `/${name}`, counts, offset, strides, BigInt(pointer));
      const found = hdf5.HEAPU8.slice(pointer, pointer + length) as Uint8Array<ArrayBuffer>;
      hdf5._free(pointer);
      if (status < 0) throw new Error('read failed');
      return found;
    });
    return decodeElements(bytes, type, into);
  }

  // A chunk is decompressed whole, so rows are read by whole chunks, and the last ones kept for the rows that follow.
  const chunkRows = metadata.chunks?.[prefix.length] ?? 0;
  const bandRows = chunkRows * Math.max(1, Math.floor(pieceRows / chunkRows));
  const isBanded = chunkRows > 0 && bandRows * rowBytes <= MAX_BAND_BYTES;
  let band: { start: number; values: Promise<Elements> } | undefined;

  async function readBand(start: number, count: number, into: Elements): Promise<void> {
    const first = start - (start % bandRows);
    if (band?.start !== first) band = { start: first, values: readPiece(first, Math.min(bandRows, rows - first)) };
    const values = await band.values;
    into.set(values.subarray((start - first) * rowLength, (start - first + count) * rowLength));
  }

  return {
    file: file.path,
    array: name,
    shape,
    dtype: type.name,
    async readRows(start, count, into) {
      const elements = into ? into.subarray(0, count * rowLength) : new Float64Array(count * rowLength);
      const step = isBanded ? bandRows : pieceRows;
      for (let at = start; rowLength > 0 && at < start + count; ) {
        const end = Math.min(start + count, isBanded ? at - (at % step) + step : at + step);
        const part = elements.subarray((at - start) * rowLength);
        await (isBanded ? readBand(at, end - at, part) : readPiece(at, end - at, part));
        at = end;
      }
      return elements;
    },
  };
}
