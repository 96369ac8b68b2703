import { type ByteSource, readExactly } from './byteSource';
import type { TextRange } from './dumpError';
import { syntaxError, type TextPlace } from './jsonSyntaxError';
import { createJsonTokenizer } from './jsonTokens';

/** What stands in a JSON text, in its order. During each call the scanner says where. */
export interface JsonEvents {
  open(bracket: JsonBracket): void;
  close(bracket: JsonBracket): void;
  key(name: string): void;
  number(value: number): void;
  scalar(value: string | boolean | null): void;
}

export type JsonBracket = 'array' | 'object';

/** A strict JSON scanner (RFC 8259, plus Python's NaN, Infinity and -Infinity) that is fed in pieces of any size. */
export interface JsonScanner {
  /** @throws DumpError with line, column and byte where the text breaks the grammar. */
  push(bytes: Uint8Array): void;
  /** The text is complete. @throws DumpError where it is cut. */
  end(): void;
  /** Ignores the rest of the text. */
  stop(): void;
  stopped(): boolean;
  /** Where the token of the current event starts, and its range. */
  tokenStart(): TextPlace;
  tokenRange(): TextRange;
}

/** Reports how far a file has been read, in bytes. */
export type ReadProgress = (done: number, total: number) => void;

const TEXT_START: TextPlace = { offset: 0, line: 0, column: 0 };
const MAX_DEPTH = 512;
const CHUNK_BYTES = 1 << 20;

/** What may stand next: an index into EXPECTED, which has the words for messages. */
const VALUE = 0;
const FIRST_ITEM = 1;
const FIRST_KEY = 2;
const KEY = 3;
const COLON = 4;
const AFTER_ITEM = 5;
const AFTER_MEMBER = 6;
const DONE = 7;
const EXPECTED = [
  'a value',
  "a value or ']'",
  "a key in double quotes or '}'",
  'a key in double quotes',
  "':'",
  "',' or ']'",
  "',' or '}'",
  'end of file',
];

/**
 * A scanner of the one JSON value that a text holds. Without recursion: depth costs no stack.
 * @param start of the value, where it is not that of the file.
 */
export function createJsonScanner(file: string, events: JsonEvents, start: TextPlace = TEXT_START): JsonScanner {
  let state = VALUE;
  const brackets: JsonBracket[] = [];

  function unexpected(found: string, expected = EXPECTED[state]): never {
    throw syntaxError(file, tokenizer.tokenStart(), found, expected);
  }

  function beginValue(found: string): void {
    if (state !== VALUE && state !== FIRST_ITEM) unexpected(found);
  }

  function endValue(): void {
    state = brackets.length === 0 ? DONE : brackets[brackets.length - 1] === 'array' ? AFTER_ITEM : AFTER_MEMBER;
  }

  function open(bracket: JsonBracket, mark: string): void {
    beginValue(`'${mark}'`);
    if (brackets.length === MAX_DEPTH) unexpected(`'${mark}'`, `at most ${MAX_DEPTH} nested brackets`);
    events.open(bracket);
    brackets.push(bracket);
    state = bracket === 'array' ? FIRST_ITEM : FIRST_KEY;
  }

  function close(bracket: JsonBracket, allowed: boolean, mark: string): void {
    if (!allowed) unexpected(`'${mark}'`);
    brackets.pop();
    events.close(bracket);
    endValue();
  }

  /** A colon, or a comma. */
  function separate(allowed: boolean, mark: string): void {
    if (!allowed) unexpected(`'${mark}'`);
    state = state === AFTER_MEMBER ? KEY : VALUE;
  }

  function mark(character: string): void {
    if (character === '[') open('array', character);
    else if (character === '{') open('object', character);
    else if (character === ']') close('array', state === FIRST_ITEM || state === AFTER_ITEM, character);
    else if (character === '}') close('object', state === FIRST_KEY || state === AFTER_MEMBER, character);
    else if (character === ':') separate(state === COLON, character);
    else separate(state === AFTER_ITEM || state === AFTER_MEMBER, character);
  }

  const tokenizer = createJsonTokenizer(
    file,
    {
      expected: () => EXPECTED[state],
      mark,
      string(value) {
        if (state === KEY || state === FIRST_KEY) {
          events.key(value);
          state = COLON;
          return;
        }
        beginValue('a string');
        events.scalar(value);
        endValue();
      },
      number(value) {
        beginValue('a number');
        events.number(value);
        endValue();
      },
      word(value) {
        beginValue(`${value}`);
        events.scalar(value);
        endValue();
      },
    },
    start,
  );

  return {
    ...tokenizer,
    end() {
      tokenizer.end();
      if (state !== DONE) throw syntaxError(file, tokenizer.textEnd(), 'end of file (truncated)', EXPECTED[state]);
    },
  };
}

/**
 * Reads a file from `from` in chunks into a scanner, to its end or until the scanner is stopped.
 * @throws DumpError
 */
export async function feedScanner(
  scanner: JsonScanner,
  source: ByteSource,
  from: number,
  onProgress?: ReadProgress,
): Promise<void> {
  for (let offset = from; offset < source.size; ) {
    const length = Math.min(CHUNK_BYTES, source.size - offset);
    scanner.push(await readExactly(source, offset, length));
    offset += length;
    onProgress?.(offset, source.size);
    if (scanner.stopped()) return;
  }
  scanner.end();
}
