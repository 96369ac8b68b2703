/** An array of a table: its name, and the table's columns that make it up. */
export interface ColumnGroup {
  name: string;
  /** Columns in the order of their numbers; one column alone, without a number, is an array of one axis. */
  columns: number[];
  isMatrix: boolean;
  /** A column that is missing between others, or stands twice. */
  fault?: { found: string; expected: string };
}

/** mu_0, mu0, mu.0, mu_00 and mu[0]; 0, as pandas names columns that have no name. */
const NUMBERED = /^(?<name>.*?)(?:[_.](?<parted>\d+)|\[(?<index>\d+)\]|(?<joined>\d+))$/;

const MAX_NAME = 256;

interface NumberedColumn {
  number: number;
  column: number;
}

/** Arrays of a table by its header: columns that differ in a number at their end are one array. */
export function groupColumns(header: readonly string[]): ColumnGroup[] {
  const numbered = new Map<string, NumberedColumn[]>();
  const stems = header.map((name, column) => {
    // The pattern takes long over a long row of digits.
    const { name: stem, parted, index, joined } = (name.length <= MAX_NAME && NUMBERED.exec(name)?.groups) || {};
    if (stem === undefined) return undefined;
    const members = numbered.get(stem) ?? [];
    members.push({ number: Number(parted ?? index ?? joined), column });
    numbered.set(stem, members);
    return stem;
  });
  const groups = new Map<string, ColumnGroup>();
  header.forEach((name, column) => {
    const members = stems[column] === undefined ? [] : numbered.get(stems[column])!;
    // One alone, such as sigma2, has its number as a part of its name.
    const isMatrix = members.length > 1 || members[0]?.number === 0;
    const key = isMatrix ? stems[column]! : name;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, isMatrix ? matrix(key, members, header) : { name, columns: [column], isMatrix });
    } else if (!isMatrix || !group.isMatrix) {
      group.fault ??= { found: `a second "${key}"`, expected: 'each name once' };
    }
  });
  return [...groups.values()];
}

function matrix(name: string, members: readonly NumberedColumn[], header: readonly string[]): ColumnGroup {
  const sorted = members.toSorted((a, b) => a.number - b.number);
  const columns = sorted.map(({ column }) => column);
  const first = sorted[0].number === 1 ? 1 : 0;
  const wrong = sorted.findIndex(({ number }, at) => number !== first + at);
  if (wrong < 0) return { name, columns, isMatrix: true };
  const found = header[columns[wrong]];
  const isTwice = sorted[wrong].number < first + wrong;
  const missing = found.replace(/\d+(\]?)$/, (digits, bracket) => {
    const width = digits.length - bracket.length;
    return String(first + wrong).padStart(digits.startsWith('0') ? width : 0, '0') + bracket;
  });
  const fault = isTwice
    ? { found: `column "${found}" a second time`, expected: 'each number once' }
    : { found: `no column "${missing}" before "${found}"`, expected: `${name} numbered without gaps from ${first}` };
  return { name, columns, isMatrix: true, fault };
}
