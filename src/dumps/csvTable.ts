import { createClassNames, MAX_CLASSES } from './classNames';
import type { ColumnGroup } from './csvColumns';
import { csvNumber, describeField } from './csvNumber';
import { type CsvRow, fieldRange } from './csvRows';
import type { DumpProblem, TextRange } from './dumpError';
import { memoryArray, withRoom } from './memoryArray';
import type { NamedEntry } from './namedEntries';
import { printableName } from './printableName';

/** One array of a table while its rows are read. */
export interface TableArray {
  /** Takes the row's fields; the first that does not fit becomes the array's problem, and its numbers are dropped. */
  add(row: CsvRow): void;
  /** @param locate where a field stands, by the row and the table's column */
  entry(locate: (row: number, column: number) => Promise<TextRange | undefined>): NamedEntry;
}

/** @param header names of the table's columns; undefined where it has none */
export function createTableArray(
  file: string,
  { name, columns, isMatrix, fault }: ColumnGroup,
  header: readonly string[] | undefined,
  delimiter: string,
): TableArray {
  const width = columns.length;
  let values = new Float64Array(0);
  let rows = 0;
  let problem: DumpProblem | undefined = fault && { file, place: `column "${printableName(name)}"`, ...fault };
  const classes = createClassNames();
  /** A column of texts, by its first field, is one of classes. A matrix has none. */
  let isText: boolean | undefined = isMatrix ? false : undefined;

  function setProblem(row: CsvRow, column: number, found: string, expected: string): void {
    const range = fieldRange(row, column, delimiter);
    const columnName = header === undefined ? column : `"${printableName(header[column])}"`;
    const place = `row ${rows}, column ${columnName}, line ${range.line + 1}, column ${range.column + 1}`;
    problem = { file, place, found, expected, range };
    values = new Float64Array(0);
  }

  function indexOfText(row: CsvRow, column: number): number | undefined {
    const index = classes.indexOf(row.fields[column].trim());
    if (index === undefined) {
      setProblem(row, column, `more than ${MAX_CLASSES} different texts`, 'a number, or the label of a class');
    }
    return index;
  }

  function number(row: CsvRow, column: number): number | undefined {
    const value = csvNumber(row.fields[column]);
    if (value !== undefined) return value;
    const { found, expected } = describeField(row.fields[column]);
    setProblem(row, column, found, expected);
    return undefined;
  }

  return {
    add(row) {
      if (problem === undefined) {
        isText ??= isLabel(row.fields[columns[0]]);
        values = withRoom(values, (rows + 1) * width || 1);
        let at = rows * width;
        for (const column of columns) {
          const value = isText ? indexOfText(row, column) : number(row, column);
          if (value === undefined) break;
          values[at++] = value;
        }
      }
      rows++;
    },
    entry(locate) {
      if (problem !== undefined) return { problem };
      const array = memoryArray({
        file,
        array: name,
        dtype: 'csv',
        shape: isMatrix ? [rows, width] : [rows],
        values: values.subarray(0, rows * width),
        locate: (row, column) => locate(row, columns[column]),
      });
      return isText ? { array, value: classes.names() } : { array };
    },
  };
}

/** A decimal comma is a number that is refused, and no label. */
function isLabel(field: string): boolean {
  return csvNumber(field) === undefined && describeField(field).expected === 'a number';
}
