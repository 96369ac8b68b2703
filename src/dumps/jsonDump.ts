import type { ByteSource } from './byteSource';
import { DumpError, type TextRange } from './dumpError';
import { createJsonArrayBuilder, type JsonArray, type JsonArrayBuilder } from './jsonArray';
import { createJsonLabelsBuilder, type JsonLabelsBuilder } from './jsonLabels';
import { createJsonScanner, feedScanner, type JsonEvents, type JsonScanner, type ReadProgress } from './jsonScanner';
import { createJsonValueBuilder, type JsonValueBuilder } from './jsonValue';
import { labelStem } from './labelNames';
import type { StackableArray } from './latentArray';
import { memoryArray } from './memoryArray';
import type { NamedEntry } from './namedEntries';
import { isSampleName, roleOfName } from './roles';
import { isSidecarKey } from './sidecar';

/** A top-level key of a JSON dump, and its place. The values of scalars and of sidecar keys are kept. */
export type JsonKey = NamedEntry & Required<Pick<NamedEntry, 'keyRange' | 'valueRange'>>;

const EXPECTED = 'an object such as {"mu": [[..]], "logvar": [[..]]}';

/**
 * Scans a JSON dump once: keeps the arrays under names of means, spreads and samples, under the `chosen` keys, and those of
 * shape [2, N, D]; labels, as class numbers with the texts as their value where they are texts; the values of scalars and sidecar keys; and the place of every top-level key. All else is checked
 * and skipped.
 * @throws DumpError where the text is no JSON object; problems of single arrays are kept with their keys.
 */
export async function readJsonDump(
  source: ByteSource,
  chosen: readonly string[],
  onProgress?: ReadProgress,
): Promise<Map<string, JsonKey>> {
  const keys = new Map<string, JsonKey>();
  let depth = 0;
  let name = '';
  let current: JsonKey | undefined;
  let array: JsonArrayBuilder | undefined;
  let labels: JsonLabelsBuilder | undefined;
  let value: JsonValueBuilder | undefined;

  function beginValue(isArray: boolean): void {
    current!.valueRange = scanner.tokenRange();
    if (isSidecarKey(name)) value = createJsonValueBuilder();
    else if (isArray) {
      const isNamed = chosen.includes(name) || roleOfName(name) !== undefined || isSampleName(name);
      array = createJsonArrayBuilder(source.path, name, scanner, !isNamed);
      if (!isNamed && labelStem(name) !== undefined) labels = createJsonLabelsBuilder();
    }
  }

  function endValue(): void {
    const { endLine, endColumn } = scanner.tokenRange();
    Object.assign(current!.valueRange, { endLine, endColumn });
    if (value !== undefined) current!.value = value.result();
    const found = labels?.result();
    if (found !== undefined) {
      const { values, classes } = found;
      const list = { file: source.path, array: name, dtype: 'json', shape: [values.length], values };
      Object.assign(current!, { array: memoryArray(list) }, classes && { value: classes });
    } else if (array !== undefined) {
      const built = array.result();
      if (built.problem === undefined) current!.array = jsonLatentArray(source, name, built);
      else current!.problem = built.problem;
    }
    value = undefined;
    array = undefined;
    labels = undefined;
  }

  function single(found: unknown): void {
    if (depth === 0) fail(typeof found === 'number' ? 'a number' : `${JSON.stringify(found)}`.slice(0, 40));
    if (depth > 1) return;
    current!.valueRange = scanner.tokenRange();
    current!.value = found;
  }

  function fail(found: string): never {
    const { line, column } = scanner.tokenStart();
    const place = `line ${line + 1}, column ${column + 1}`;
    throw new DumpError({ file: source.path, place, found, expected: EXPECTED, range: scanner.tokenRange() });
  }

  const events: JsonEvents = {
    open(bracket) {
      if (depth === 0 && bracket === 'array') fail('an array');
      if (depth === 1) beginValue(bracket === 'array');
      depth++;
      array?.open(bracket);
      labels?.open(bracket);
      value?.open(bracket);
    },
    close() {
      depth--;
      array?.close();
      labels?.close();
      value?.close();
      if (depth === 1) endValue();
    },
    key(text) {
      value?.key(text);
      if (depth > 1) return;
      const keyRange = scanner.tokenRange();
      const first = keys.get(text)?.keyRange;
      if (first !== undefined) duplicateKey(source.path, text, first, keyRange);
      name = text;
      current = { keyRange, valueRange: keyRange };
      keys.set(name, current);
    },
    number(number) {
      labels?.number(number);
      if (array !== undefined) array.number(number);
      else if (value !== undefined) value.add(number);
      else single(number);
    },
    scalar(scalar) {
      labels?.scalar(scalar);
      if (array !== undefined) array.scalar(scalar);
      else if (value !== undefined) value.add(scalar);
      else single(scalar);
    },
  };
  const scanner: JsonScanner = createJsonScanner(source.path, events);
  await feedScanner(scanner, source, 0, onProgress);
  return keys;
}

function duplicateKey(file: string, key: string, first: TextRange, range: TextRange): never {
  throw new DumpError({
    file,
    place: `line ${range.line + 1}, column ${range.column + 1}`,
    found: `key ${JSON.stringify(key)} a second time`,
    expected: `each key once (first at line ${first.line + 1}, column ${first.column + 1})`,
    range,
  });
}

/** A built array; places of elements are found by scanning their row again. */
function jsonLatentArray(source: ByteSource, key: string, { shape, values, rows }: JsonArray): StackableArray {
  return memoryArray({
    file: source.path,
    array: key,
    dtype: 'json',
    shape,
    values,
    async locate(row, column) {
      const start = rows.at(row);
      return start && locateElement(source, start, column);
    },
  });
}

/** The range of element `column` of the array that starts at `start`. */
async function locateElement(
  source: ByteSource,
  start: { offset: number; line: number; column: number },
  column: number,
): Promise<TextRange | undefined> {
  let next = 0;
  let range: TextRange | undefined;
  const scanner: JsonScanner = createJsonScanner(
    source.path,
    {
      open() {},
      close: () => scanner.stop(),
      key() {},
      scalar() {},
      number() {
        if (next++ !== column) return;
        range = scanner.tokenRange();
        scanner.stop();
      },
    },
    start,
  );
  await feedScanner(scanner, source, start.offset);
  return range;
}
