import { createClassNames, MAX_CLASSES } from './classNames';
import type { DumpProblem, TextRange } from './dumpError';
import type { JsonBracket } from './jsonScanner';
import { memoryArray, withRoom } from './memoryArray';
import type { NamedEntry } from './namedEntries';
import { printableName } from './printableName';

/** What the records of a file have under one key, while they are read. */
export interface RecordColumn {
  /** The events of this key's value in a record; of nested objects, each member has a column of its own. */
  open(bracket: JsonBracket): void;
  close(): void;
  number(value: number): void;
  scalar(value: string | boolean | null): void;
  /** A record has begun that has the key. */
  begin(record: number): void;
  /** @param records of the whole file @param locate as LatentArray, for this key */
  entry(records: number, locate: (row: number, column: number) => Promise<TextRange | undefined>): NamedEntry;
}

/** Where the event being handled stands, and where the record that the last one missed the key in begins. */
export interface RecordPlaces {
  tokenRange(): TextRange;
  recordStart(record: number): TextRange;
}

/**
 * Collects one key of all records: numbers, or arrays of as many numbers in each, or texts as classes, or booleans as 0
 * and 1. The first value that does not fit, and the first record without the key, is the column's problem.
 */
export function createRecordColumn(file: string, key: string, places: RecordPlaces): RecordColumn {
  let kind: 'number' | 'text' | 'boolean' | 'row' | undefined;
  let width = 0;
  let values = new Float64Array(0);
  let length = 0;
  let rows = 0;
  let depth = 0;
  let problem: DumpProblem | undefined;
  const classes = createClassNames();

  function setProblem(found: string, expected: string, record: number, range = places.tokenRange()): void {
    if (problem !== undefined) return;
    const place = `record ${record}, key "${printableName(key)}", line ${range.line + 1}, column ${range.column + 1}`;
    problem = { file, place, found, expected, range };
    values = new Float64Array(0);
  }

  function add(value: number): void {
    values = withRoom(values, length + 1);
    values[length++] = value;
  }

  /** A value that stands alone, not in an array. */
  function single(found: NonNullable<typeof kind>, value: number | undefined, text: string): void {
    kind ??= found;
    if (kind !== found || depth > 0) setProblem(text, depth > 0 ? 'a number' : expectedOf(), rows - 1);
    else if (value === undefined)
      setProblem(`more than ${MAX_CLASSES} different texts`, 'the label of a class', rows - 1);
    else add(value);
  }

  function expectedOf(): string {
    if (kind === 'row') return `${width} numbers, as in record 0`;
    return kind === undefined ? 'a number, a text, or an array of numbers' : `a ${kind}, as in record 0`;
  }

  return {
    begin(record) {
      // Between two records that have the key may be some that do not.
      if (rows < record) missing(rows);
      else if (rows > record) setProblem('the key a second time', 'each key once', record);
      rows = record + 1;
    },
    open(bracket) {
      depth++;
      if (problem !== undefined) return;
      if (bracket === 'object') setProblem('an object', depth > 1 ? 'a number' : expectedOf(), rows - 1);
      else if (depth > 1) setProblem('an array in an array', 'a number', rows - 1);
      else if (kind !== undefined && kind !== 'row') setProblem('an array', expectedOf(), rows - 1);
      kind = 'row';
    },
    close() {
      depth--;
      if (problem !== undefined || depth > 0) return;
      const found = length - (rows - 1) * width;
      if (rows === 1) width = found;
      if (found !== width) setProblem(`${found} numbers`, expectedOf(), rows - 1);
    },
    number(value) {
      if (problem !== undefined) return;
      if (depth > 0) add(value);
      else single('number', value, `${value}`);
    },
    scalar(value) {
      if (problem !== undefined) return;
      if (typeof value === 'boolean') single('boolean', Number(value), `${value}`);
      else if (value === null) setProblem('null', kind === undefined ? 'a number' : expectedOf(), rows - 1);
      else single('text', classes.indexOf(value), `string ${JSON.stringify(value.slice(0, 40))}`);
    },
    entry(records, locate) {
      if (rows < records) missing(rows);
      if (problem !== undefined) return { problem };
      const shape = kind === 'row' ? [rows, width] : [rows];
      const array = memoryArray({ file, array: key, dtype: 'json', shape, values: values.subarray(0, length), locate });
      return kind === 'text' ? { array, value: classes.names() } : { array };
    },
  };

  function missing(record: number): void {
    setProblem('no such key', `"${printableName(key)}", as other records have`, record, places.recordStart(record));
  }
}
