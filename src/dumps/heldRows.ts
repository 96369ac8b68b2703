import { DumpError } from './dumpError';
import { type Elements, type LatentArray, shapeText } from './latentArray';

/** Elements read at once: 4 MB in float64. */
const PIECE_ELEMENTS = 1 << 19;
/** Elements of a row at most: 1 GB in float64. */
const MOST_ELEMENTS = 1 << 27;

/**
 * Reads leading rows of an array from `row` on, as many as are held or may be read at once, at most to `end`.
 * @param single whether float32 will do
 * @param use looks at rows [from, to) before it returns; they are not its to keep or to change
 */
export type HeldRows = (
  row: number,
  end: number,
  single: boolean,
  use: (values: Elements, from: number, to: number) => void,
) => Promise<void>;

interface Piece {
  from: number;
  to: number;
  buffer: Elements;
  values: Promise<Elements>;
  users: number;
}

/**
 * Reads an array in pieces of 4 MB, or of one row where that is larger, and holds the last one: mean and spread that
 * stand in the same rows, and blocks that end within a row, do not read it twice. May be called concurrently.
 * @throws DumpError where one row is too large to hold
 */
export function heldRows(array: LatentArray): HeldRows {
  const rowLength = array.shape.slice(1).reduce((product, length) => product * length, 1);
  if (rowLength > MOST_ELEMENTS) {
    const found = `${rowLength.toLocaleString('en-US')} numbers in one example of shape ${shapeText(array.shape)}`;
    const expected = `at most ${MOST_ELEMENTS.toLocaleString('en-US')}`;
    throw new DumpError({ file: array.file, place: 'shape', found, expected });
  }
  const pieceRows = Math.max(1, Math.floor(PIECE_ELEMENTS / rowLength));
  let last: Piece | undefined;
  let spare: Elements | undefined;

  function pieceAt(row: number, end: number, single: boolean): Piece {
    if (last && last.from <= row && row < last.to && (single || last.buffer instanceof Float64Array)) return last;
    const to = Math.min(end, row + pieceRows);
    const length = (to - row) * rowLength;
    const Kind = single ? Float32Array : Float64Array;
    const buffer = spare instanceof Kind && spare.length >= length ? spare : new Kind(length);
    spare = undefined;
    if (last?.users === 0) spare = last.buffer;
    last = { from: row, to, buffer, values: array.readRows(row, to - row, buffer), users: 0 };
    return last;
  }

  return async (row, end, single, use) => {
    const piece = pieceAt(row, end, single);
    piece.users++;
    let values: Elements;
    try {
      values = await piece.values;
    } catch (error) {
      // Its buffer may still be written to: it is given up.
      if (last === piece) last = undefined;
      throw error;
    }
    use(values, piece.from, piece.to);
    if (--piece.users === 0 && piece !== last) spare = piece.buffer;
  };
}
