import type { ByteSource } from './byteSource';
import { DumpError, type TextRange } from './dumpError';
import { createJsonScanner, feedScanner, type JsonEvents, type JsonScanner } from './jsonScanner';
import type { TextPlace } from './jsonSyntaxError';
import { withRoom } from './memoryArray';
import type { NamedEntries } from './namedEntries';
import { createRecordColumn, type RecordColumn } from './recordColumns';

/** What a record is, for messages. */
export const RECORD = 'an object such as {"mu": [..], "logvar": [..]}';

/** Takes the events of records, one after another, and sorts them by key. */
export interface Records {
  /** @param scanner whose event it is */
  events(scanner: JsonScanner): JsonEvents;
  /** @throws DumpError where there was no record */
  entries(): NamedEntries;
}

/** Collects the records that a file holds, whatever stands between them. */
export function createRecords(source: ByteSource): Records {
  const columns = new Map<string, RecordColumn>();
  let scanner: JsonScanner;
  let count = 0;
  /** Byte, line and column of each record's start. */
  let starts = new Float64Array(0);
  /** Keys of the objects that are open, from the record's on. */
  const keys: string[] = [];
  /** Brackets that are open within `column`'s value. */
  let depth = 0;
  let column: RecordColumn | undefined;

  const startOf = (record: number): TextPlace => {
    const [offset, line, column] = starts.subarray(3 * record, 3 * record + 3);
    return { offset, line, column };
  };
  const places = {
    tokenRange: () => scanner.tokenRange(),
    recordStart(record: number) {
      const { line, column } = startOf(record);
      return { line, column, endLine: line, endColumn: column + 1 };
    },
  };

  /** The column of the value that begins. */
  function begin(): RecordColumn {
    if (keys.length === 0) throw recordError(source.path, scanner.tokenRange(), 'a value', RECORD);
    const path = keys.join('.');
    const found = columns.get(path) ?? createRecordColumn(source.path, path, places);
    columns.set(path, found);
    found.begin(count - 1);
    return found;
  }

  const events: JsonEvents = {
    open(bracket) {
      if (column !== undefined) {
        depth++;
        column.open(bracket);
      } else if (bracket === 'object') {
        if (keys.length === 0) beginRecord();
        keys.push('');
      } else {
        if (keys.length === 0) throw recordError(source.path, scanner.tokenRange(), 'an array', RECORD);
        column = begin();
        depth = 1;
        column.open(bracket);
      }
    },
    close() {
      if (column === undefined) keys.pop();
      else {
        column.close();
        if (--depth === 0) column = undefined;
      }
    },
    key(name) {
      if (column === undefined) keys[keys.length - 1] = name;
    },
    number: (value) => (column ?? begin()).number(value),
    scalar: (value) => (column ?? begin()).scalar(value),
  };

  function beginRecord(): void {
    const { offset, line, column } = scanner.tokenStart();
    starts = withRoom(starts, 3 * (count + 1));
    starts.set([offset, line, column], 3 * count++);
  }

  return {
    events(of) {
      scanner = of;
      return events;
    },
    entries() {
      if (count === 0)
        throw new DumpError({ file: source.path, place: 'records', found: 'no record', expected: RECORD });
      return new Map(
        [...columns].map(([path, each]) => [
          path,
          each.entry(count, (row, column) => locateValue(source, startOf(row), path, column)),
        ]),
      );
    },
  };
}

/** The range of number `index` under a key of the record that starts at `start`. */
async function locateValue(
  source: ByteSource,
  start: TextPlace,
  path: string,
  index: number,
): Promise<TextRange | undefined> {
  const keys: string[] = [];
  let next = 0;
  let range: TextRange | undefined;
  function value(): void {
    if (keys.join('.') !== path || next++ !== index) return;
    range = scanner.tokenRange();
    scanner.stop();
  }
  const scanner: JsonScanner = createJsonScanner(
    source.path,
    {
      open(bracket) {
        if (bracket === 'object') keys.push('');
      },
      close(bracket) {
        if (bracket === 'object') keys.pop();
        if (keys.length === 0) scanner.stop();
      },
      key(name) {
        keys[keys.length - 1] = name;
      },
      number: value,
      scalar: value,
    },
    start,
  );
  await feedScanner(scanner, source, start.offset);
  return range;
}

/** The error for what stands in the place of a record. */
export function recordError(file: string, range: TextRange, found: string, expected: string): DumpError {
  return new DumpError({ file, place: `line ${range.line + 1}, column ${range.column + 1}`, found, expected, range });
}
