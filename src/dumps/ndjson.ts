import { type ByteSource, readExactly } from './byteSource';
import { DumpError } from './dumpError';
import { createJsonScanner, type JsonScanner, type ReadProgress } from './jsonScanner';
import type { NamedEntries } from './namedEntries';
import { createRecords, recordError } from './records';

const CHUNK_BYTES = 1 << 20;
const LINE_FEED = 0x0a;
/** A longer line is refused: it would have to be held in memory. */
const MAX_LINE_BYTES = 1 << 26;

/**
 * Reads newline-delimited JSON: a record on each line, kept as readJsonRecordsEntries does. Blank lines are skipped.
 * @throws DumpError where a line is no JSON object.
 */
export async function readNdjsonEntries(source: ByteSource, onProgress?: ReadProgress): Promise<NamedEntries> {
  const records = createRecords(source);
  let held = new Uint8Array(0);
  let line = 0;
  let start = 0;

  function readLine(bytes: Uint8Array, isLast: boolean): void {
    if (bytes.some((byte) => byte > 0x20)) {
      // Each line has a scanner, and the first a byte order mark where the file has one.
      const scanner: JsonScanner = createJsonScanner(
        source.path,
        {
          open: (bracket) => records.events(scanner).open(bracket),
          close: (bracket) => records.events(scanner).close(bracket),
          key: (name) => records.events(scanner).key(name),
          number: (value) => records.events(scanner).number(value),
          scalar: (value) => records.events(scanner).scalar(value),
        },
        { offset: start, line, column: 0 },
      );
      scanner.push(bytes);
      try {
        scanner.end();
      } catch (error) {
        if (!(error instanceof DumpError) || isLast) throw error;
        const expected = `${error.problem.expected}: one record is on one line`;
        throw new DumpError({ ...error.problem, found: 'end of line', expected });
      }
    }
    start += bytes.length + 1;
    line++;
  }

  for (let offset = 0; offset < source.size; ) {
    const bytes = await readExactly(source, offset, Math.min(CHUNK_BYTES, source.size - offset));
    offset += bytes.length;
    const text = new Uint8Array(held.length + bytes.length);
    text.set(held);
    text.set(bytes, held.length);
    let from = 0;
    for (let end = text.indexOf(LINE_FEED, held.length); end >= 0; end = text.indexOf(LINE_FEED, from)) {
      readLine(text.subarray(from, end), false);
      from = end + 1;
    }
    held = text.slice(from);
    if (held.length > MAX_LINE_BYTES) {
      const range = { line, column: 0, endLine: line, endColumn: 1 };
      throw recordError(source.path, range, `a line of more than ${MAX_LINE_BYTES} bytes`, 'one record on each line');
    }
    onProgress?.(offset, source.size);
  }
  readLine(held, true);
  return records.entries();
}
