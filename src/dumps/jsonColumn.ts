import { unescapeString } from './jsonString';

/** What stands at an offset of a JSON dump's text: the key of an array, or a place in one of the array's rows. */
export interface JsonPlace {
  key: string;
  /** Offset of the key's opening quote. */
  keyStart: number;
  /** What the place is of: the key in its quotes, or a number; empty between numbers. Half-open UTF-16 offsets. */
  from: number;
  to: number;
  /** Null on the key. `slab` is the index on the first axis of an array [2, N, D]; else 0. */
  element: { slab: number; row: number; column: number } | null;
}

const SPACE = 0x20;
const COLON_AND_BRACKET = /\s*:\s*\[/y;

/**
 * The array's key, or the row and column of an array, at an offset of a text; undefined everywhere else. What the array
 * holds is not looked at, nor whether the key is a top-level one.
 *
 * The text may have 50 MB in one line (VS Code gives extensions no larger one), and this runs while the pointer moves:
 * so it hops from quote to quote and from bracket to bracket by `indexOf`, ten times faster than reading every
 * character, and knows the array by the last string before the offset, as an array of numbers holds none.
 */
export function jsonPlaceAt(text: string, offset: number): JsonPlace | undefined {
  const string = lastStringBefore(text, offset);
  if (string === undefined) return undefined;
  const { start, end } = string;
  COLON_AND_BRACKET.lastIndex = end;
  if (!COLON_AND_BRACKET.test(text)) return undefined;
  const key = unescaped(text.slice(start + 1, end - 1));
  if (key === undefined) return undefined;
  if (offset < end) return { key, keyStart: start, from: start, to: end, element: null };

  const rowStart = text.lastIndexOf('[', offset - 1);
  const rowEnd = text.indexOf(']', offset);
  // Between two rows, or behind the array, a bracket stands in between.
  if (rowStart < end || rowEnd < 0 || /[[\]]/.test(text.slice(rowStart + 1, rowEnd))) return undefined;
  const column = count(text, ',', rowStart, offset);
  const element = { ...rowAt(text, end, rowStart), column };
  return { key, keyStart: start, ...numberAround(text, offset), element };
}

/** The last string that begins before an offset, with its quotes. */
function lastStringBefore(text: string, offset: number): { start: number; end: number } | undefined {
  let last: { start: number; end: number } | undefined;
  for (let start = text.indexOf('"'); start >= 0 && start <= offset; start = text.indexOf('"', last.end)) {
    const end = stringEnd(text, start);
    if (end === undefined) return undefined;
    last = { start, end };
  }
  return last;
}

function stringEnd(text: string, start: number): number | undefined {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
  return undefined;
}

/** Undefined for an escape sequence that is half typed. */
function unescaped(raw: string): string | undefined {
  try {
    return unescapeString(raw);
  } catch {
    return undefined;
  }
}

/** Index of the row that begins at `rowStart`, by the brackets that close from `start` to there. */
function rowAt(text: string, start: number, rowStart: number): { slab: number; row: number } {
  let slab = 0;
  let row = 0;
  for (let at = text.indexOf(']', start); at >= 0 && at < rowStart; at = text.indexOf(']', at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) <= SPACE) before--;
    if (text[before] === ']') {
      slab++;
      row = 0;
    } else row++;
  }
  return { slab, row };
}

function count(text: string, mark: string, from: number, to: number): number {
  let found = 0;
  for (let at = text.indexOf(mark, from); at >= 0 && at < to; at = text.indexOf(mark, at + 1)) found++;
  return found;
}

/** The number that an offset is in or beside. */
function numberAround(text: string, offset: number): { from: number; to: number } {
  const isPart = (at: number) => /[\w.+-]/.test(text[at] ?? '');
  let from = offset;
  let to = offset;
  while (isPart(from - 1)) from--;
  while (isPart(to)) to++;
  return { from, to };
}
