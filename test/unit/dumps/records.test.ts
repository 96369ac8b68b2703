import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readJsonRecordsEntries } from '../../../src/dumps/jsonRecords';
import { readNdjsonEntries } from '../../../src/dumps/ndjson';
import { problemOf, sourceOf } from './inMemory';
import { pythonNumbers } from './pythonNumbers';
import { seededRandom } from './random';

const FOLDER = 'test/fixtures/formats/json';
const fixture = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');
const EXPECTED: Record<string, { shape: number[]; values: (number | string)[] }> = JSON.parse(fixture('expected.json'));

const ndjson = async (text: string) => readNdjsonEntries(await sourceOf(text, 'a.ndjson'));
const array = async (text: string) => readJsonRecordsEntries(await sourceOf(text, 'a.json'));
const reader = (name: string) => (name.endsWith('.json') ? array : ndjson);
const FILES = ['records.ndjson', 'records_utf8.jsonl', 'records.json', 'records_indented.json'];

describe.each(FILES)('records as Python writes them: %s', (name) => {
  const text = fixture(name);

  it('are read, key by key', async () => {
    const entries = await reader(name)(text);
    expect([...entries.keys()]).toEqual(Object.keys(EXPECTED));
    for (const [key, { shape, values }] of Object.entries(EXPECTED)) {
      const found = entries.get(key)!.array!;
      expect(found).toMatchObject({ array: key, shape, dtype: 'json', inMemory: true });
      expect([...(await found.readRows(0, 5))]).toEqual(pythonNumbers(values));
      const rowLength = values.length / 5;
      expect([...(await found.readRows(1, 2))]).toEqual(pythonNumbers(values.slice(rowLength, 3 * rowLength)));
    }
    expect(entries.get('name')!.value).toEqual(['cat', 'dög', 'a\nb']);
    expect(entries.get('id')!.value).toBeUndefined();
  });

  it('have places', async () => {
    const lines = text.split(/\r?\n/);
    for (const [key, { array: found }] of [...(await reader(name)(text))].filter(([key]) => key !== 'name')) {
      const [rows, columns = 1] = found!.shape;
      const values = await found!.readRows(0, rows);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const range = (await found!.locate!(row, column))!;
          const written = lines[range.line].slice(range.column, range.endColumn);
          const value = values[row * columns + column];
          expect(key === 'correct' ? Number(written === 'true') : Number(written)).toBe(value);
        }
      }
    }
  });

  it('are refused where they are cut', async () => {
    for (let length = 0; length < text.trimEnd().length; length++) {
      const part = text.slice(0, length);
      const ends = name.endsWith('.json') ? [] : [...part.matchAll(/\}\s*$/g)];
      const last = part.trimEnd().split('\n').at(-1)!;
      const isWhole = ends.length > 0 && last.split('{').length === last.split('}').length;
      if (!isWhole) await problemOf(() => reader(name)(part));
    }
  });
});

it('NDJSON that is cut at the end of a record has fewer rows', async () => {
  const lines = fixture('records.ndjson').split('\n');
  for (let rows = 1; rows < 5; rows++) {
    for (const end of ['', '\n', '\n\n']) {
      const found = (await ndjson(lines.slice(0, rows).join('\n') + end)).get('z.mu')!.array!;
      expect(found.shape).toEqual([rows, 3]);
      expect([...(await found.readRows(0, rows))]).toEqual(pythonNumbers(EXPECTED['z.mu'].values.slice(0, rows * 3)));
    }
  }
});

describe('a value that does not fit is a problem of its key alone', () => {
  const place = (record: number, line: number, column: number) =>
    `record ${record}, key "mu", line ${line}, column ${column}`;
  it.each([
    ['a missing key', '{"mu":[1],"b":1}\n{"b":1}', place(1, 2, 1), 'no such key'],
    ['a missing key in the middle', '{"mu":1,"b":1}\n{"b":1}\n{"b":1,"mu":1}', place(1, 2, 1), 'no such key'],
    ['a missing key at first', '{"b":1}\n{"b":1,"mu":[1]}', place(0, 1, 1), 'no such key'],
    ['a missing nested key', '{"b":1,"mu":1}\n{"b":1,"mu":{"x":1}}', place(1, 2, 1), 'no such key'],
    ['a short array', '{"mu":[1,2],"b":1}\n{"mu":[1],"b":1}', place(1, 2, 9), '1 numbers'],
    ['a long array', '{"mu":[],"b":1}\n{"mu":[1,2],"b":1}', place(1, 2, 11), '2 numbers'],
    ['a number for an array', '{"mu":[1,2],"b":1}\n{"mu":3,"b":1}', place(1, 2, 7), '3'],
    ['an array for a number', '{"mu":1,"b":1}\n{"mu":[1],"b":1}', place(1, 2, 7), 'an array'],
    ['a text for a number', '{"mu":1,"b":1}\n{"mu":"x","b":1}', place(1, 2, 7), 'string "x"'],
    ['a number for a text', '{"mu":"x","b":1}\n{"mu":1,"b":1}', place(1, 2, 7), '1'],
    ['null', '{"mu":[1],"b":1}\n{"mu":null,"b":1}', place(1, 2, 7), 'null'],
    ['null in an array', '{"mu":[null],"b":1}', place(0, 1, 8), 'null'],
    ['a text in an array', '{"mu":["a"],"b":1}', place(0, 1, 8), 'string "a"'],
    ['a matrix', '{"mu":[[1]],"b":1}', place(0, 1, 8), 'an array in an array'],
    ['an object in an array', '{"mu":[{"x":[1]}],"b":1}', place(0, 1, 8), 'an object'],
    ['a key twice', '{"mu":1,"mu":2,"b":1}', place(0, 1, 14), 'the key a second time'],
  ])('%s', async (_, text, place, found) => {
    for (const entries of [await ndjson(text), await array(`[${text.replace(/\n/g, '\n,')}]`)]) {
      expect(entries.get('mu')!.problem!.found).toBe(found);
      const records = text.split('\n').length;
      expect([...(await entries.get('b')!.array!.readRows(0, records))]).toEqual(Array(records).fill(1));
    }
    const { problem } = (await ndjson(text)).get('mu')!;
    expect(problem!.place).toBe(place);
    expect(place).toContain(`line ${problem!.range!.line + 1}, column ${problem!.range!.column + 1}`);
  });

  it('texts that are no classes', async () => {
    const lines = Array.from({ length: 10_001 }, (_, i) => `{"mu":"${i}"}`);
    expect((await ndjson(lines.join('\n'))).get('mu')!.problem).toMatchObject({
      found: 'more than 10000 different texts',
    });
  });
});

