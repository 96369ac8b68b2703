import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCsvEntries } from '../../../src/dumps/csv';
import { problemOf, sourceOf, toBytes } from './inMemory';
import { pythonNumbers } from './pythonNumbers';
import { seededRandom } from './random';

const FOLDER = 'test/fixtures/formats/csv';
const fixture = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');
const EXPECTED: Record<string, Record<string, { shape: number[]; values: (number | string)[] }>> = JSON.parse(
  fixture('expected.json'),
);

const read = async (text: string | Uint8Array) => readCsvEntries(await sourceOf(text, 'a.csv'));

async function numbersOf(text: string, name: string): Promise<number[]> {
  const { array } = (await read(text)).get(name)!;
  return [...(await array!.readRows(0, array!.shape[0]))];
}

describe('readCsvEntries reads what Python wrote', () => {
  it.each(Object.keys(EXPECTED))('%s', async (name) => {
    const entries = await read(fixture(name));
    expect([...entries.keys()].sort()).toEqual(Object.keys(EXPECTED[name]).sort());
    for (const [key, { shape, values }] of Object.entries(EXPECTED[name])) {
      const { array, problem } = entries.get(key)!;
      expect(problem).toBeUndefined();
      expect(array).toMatchObject({ array: key, file: '/d/a.csv', shape, dtype: 'csv', inMemory: true });
      expect([...(await array!.readRows(0, shape[0]))]).toEqual(pythonNumbers(values));
      const rowLength = values.length / shape[0];
      const block = new Float32Array(2 * rowLength);
      await array!.readRows(2, 2, block);
      expect([...block]).toEqual([...Float32Array.from(pythonNumbers(values.slice(2 * rowLength, 4 * rowLength)))]);
    }
  });

  it('labels as class numbers, with their names', async () => {
    const entries = await read(fixture('labels.csv'));
    expect(entries.get('name')!.value).toEqual(['cat', 'dog "x"', 'a,b\nc', 'é']);
    expect(entries.get('label')!.value).toBeUndefined();
  });
});

it('readCsvEntries knows the place of each number', async () => {
  for (const name of ['plain.csv', 'crlf.csv', 'quoted.csv', 'labels.csv', 'savetxt.txt', 'savetxt_header.csv']) {
    const text = fixture(name);
    const lines = text.split('\n');
    for (const [, { array }] of [...(await read(text))].filter(([key]) => key !== 'name')) {
      const [rows, columns = 1] = array!.shape;
      const values = await array!.readRows(0, rows);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const range = (await array!.locate!(row, column))!;
          expect(range.endLine).toBe(range.line);
          const found = lines[range.line].slice(range.column, range.endColumn).replace(/"/g, '');
          expect(Number(found)).toBe(values[row * columns + column]);
        }
      }
    }
  }
});

