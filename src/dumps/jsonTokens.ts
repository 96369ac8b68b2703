import type { TextRange } from './dumpError';
import { type ScannedNumber, scanNumber } from './jsonNumber';
import { scanString, unescapeString, utf16Length } from './jsonString';
import { describeText, syntaxError, type TextPlace } from './jsonSyntaxError';

/** Takes the tokens of a JSON text in their order. */
export interface JsonTokens {
  /** What the grammar allows next, in words for messages. */
  expected(): string;
  /** One of `[ ] { } : ,` */
  mark(character: string): void;
  string(value: string): void;
  number(value: number): void;
  word(value: boolean | null): void;
}

/** Splits bytes, fed in pieces of any size, into tokens. */
export interface JsonTokenizer {
  /** The next bytes of the text; a token cut at their end is kept for the next call. @throws DumpError */
  push(bytes: Uint8Array): void;
  /** The text is complete. @throws DumpError where its last token is cut. */
  end(): void;
  /** Takes no more tokens. */
  stop(): void;
  stopped(): boolean;
  /** Where the current token starts, and its range: for use while it is taken. */
  tokenStart(): TextPlace;
  tokenRange(): TextRange;
  /** Where the bytes pushed so far end. */
  textEnd(): TextPlace;
}

/** A longer string or number is refused: it would have to be held in memory. */
const MAX_TOKEN_BYTES = 1 << 24;
const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const MINUS = 0x2d;

const MARKS: (string | undefined)[] = [];
for (const mark of '[]{}:,') MARKS[mark.charCodeAt(0)] = mark;

const WORDS: [string, boolean | null | number][] = [
  ['true', true],
  ['false', false],
  ['null', null],
  // Python's json.dump writes these.
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];

/**
 * A tokenizer of UTF-8 JSON that knows the place of each token. Lines end at \n, \r\n or a lone \r as in VS Code; a
 * byte order mark counts for nothing.
 */
export function createJsonTokenizer(file: string, tokens: JsonTokens, start: TextPlace): JsonTokenizer {
  /** The start of a token that is not yet complete. */
  let held: Uint8Array = new Uint8Array(0);
  /** Offset in the file of the first byte at hand. */
  let base = start.offset;
  let line = start.line;
  /** Column = offset - lineStart: strings move it by what their characters take in bytes beyond UTF-16 units. */
  let lineStart = start.offset - start.column;
  let carriageReturn = Number.NaN;
  let tokenOffset = start.offset;
  let tokenEnd = start.offset;
  let tokenShift = 0;
  let stopped = false;
  const scanned: ScannedNumber = { value: 0 };

  function unexpected(bytes: Uint8Array, at: number, expected: string): never {
    throw syntaxError(file, placeOf(base + at), describeText(bytes, at, base + at === 0), expected);
  }

  /** An error inside the string that starts at `start`. */
  function stringError(bytes: Uint8Array, start: number, at: number, found: string, expected: string): never {
    const column = base + start - lineStart + utf16Length(bytes.subarray(start, at));
    throw syntaxError(file, { offset: base + at, line, column }, found, expected);
  }

  function placeOf(offset: number): TextPlace {
    return { offset, line, column: offset - lineStart };
  }

  function setToken(at: number, end: number, shift: number): void {
    tokenOffset = base + at;
    tokenEnd = base + end;
    tokenShift = shift;
    lineStart += shift;
  }

  function lineBreak(byte: number, offset: number): void {
    // The \n of \r\n ends the line that its \r has ended already.
    if (byte === CARRIAGE_RETURN) carriageReturn = offset;
    if (byte === CARRIAGE_RETURN || offset !== carriageReturn + 1) line++;
    lineStart = offset + 1;
  }

  function number(bytes: Uint8Array, at: number, final: boolean): number {
    const end = scanNumber(bytes, at, bytes.length, scanned);
    if (end < 0) unexpected(bytes, -1 - end, 'a digit');
    if (end === bytes.length) {
      if (!final) return at;
      if (bytes[end - 1] < 0x30 || bytes[end - 1] > 0x39) unexpected(bytes, end, 'a digit');
    }
    setToken(at, end, 0);
    tokens.number(scanned.value);
    return end;
  }

  function string(bytes: Uint8Array, at: number, final: boolean): number {
    const text = scanString(bytes, at);
    if ('cut' in text) {
      if (final) stringError(bytes, at, bytes.length, 'end of file (truncated)', "a closing '\"'");
      return at;
    }
    if ('found' in text) stringError(bytes, at, text.at, text.found, text.expected);
    setToken(at, text.end, text.end - at - 2 - text.raw.length);
    tokens.string(unescapeString(text.raw));
    return text.end;
  }

  function word(bytes: Uint8Array, at: number, final: boolean): number {
    const text = String.fromCharCode(...bytes.subarray(at, at + 9));
    const found = WORDS.find(([name]) => text.startsWith(name));
    if (found === undefined) {
      if (!final && WORDS.some(([name]) => name.startsWith(text))) return at;
      unexpected(bytes, at, tokens.expected());
    }
    const [name, value] = found;
    setToken(at, at + name.length, 0);
    if (typeof value === 'number') tokens.number(value);
    else tokens.word(value);
    return at + name.length;
  }

  function byteOrderMark(bytes: Uint8Array, at: number, final: boolean): number {
    if (bytes.length < 3 && !final) return at;
    if (bytes[1] !== 0xbb || bytes[2] !== 0xbf) unexpected(bytes, at, tokens.expected());
    lineStart = 3;
    return 3;
  }

  /** Takes the token at `at` and returns its end; `at` itself where the token is cut. */
  function token(bytes: Uint8Array, at: number, final: boolean): number {
    const byte = bytes[at];
    if (byte >= 0x30 && byte <= 0x39) return number(bytes, at, final);
    if (byte === MINUS) return bytes[at + 1] === 0x49 ? word(bytes, at, final) : number(bytes, at, final);
    const mark = MARKS[byte];
    if (mark !== undefined) {
      setToken(at, at + 1, 0);
      tokens.mark(mark);
      return at + 1;
    }
    if (byte === 0x22) return string(bytes, at, final);
    return byte === 0xef && base + at === 0 ? byteOrderMark(bytes, at, final) : word(bytes, at, final);
  }

  /** Takes all complete tokens and returns where the first incomplete one starts. */
  function scan(bytes: Uint8Array, final: boolean): number {
    let at = 0;
    while (at < bytes.length && !stopped) {
      const byte = bytes[at];
      if (byte === SPACE || byte === TAB) at++;
      else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) lineBreak(byte, base + at++);
      else {
        const end = token(bytes, at, final);
        if (end === at) break;
        at = end;
      }
    }
    return at;
  }

  return {
    push(bytes) {
      const joined = held.length === 0 ? bytes : concatenated(held, bytes);
      const done = scan(joined, false);
      held = joined.slice(done);
      base += done;
      if (held.length > MAX_TOKEN_BYTES) unexpected(held, 0, `a string or number of at most ${MAX_TOKEN_BYTES} bytes`);
    },
    end() {
      base += scan(held, true);
      held = new Uint8Array(0);
    },
    stop() {
      stopped = true;
    },
    stopped: () => stopped,
    tokenStart: () => ({ offset: tokenOffset, line, column: tokenOffset - lineStart + tokenShift }),
    tokenRange: () => ({
      line,
      column: tokenOffset - lineStart + tokenShift,
      endLine: line,
      endColumn: tokenEnd - lineStart,
    }),
    textEnd: () => placeOf(base + held.length),
  };
}

function concatenated(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
