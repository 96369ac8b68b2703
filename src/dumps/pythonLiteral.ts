/** A Python literal: numbers are integers only, exact at any size. */
export type PythonLiteral =
  | { type: 'string'; value: string; at: number }
  | { type: 'int'; value: bigint; at: number }
  | { type: 'bool'; value: boolean; at: number }
  | { type: 'none'; at: number }
  | { type: 'tuple' | 'list'; items: PythonLiteral[]; at: number }
  | { type: 'dict'; entries: { key: PythonLiteral; value: PythonLiteral }[]; at: number };

/** Where and why the text is no literal; `at` counts characters from the start of the text. */
export class LiteralSyntaxError extends Error {
  constructor(
    readonly at: number,
    readonly found: string,
    readonly expected: string,
  ) {
    super(`at ${at}: found ${found}, expected ${expected}`);
  }
}

const MAX_DEPTH = 32;
const SIMPLE_ESCAPES: Record<string, string> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const HEX_ESCAPE_LENGTH: Record<string, number> = { x: 2, u: 4, U: 8 };

/**
 * Parses one Python literal that fills the text: the part of Python that numpy writes into .npy headers
 * (dict, tuple, list, string, int with Python 2's `L`, True, False, None). Nothing is evaluated.
 * @throws LiteralSyntaxError
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  let at = 0;

  function fail(expected: string, where = at): never {
    throw new LiteralSyntaxError(where, where < text.length ? quoted(wordAt(text, where)) : 'end of header', expected);
  }

  function skipSpace(): void {
    while (at < text.length && ' \t\n\r\f'.includes(text[at])) at++;
  }

  /** Consumes `mark` after optional space. */
  function accept(mark: string): boolean {
    skipSpace();
    if (text[at] !== mark) return false;
    at++;
    return true;
  }

  function literal(depth: number): PythonLiteral {
    skipSpace();
    const start = at;
    if (depth > MAX_DEPTH) fail(`at most ${MAX_DEPTH} nested brackets`);
    if (accept('{')) return { type: 'dict', entries: entries(depth), at: start };
    if (accept('[')) return { type: 'list', items: items(']', depth).items, at: start };
    if (accept('(')) return parenthesis(start, depth);
    if (/^u?['"]/.test(text.slice(at, at + 2))) return { type: 'string', value: string(), at: start };
    if (/^[-+]?\d/.test(text.slice(at, at + 2))) return { type: 'int', value: integer(), at: start };
    const word = /^\w*/.exec(text.slice(at, at + 64))![0];
    if (!['True', 'False', 'None'].includes(word)) fail('a Python literal');
    at += word.length;
    return word === 'None' ? { type: 'none', at: start } : { type: 'bool', value: word === 'True', at: start };
  }

  /** `(x)` is x itself, `(x,)` a tuple. */
  function parenthesis(start: number, depth: number): PythonLiteral {
    const inside = items(')', depth);
    const isTuple = inside.items.length !== 1 || inside.trailingComma;
    return isTuple ? { type: 'tuple', items: inside.items, at: start } : inside.items[0];
  }

  function items(close: string, depth: number): { items: PythonLiteral[]; trailingComma: boolean } {
    const found: PythonLiteral[] = [];
    let trailingComma = false;
    while (!accept(close)) {
      if (found.length > 0 && !trailingComma) fail(`',' or '${close}'`);
      found.push(literal(depth + 1));
      trailingComma = accept(',');
    }
    return { items: found, trailingComma };
  }

  function entries(depth: number): { key: PythonLiteral; value: PythonLiteral }[] {
    const found: { key: PythonLiteral; value: PythonLiteral }[] = [];
    let separated = true;
    while (!accept('}')) {
      if (!separated) fail("',' or '}'");
      const key = literal(depth + 1);
      if (!accept(':')) fail("':'");
      found.push({ key, value: literal(depth + 1) });
      separated = accept(',');
    }
    return found;
  }

  function integer(): bigint {
    const [token, sign, digits] = /^([-+]?)(\d+)[lL]?/.exec(text.slice(at))!;
    if (/^0\d/.test(digits) && /[1-9]/.test(digits)) fail('an integer without leading zeros');
    if (/^[\w.]/.test(text.slice(at + token.length))) fail('an integer');
    at += token.length;
    return sign === '-' ? -BigInt(digits) : BigInt(digits);
  }

  function string(): string {
    if (text[at] === 'u') at++;
    const quote = text[at++];
    let value = '';
    while (text[at] !== quote) {
      if (at >= text.length || text[at] === '\n') fail(`a closing ${quote}`);
      value += text[at] === '\\' ? escapeSequence() : text[at++];
    }
    at++;
    return value;
  }

  function escapeSequence(): string {
    const start = at++;
    const letter = text[at++] ?? fail('an escape sequence');
    if (letter in SIMPLE_ESCAPES) return SIMPLE_ESCAPES[letter];
    const octal = /^[0-7]{1,3}/.exec(text.slice(start + 1, start + 4));
    if (octal) {
      at = start + 1 + octal[0].length;
      return String.fromCharCode(Number.parseInt(octal[0], 8));
    }
    const length = HEX_ESCAPE_LENGTH[letter];
    // Python keeps the backslash of an unknown escape.
    if (length === undefined) return `\\${letter}`;
    const hex = text.slice(at, at + length);
    const code = Number.parseInt(hex, 16);
    if (hex.length < length || !/^[0-9a-fA-F]+$/.test(hex) || code > 0x10ffff) fail('hexadecimal digits', start);
    at += length;
    return String.fromCodePoint(code);
  }

  const value = literal(0);
  skipSpace();
  if (at < text.length) fail('end of header');
  return value;
}

/** The word at `at`, or its single character: what a message shows as found. */
function wordAt(text: string, at: number): string {
  return /^(?:[\w.+-]{1,24}|[\s\S])/.exec(text.slice(at, at + 24))![0];
}

function quoted(text: string): string {
  return /^[\x20-\x7e]+$/.test(text) ? `'${text}'` : `0x${text.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