describe('readCsvEntries', () => {
  it('takes comments, blank lines and blanks around fields', async () => {
    const text = '# made by "x\n\n mu_0 , mu_1\n# it\'s 5" long\n 1 , 2\n\n3,4 ';
    expect(await numbersOf(text, 'mu')).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['an empty field', 'mu_0,mu_1\n1,2\n3,\n', 'row 1, column "mu_1", line 3, column 3', 'an empty field'],
    ['a text', 'mu_0,mu_1\n1,2\n3,x\n', 'row 1, column "mu_1", line 3, column 3', '"x"'],
    ['a text in the first row', 'mu_0,mu_1\na,2\n', 'row 0, column "mu_0", line 2, column 1', '"a"'],
    ['a hexadecimal number', 'mu_0,mu_1\n1,2\n0x10,4\n', 'row 1, column "mu_0", line 3, column 1', '"0x10"'],
    ['a binary number', 'mu_0,mu_1\n1,2\n0B1,4\n', 'row 1, column "mu_0", line 3, column 1', '"0B1"'],
    ['decimal commas', 'mu_0;mu_1\n0,5;1,5\n', 'row 0, column "mu_0", line 2, column 1', '"0,5", a decimal comma'],
    ['a missing column', 'mu_0,mu_1,mu_3\n1,2,3\n', 'column "mu"', 'no column "mu_2" before "mu_3"'],
    ['a missing padded column', 'mu_00,mu_02\n1,2\n', 'column "mu"', 'no column "mu_01" before "mu_02"'],
    ['a missing column in brackets', 'mu[0],mu[2]\n1,2\n', 'column "mu"', 'no column "mu[1]" before "mu[2]"'],
    ['missing first columns', 'mu_5,mu_6\n1,2\n', 'column "mu"', 'no column "mu_0" before "mu_5"'],
    ['a number twice', 'mu_0,mu_1,mu_01\n1,2,3\n', 'column "mu"', 'column "mu_01" a second time'],
  ])('%s is a problem of its array alone', async (_, text, place, found) => {
    const [head, ...rows] = text.trimEnd().split('\n');
    const delimiter = head.includes(';') ? ';' : ',';
    const wider = [`${head}${delimiter}other`, ...rows.map((row) => `${row}${delimiter}7`)].join('\n');
    const entries = await read(`${wider}\n`);
    expect(entries.get('mu')!.array).toBeUndefined();
    expect(entries.get('mu')!.problem).toMatchObject({ place, found });
    expect([...(await entries.get('other')!.array!.readRows(0, rows.length))]).toEqual(rows.map(() => 7));
  });

  it.each(['mu_0,label,label', 'mu_0,label,label_0', 'mu_0,label_0,label'])(
    'a name that stands twice: %s',
    async (header) => {
      const entries = await read(`${header}\n1,2,3\n`);
      expect(entries.get('label')!.problem).toMatchObject({ found: 'a second "label"' });
      expect(entries.get('mu')!.array!.shape).toEqual([1, 1]);
    },
  );

  it('texts that are no classes are a problem', async () => {
    const rows = Array.from({ length: 10_001 }, (_, i) => `1,id-${i}`);
    const entries = await read(`mu_0,id\n${rows.join('\n')}\n`);
    expect(entries.get('id')!.problem).toMatchObject({ found: 'more than 10000 different texts' });
    expect(entries.get('mu')!.array!.shape).toEqual([10_001, 1]);
  });

  it.each([
    ['an empty file', '', 'byte 0', 'an empty file'],
    ['comments alone', '# x\n\n', 'line 1', 'no row'],
    ['another format', '{"mu": 1}', 'byte 0', 'JSON text'],
    ['a short row', 'mu_0,mu_1\n1,2\n3\n', 'line 3, column 1', 'a row of 1 fields'],
    ['a long row', 'mu_0,mu_1\n1,2,3\n', 'line 2, column 5', 'a row of 3 fields'],
    ['a long row behind quotes', '"mu_0","mu_1"\n1,2,3\n', 'line 2, column 5', 'a row of 3 fields'],
  ])('refuses %s', async (_, text, place, found) => {
    expect(await problemOf(() => read(text))).toMatchObject({ place, found });
  });

  it('refuses quotes that do not close, or stand within a field', async () => {
    expect(await problemOf(() => read('mu_0,name\n1,"a\n2,b\n'))).toMatchObject({
      expected: 'quotes around whole fields, doubled inside',
    });
    expect(await problemOf(() => read('mu_0,name\n1,a"b"\n'))).toMatchObject({
      expected: 'quotes around whole fields, doubled inside',
    });
  });

  it('refuses what is no UTF-8', async () => {
    const bytes = toBytes('mu_0,name\n1,x\n');
    bytes[12] = 0xff;
    expect(await problemOf(() => read(bytes))).toMatchObject({ found: 'bytes that are no UTF-8' });
  });
});

