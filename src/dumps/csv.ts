import { type ByteSource, readExactly } from './byteSource';
import { type CsvBatch, csvBatches } from './csvBatches';
import { type ColumnGroup, groupColumns } from './csvColumns';
import { csvNumber } from './csvNumber';
import { type CsvRow, csvRows, delimiterOf, fieldRange } from './csvRows';
import { createTableArray, type TableArray } from './csvTable';
import { DumpError, type TextRange } from './dumpError';
import { describeSignature } from './fileSignature';
import type { ReadProgress } from './jsonScanner';
import type { NamedEntries } from './namedEntries';

/** What the first lines say of a table. */
interface TableHead {
  delimiter: string;
  /** Names of the columns; undefined where the first line holds numbers. */
  header: string[] | undefined;
  /** Fields of every row. */
  width: number;
}

/**
 * Reads a table of comma, tab, semicolon or blank separated values in one pass, with progress. Columns mu_0 ... mu_7 are
 * an array mu of shape [N, 8], every other column one of shape [N]; a column of texts is one of class numbers, with the
 * texts as its value. A table without a header is one array [N, columns] under "". The caller closes the source.
 * @throws DumpError with line and column where a row has not as many fields as the others, or the file ends within one;
 * a field that is no number is its array's problem.
 */
export async function readCsvEntries(source: ByteSource, onProgress?: ReadProgress): Promise<NamedEntries> {
  const fail = (place: string, found: string, expected: string, range?: TextRange): never => {
    throw new DumpError({ file: source.path, place, found, expected, range });
  };
  const signature = describeSignature(await source.read(0, 64));
  if (signature !== 'text') fail('byte 0', signature, 'a table of numbers as text');

  let head: TableHead | undefined;
  let groups: ColumnGroup[] = [];
  let arrays: TableArray[] = [];
  let rows = 0;
  let last: CsvRow | undefined;
  /** Tails of the last fields of all rows but the last. */
  const tails = { shortest: Number.POSITIVE_INFINITY, longest: 0 };
  /** `skipped`: whether a batch begins with the header. */
  const batches: (Omit<CsvBatch, 'text'> & { firstRow: number; skipped: number })[] = [];

  for await (const { text, ...place } of csvBatches(source, onProgress)) {
    let found: CsvRow[];
    let skipped = 0;
    if (head === undefined) {
      const table = readHead(source.path, { text, ...place });
      if (table === undefined) continue;
      head = table.head;
      skipped = table.skipped;
      found = table.rows.slice(skipped);
      groups = groupColumns(head.header ?? Array.from({ length: head.width }, (_, column) => `${column}`));
      arrays = groups.map((group) => createTableArray(source.path, group, table.head.header, table.head.delimiter));
    } else found = csvRows(source.path, { text, ...place }, head.delimiter);
    batches.push({ ...place, firstRow: rows, skipped });
    for (const row of found) {
      if (row.fields.length !== head.width) wrongWidth(source.path, row, head);
      const tail = last && tailLength(last);
      if (tail !== undefined) {
        tails.shortest = Math.min(tails.shortest, tail);
        tails.longest = Math.max(tails.longest, tail);
      }
      last = row;
      for (const array of arrays) array.add(row);
    }
    rows += found.length;
  }

  if (head === undefined) fail('line 1', 'no row', 'a header such as mu_0,mu_1,logvar_0,logvar_1');
  const { delimiter, width } = head!;
  if (last && looksCut(tailLength(last), tails) && !(await endsWithBreak(source))) {
    const range = fieldRange(last, width - 1, delimiter);
    const found = `"${last.fields[width - 1]}" and no line break: shorter than in every other row, as where a file is cut`;
    fail(`line ${range.line + 1}, column ${range.column + 1}`, found, 'a line break after the last row', range);
  }

  async function locate(row: number, column: number): Promise<TextRange | undefined> {
    const batch = batches.findLast(({ firstRow }) => firstRow <= row);
    if (batch === undefined) return undefined;
    const text = new TextDecoder().decode(await readExactly(source, batch.offset, batch.length));
    const found = csvRows(source.path, { ...batch, text }, delimiter)[batch.skipped + row - batch.firstRow];
    return found && fieldRange(found, column, delimiter);
  }

  return new Map(groups.map(({ name }, at) => [name, arrays[at].entry(locate)]));
}

/** The head of the table that a text begins with, and its rows, of which the header may be one; none of comments only. */
function readHead(file: string, batch: CsvBatch): { head: TableHead; rows: CsvRow[]; skipped: number } | undefined {
  const lines = batch.text.slice(0, 1 << 20).split(/\r?\n/);
  const first = lines.findIndex((line) => line.trim() !== '' && line[0] !== '#');
  if (first < 0) return undefined;
  const delimiter = delimiterOf(lines[first]);
  const rows = csvRows(file, batch, delimiter);
  const fields = rows[0].fields;
  const width = fields.length;
  if (isHeader(fields)) {
    const header = fields.map((name, column) => name.trim() || (column === 0 ? 'index' : 'unnamed'));
    return { head: { delimiter, header, width }, rows, skipped: 1 };
  }
  // numpy.savetxt writes its header as a comment.
  const comment = first > 0 ? lines[first - 1].replace(/^#\s*/, '') : '';
  const names = comment.split(delimiter).map((name) => name.trim());
  const isNamed = names.length === width && names.every((name) => name !== '' && csvNumber(name) === undefined);
  return { head: { delimiter, header: isNamed ? names : undefined, width }, rows, skipped: 0 };
}

/** Names, or what pandas writes for columns without names: 0, 1, 2 ..., perhaps after an empty field over the index. */
function isHeader(fields: readonly string[]): boolean {
  const names = fields[0].trim() === '' ? fields.slice(1) : fields;
  if (names.some((name) => name.trim() !== '' && csvNumber(name) === undefined)) return true;
  return names.length > 1 && names.every((name, at) => name === `${at}`);
}

function wrongWidth(file: string, row: CsvRow, { delimiter, width }: TableHead): never {
  const range = fieldRange(row, Math.min(width, row.fields.length - 1), delimiter);
  throw new DumpError({
    file,
    place: `line ${range.line + 1}, column ${range.column + 1}`,
    found: `a row of ${row.fields.length} fields`,
    expected: `${width}, as the first row has`,
    range,
  });
}

/** What a number has behind its whole part and the point: digits and exponent; undefined of what is no decimal number. */
function tailLength({ fields }: CsvRow): number | undefined {
  return DECIMAL.exec(fields[fields.length - 1].trim())?.[1].length;
}

const DECIMAL = /^[+-]?\d*\.?(\d*(?:[eE][+-]?\d*)?)$/;
/** Of numbers that are written as short as they can be, one in a thousand is as much shorter than most. */
const MISSING_DIGITS = 3;

/**
 * Whether the last number of a file that ends without a line break is cut, by those of the other rows: shorter than a
 * format of one length has it; of numbers of many lengths, without the decimals that all others have, or far shorter
 * than each. A whole file may miss that line break, so what is little shorter is taken: it lacks the last digits at most.
 */
function looksCut(tail: number | undefined, { shortest, longest }: { shortest: number; longest: number }): boolean {
  if (tail === undefined || tail >= shortest || !Number.isFinite(shortest)) return false;
  return shortest === longest || tail === 0 || tail <= shortest - MISSING_DIGITS;
}

async function endsWithBreak(source: ByteSource): Promise<boolean> {
  const [byte] = await readExactly(source, source.size - 1, 1);
  return byte === 0x0a;
}