describe('refused', () => {
  it.each([
    ['an empty file', ndjson, '', 'records', 'no record'],
    ['blank lines', ndjson, '\n \n', 'records', 'no record'],
    ['an empty array', array, '[]', 'records', 'no record'],
    ['an object', array, '{"mu": [[1]]}', 'line 1, column 1', 'an object'],
    ['a number', array, '1', 'line 1, column 1', 'a number'],
    ['an array of arrays', array, '[[1]]', 'line 1, column 2', 'an array'],
    ['an array of numbers', array, '[{"mu":1},\n2]', 'line 2, column 1', 'a value'],
    ['a line of an array', ndjson, '{"mu":1}\n[1]', 'line 2, column 1', 'an array'],
    ['a line of a number', ndjson, '{"mu":1}\n\n 1', 'line 3, column 2', 'a value'],
    ['a record over two lines', ndjson, '{"mu":\n1}\n', 'line 1, column 7 (byte 6)', 'end of line'],
    ['two records on a line', ndjson, '{"mu":1}\n{"mu":1}{"mu":2}', 'line 2, column 9 (byte 17)', "'{'"],
    ['a missing comma', ndjson, '{"mu":1}\n{"mu":1 "b":2}', 'line 2, column 9 (byte 17)', 'a string'],
  ])('%s', async (_, read, text, place, found) => {
    expect(await problemOf(() => read(text))).toMatchObject({ place, found });
  });
});

it('records are read across pieces of a large file, with progress', async () => {
  const random = seededRandom(5);
  const rows = Array.from({ length: 30_000 }, () => [random(), -random()]);
  const lines = rows.map((mu, id) => JSON.stringify({ mu, id, text: 'é'.repeat(id % 7) }));
  for (const [read, text] of [
    [readNdjsonEntries, `${lines.join('\n')}\n`],
    [readJsonRecordsEntries, `[${lines.join(',\n')}]`],
  ] as const) {
    const progress: number[] = [];
    const source = await sourceOf(text, 'a');
    const entries = await read(source, (done) => progress.push(done));
    expect(progress.length).toBeGreaterThan(1);
    expect(progress.at(-1)).toBe(source.size);
    expect(await entries.get('mu')!.array!.readRows(0, rows.length)).toEqual(Float64Array.from(rows.flat()));
    expect(await entries.get('id')!.array!.locate!(29_999, 0)).toMatchObject({ line: 29_999 });
  }
});

it('random records are read back', async () => {
  const random = seededRandom(13);
  const upTo = (limit: number) => Math.floor(random() * limit);
  for (let round = 0; round < 100; round++) {
    const widths = Array.from({ length: 1 + upTo(4) }, () => upTo(4));
    const count = 1 + upTo(6);
    const records = Array.from({ length: count }, () =>
      widths.map((width) => (width === 0 ? random() : Array.from({ length: width }, () => random() * 10 ** upTo(9)))),
    );
    const object = (values: unknown[]) => ({ a: Object.fromEntries(values.map((value, at) => [`"é${at}`, value])) });
    const objects = records.map(object);
    const indent = upTo(3);
    for (const entries of [
      await ndjson(objects.map((each) => JSON.stringify(each)).join('\n')),
      await array(JSON.stringify(objects, null, indent)),
    ]) {
      for (const [at, width] of widths.entries()) {
        const found = entries.get(`a."é${at}`)!.array!;
        expect(found.shape).toEqual(width === 0 ? [count] : [count, width]);
        expect([...(await found.readRows(0, count))]).toEqual(records.flatMap((values) => values[at]));
      }
    }
  }
});
