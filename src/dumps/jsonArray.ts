import type { DumpProblem, TextRange } from './dumpError';
import type { JsonBracket } from './jsonScanner';
import type { TextPlace } from './jsonSyntaxError';

/** A rectangular numeric array of a JSON text, or what keeps it from being one. */
export interface JsonArray {
  shape: number[];
  /** C order. */
  values: Float64Array;
  /** Where each innermost array starts. */
  rows: RowPlaces;
  problem: DumpProblem | undefined;
}

/** Starts of rows in the text, in three growable columns: millions of small objects would weigh more than the data. */
export interface RowPlaces {
  add(place: TextPlace): void;
  at(row: number): TextPlace | undefined;
}

/** Takes the events of one array and builds it. */
export interface JsonArrayBuilder {
  open(bracket: JsonBracket): void;
  close(): void;
  number(value: number): void;
  scalar(value: string | boolean | null): void;
  /** The array, after its last bracket. */
  result(): JsonArray;
}

/** Where the event being handled stands. */
export interface EventPlace {
  tokenStart(): TextPlace;
  tokenRange(): TextRange;
}

const MAX_RANK = 3;

/**
 * A builder of the array under a key. The first thing that does not fit (a ragged row, an element that is no number, a
 * fourth axis) is kept as the array's problem, and its values are dropped: it matters only if this array is asked for.
 * @param stackOnly give up on anything but an array of rank 3 with at most two elements, so that images under other
 * keys are not collected.
 */
export function createJsonArrayBuilder(
  file: string,
  key: string,
  place: EventPlace,
  stackOnly: boolean,
): JsonArrayBuilder {
  let values = new Float64Array(stackOnly ? 64 : 1024);
  let length = 0;
  let depth = 0;
  /** Unknown until the first number, or the first array that closes. */
  let rank = 0;
  const shape: number[] = [];
  const counts: number[] = [];
  let rowStart: TextPlace = { offset: 0, line: 0, column: 0 };
  const rows = createRowPlaces();
  let problem: DumpProblem | undefined;

  function setProblem(found: string, expected: string, range = place.tokenRange(), element = elementText()): void {
    const { line, column } = range;
    problem = {
      file,
      place: `key "${key}"${element}, line ${line + 1}, column ${column + 1}`,
      found,
      expected,
      range,
    };
    values = new Float64Array(0);
  }

  /** ", row 3, column 5" of the element that comes next, counted from 0. */
  function elementText(): string {
    if (counts.length === 2) return `, row ${counts[0]}, column ${counts[1]}`;
    return counts.length === 0 ? '' : `, element [${counts.join(', ')}]`;
  }

  /** Every array at `level` must be as long as the first one there. */
  function checkLength(level: number, count: number): void {
    if (shape[level] === undefined) shape[level] = count;
    if (shape[level] === count) return;
    const end = place.tokenRange();
    const isRow = level === rank - 1;
    const range = isRow ? { ...end, line: rowStart.line, column: rowStart.column } : end;
    const index = counts.length === 1 ? counts[0] : `[${counts.join(', ')}]`;
    const unit = isRow ? 'values' : 'rows';
    setProblem(`${count} ${unit}`, `${shape[level]} ${unit} as in row 0`, range, `, row ${index}`);
  }

  return {
    open(bracket) {
      if (problem !== undefined) return;
      if (bracket === 'object') setProblem('an object', 'a number');
      else if (rank !== 0 && depth === rank) setProblem('an array', 'a number');
      else if (depth === MAX_RANK) setProblem(`an array of more than ${MAX_RANK} axes`, 'an array [N, D] or [2, N, D]');
      else if (stackOnly && depth === 1 && counts[0] === 2) setProblem('a third element', 'an array [2, N, D]');
      else {
        depth++;
        counts.push(0);
        rowStart = place.tokenStart();
      }
    },
    close() {
      if (problem !== undefined) return;
      if (rank === 0) rank = depth;
      const count = counts.pop()!;
      depth--;
      if (depth === rank - 1) rows.add(rowStart);
      checkLength(depth, count);
      if (depth > 0) counts[depth - 1]++;
    },
    number(value) {
      if (problem !== undefined) return;
      if (depth !== rank) {
        if (rank !== 0) return setProblem('a number', 'an array');
        if (stackOnly && depth < MAX_RANK) return setProblem('a number', 'an array [2, N, D]');
        rank = depth;
      }
      if (length === values.length) {
        const grown = new Float64Array(length * 2);
        grown.set(values);
        values = grown;
      }
      values[length++] = value;
      counts[depth - 1]++;
    },
    scalar(value) {
      if (problem !== undefined) return;
      setProblem(typeof value === 'string' ? `string ${JSON.stringify(value.slice(0, 20))}` : `${value}`, 'a number');
    },
    result: () => ({ shape, values: values.subarray(0, length), rows, problem }),
  };
}

function createRowPlaces(): RowPlaces {
  let places = new Float64Array(3 * 64);
  let count = 0;
  return {
    add({ offset, line, column }) {
      if (3 * count === places.length) {
        const grown = new Float64Array(places.length * 2);
        grown.set(places);
        places = grown;
      }
      places.set([offset, line, column], 3 * count++);
    },
    at(row) {
      if (row < 0 || row >= count) return undefined;
      const [offset, line, column] = places.subarray(3 * row, 3 * row + 3);
      return { offset, line, column };
    },
  };
}
