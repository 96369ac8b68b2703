import { CsvError, type Options, parse } from 'csv-parse/sync';
import type { CsvBatch } from './csvBatches';
import { DumpError, type TextRange } from './dumpError';

/** One row of a table, and where it stands. */
export interface CsvRow {
  fields: string[];
  /** As it stands in the file. */
  raw: string;
  /** Its first line, from 0. */
  line: number;
}

/** The order decides where a line has several: a comma may be a decimal comma, a blank may stand beside any. */
const DELIMITERS = ['\t', ';', ',', ' '];

/** What separates the fields of a line; of a line of one field, a comma. */
export function delimiterOf(line: string): string {
  const unquoted = line.replace(/"[^"]*"/g, '').trim();
  return DELIMITERS.find((delimiter) => unquoted.includes(delimiter)) ?? ',';
}

/**
 * The rows of a batch, without blank lines and comments. Lines without quotes are split here, five times as fast;
 * quoted fields are csv-parse's.
 * @throws DumpError where quotes do not close.
 */
export function csvRows(file: string, { text, firstLine }: CsvBatch, delimiter: string): CsvRow[] {
  if (!text.includes('"')) return plainRows(text, firstLine, delimiter);
  const options = {
    delimiter,
    comment: '#',
    comment_no_infix: true,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n'],
  } satisfies Options;
  try {
    const records = parse(text, options) as unknown as { record: string[]; raw: string; info: { lines: number } }[];
    return records.map(({ record, raw, info }) => {
      // What is raw begins with the comments and blank lines before the row, and ends with the row's line break.
      const row = raw.replace(/^(?:#[^\n]*\n|\r?\n)+/, '').replace(/\r?\n$/, '');
      return { fields: record, raw: row, line: firstLine + info.lines - 1 - breaksIn(row) };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = firstLine + Number(error.lines ?? 1) - 1;
    const found = error.message
      .replace(/ (?:at|on|at the) line \d+/, '')
      .replace(/\s+/g, ' ')
      .slice(0, 120);
    throw new DumpError({
      file,
      place: `line ${line + 1}`,
      found: `a quote that does not fit (${found})`,
      expected: 'quotes around whole fields, doubled inside',
      range: { line, column: 0, endLine: line, endColumn: 1 },
    });
  }
}

function plainRows(text: string, firstLine: number, delimiter: string): CsvRow[] {
  const rows: CsvRow[] = [];
  text.split('\n').forEach((whole, index) => {
    const raw = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    if (raw === '' || raw[0] === '#') return;
    const fields = delimiter === ' ' ? raw.trim().split(/ +/) : raw.split(delimiter);
    rows.push({ fields, raw, line: firstLine + index });
  });
  return rows;
}

/** Where a field stands in the file; where the row has no such field, its end. */
export function fieldRange({ raw, line }: CsvRow, column: number, delimiter: string): TextRange {
  let start = delimiter === ' ' ? raw.length - raw.trimStart().length : 0;
  let quoted = false;
  let field = 0;
  let at = start;
  for (; at < raw.length; at++) {
    if (raw[at] === '"') quoted = !quoted;
    if (quoted || raw[at] !== delimiter) continue;
    if (field === column) break;
    while (delimiter === ' ' && raw[at + 1] === ' ') at++;
    field++;
    start = at + 1;
  }
  if (field < column) start = at;
  const place = (offset: number) => {
    const before = raw.slice(0, offset);
    return { line: line + breaksIn(before), column: offset - before.lastIndexOf('\n') - 1 };
  };
  const [from, to] = [place(start), place(at)];
  return { ...from, endLine: to.line, endColumn: to.column };
}

function breaksIn(text: string): number {
  return text.split('\n').length - 1;
}
