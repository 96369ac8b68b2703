import type { ByteSource } from './byteSource';
import { createJsonScanner, feedScanner, type JsonEvents, type JsonScanner, type ReadProgress } from './jsonScanner';
import type { NamedEntries } from './namedEntries';
import { createRecords, RECORD, recordError } from './records';

/**
 * Reads a JSON array of records, [{"mu": [..], "logvar": [..]}, ...], in one pass: under each key an array, [N, D] of
 * arrays, [N] of numbers, and of texts [N] class numbers with the texts as its value. Nested objects join their keys by
 * ".". The caller closes the source.
 * @throws DumpError where the text is no such array; what does not fit under one key is its entry's problem.
 */
export async function readJsonRecordsEntries(source: ByteSource, onProgress?: ReadProgress): Promise<NamedEntries> {
  const records = createRecords(source);
  let depth = 0;
  const events: JsonEvents = {
    open(bracket) {
      if (depth === 0 && bracket !== 'array') fail('an object', `an array of records: ${RECORD}`);
      if (depth++ > 0) records.events(scanner).open(bracket);
    },
    close(bracket) {
      if (--depth > 0) records.events(scanner).close(bracket);
    },
    key: (name) => records.events(scanner).key(name),
    number: (value) => (depth > 0 ? records.events(scanner).number(value) : fail('a number', 'an array of records')),
    scalar: (value) => (depth > 0 ? records.events(scanner).scalar(value) : fail(`${value}`, 'an array of records')),
  };
  const scanner: JsonScanner = createJsonScanner(source.path, events);
  function fail(found: string, expected: string): never {
    throw recordError(source.path, scanner.tokenRange(), found, expected);
  }
  await feedScanner(scanner, source, 0, onProgress);
  return records.entries();
}