describe('a file that is cut', () => {
  /** Where each row of numbers ends, before its line break. */
  function rowEnds(name: string): { text: string; key: string; ends: number[]; start: number } {
    const text = fixture(name);
    const [key] = Object.keys(EXPECTED[name]);
    const breaks = [...text.matchAll(/\n/g)].map(({ index }) => index);
    const ends = breaks.slice(-EXPECTED[name][key].shape[0]);
    return { text, key, ends, start: (breaks.at(-ends.length - 1) ?? -1) + 1 };
  }

  it.each(['savetxt.txt', 'savetxt_header.csv', 'savetxt_f.csv'])(
    'at the end of a row of %s has fewer rows',
    async (name) => {
      const { text, key, ends } = rowEnds(name);
      const { values, shape } = EXPECTED[name][key];
      for (const [row, end] of ends.entries()) {
        const expected = values.slice(0, ((row + 1) * values.length) / shape[0]);
        expect(await numbersOf(text.slice(0, end), key)).toEqual(expected);
        expect(await numbersOf(text.slice(0, end + 1), key)).toEqual(expected);
      }
    },
  );

  it.each(['savetxt.txt', 'savetxt_header.csv', 'savetxt_f.csv'])('within a row of %s is refused', async (name) => {
    const { text, ends } = rowEnds(name);
    for (let row = 1; row < ends.length; row++) {
      for (let length = ends[row - 1] + 2; length < ends[row]; length++) {
        const { place } = await problemOf(() => read(text.slice(0, length)));
        expect(place).toMatch(new RegExp(`^line ${text.slice(0, length).split('\n').length}, column \\d+$`));
      }
    }
  });

  it.each(['plain.csv', 'tab.tsv', 'semicolon.csv', 'quoted.csv'])(
    'before the last field of a row of %s',
    async (name) => {
      const { text, ends, start } = rowEnds(name);
      for (const [row, end] of ends.entries()) {
        const lastField = text.slice(0, end).search(/[,;\t][^,;\t]*$/);
        for (let length = (row === 0 ? start : ends[row - 1] + 1) + 1; length < lastField; length++) {
          await problemOf(() => read(text.slice(0, length)));
        }
      }
    },
  );

  it.each([
    ['a little shorter than the others', ['0.7351948', '0.123456789', '-12.1234567', '3.123456']],
    ['a class with a short name', ['cat', 'horse', 'ox']],
    ['a class with a short number', ['10', '12', '3']],
    ['no number', ['0.123456789', '0.1234567', 'nan']],
    ['whole among some that are', ['0.123456789', '2', '0.1234567', '4']],
    ['with a short mantissa and an exponent', ['0.123456789', '0.1234567', '2.537e-05']],
  ])('is not suspected by a last field that is %s, of rows joined by line breaks', async (_, fields) => {
    const entries = await read(['mu_0,last', ...fields.map((field) => `1,${field}`)].join('\n'));
    expect(entries.get('last')!.array!.shape).toEqual([fields.length]);
  });

  it.each([
    ['a format of one length', ['0.1234', '-2.5000', '0.123']],
    ['the decimals', ['0.1234', '-2.5', '0.']],
    ['the point', ['0.1234', '-2.5', '12']],
    ['many digits', ['0.123456789', '-2.1234567', '0.1234']],
    ['the exponent', ['1.25e-01', '2.50e-01', '1.25e-0']],
    ['the field', ['0.1234', '-2.5', '']],
  ])('is suspected where the last field lacks %s', async (_, fields) => {
    const text = ['mu_0,last', ...fields.map((field) => `1,${field}`)].join('\n');
    expect(await problemOf(() => read(text))).toMatchObject({ place: 'line 4, column 3' });
    expect((await read(`${text}\n`)).has('last')).toBe(true);
  });
});

it('rows are read across pieces of a large file', async () => {
  const random = seededRandom(3);
  const rows = Array.from({ length: 30_000 }, (_, row) => [random(), -random() * 1e-7, row % 3]);
  for (const name of [(label: number) => `c${label}`, (label: number) => `"c\n${label}"`]) {
    const lines = rows.map(([a, b, label]) => `${a},${b},${name(label)}\n`);
    const source = await sourceOf(`mu_0,mu_1,class\n${lines.join('')}`, 'a.csv');
    const progress: number[] = [];
    const entries = await readCsvEntries(source, (done) => progress.push(done));
    expect(progress.length).toBeGreaterThan(1);
    expect(progress.at(-1)).toBe(source.size);
    const { array } = entries.get('mu')!;
    expect(await array!.readRows(0, rows.length)).toEqual(Float64Array.from(rows.flatMap((row) => row.slice(0, 2))));
    const labels = await entries.get('class')!.array!.readRows(0, rows.length);
    expect([...labels]).toEqual(rows.map(([, , label]) => label));
    const text = lines.slice(0, 29_000).join('');
    expect(await array!.locate!(29_000, 1)).toMatchObject({ line: text.split('\n').length });
  }
}, 60_000);

it('random tables are read back', async () => {
  const random = seededRandom(11);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
  for (let round = 0; round < 150; round++) {
    const delimiter = pick([',', ';', '\t']);
    const end = pick(['\n', '\r\n']);
    const width = 1 + Math.floor(random() * 5);
    const separator = pick(['_', '', '.']);
    const order = Array.from({ length: width }, (_, i) => i).sort(() => random() - 0.5);
    const rows = Array.from({ length: 1 + Math.floor(random() * 8) }, () =>
      order.map(() => pick([0, -0, 1, 0.1, -2.5e-8, 1e21, Number.NaN, Infinity, -Infinity, random()])),
    );
    const field = (value: number) => {
      const text = pick([String(value).toLowerCase(), `${value}`]).replace(/^-0$/, '-0.0');
      const written = Object.is(value, -0) ? '-0.0' : text;
      return random() < 0.1 ? `"${written}"` : written;
    };
    const header = order.map((number) => `log.var${separator}${number}`).join(delimiter);
    const text = [header, ...rows.map((row) => row.map(field).join(delimiter))].join(end) + end;
    const expected = rows.flatMap((row) => order.map((_, number) => row[order.indexOf(number)]));
    expect(await numbersOf(text, 'log.var')).toEqual(expected);
  }
});
