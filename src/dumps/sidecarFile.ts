import { createScanner, getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { type ByteSource, type FolderEntry, readExactly } from './byteSource';
import { DumpError, type TextRange } from './dumpError';
import { sidecarDescribes, sidecarStem } from './fileNames';
import type { Declaration, Declarations } from './sidecar';

const MAX_BYTES = 1 << 24;
/** The parser recurses; so deep no sidecar is. */
const MAX_DEPTH = 256;

/** What a parse error's code says was expected. */
const EXPECTED: Record<string, string> = {
  PropertyNameExpected: 'a key in double quotes',
  ValueExpected: 'a value',
  ColonExpected: "':'",
  CommaExpected: "','",
  CloseBraceExpected: "'}'",
  CloseBracketExpected: "']'",
  EndOfFileExpected: 'end of file',
  UnexpectedEndOfString: "a closing '\"'",
};

/** The sidecars among its siblings of a dump in these files, by precedence: NAME.meta.json, then meta.json. */
export function findSidecars(names: readonly string[], siblings: readonly FolderEntry[]): FolderEntry[] {
  const named = siblings.filter(({ name }) => sidecarDescribes(sidecarStem(name) ?? '', names));
  return [...named, ...siblings.filter(({ name }) => sidecarStem(name) === '')];
}

/**
 * Reads the top-level keys of a sidecar: JSON, with comments, trailing commas and Python's NaN and Infinity.
 * @throws DumpError with line and column.
 */
export async function readSidecarFile(source: ByteSource): Promise<Declarations> {
  if (source.size > MAX_BYTES) {
    const found = `${source.size} bytes`;
    throw new DumpError({ file: source.path, place: 'file', found, expected: `a sidecar of at most ${MAX_BYTES}` });
  }
  const text = new TextDecoder().decode(await readExactly(source, 0, source.size));
  const toRange = rangesIn(text);
  const fail = (offset: number, length: number, found: string, expected: string): never => {
    const range = toRange(offset, length);
    const place = `line ${range.line + 1}, column ${range.column + 1}`;
    throw new DumpError({ file: source.path, place, found, expected, range });
  };

  const numbers = nonFiniteNumbers(text, (offset) => fail(offset, 1, `${MAX_DEPTH} brackets`, 'less nesting'));
  const errors: ParseError[] = [];
  const root = parseTree(masked(text, numbers), errors, { allowTrailingComma: true });
  if (root !== undefined && root.type !== 'object' && errors.length === 0) {
    fail(root.offset, root.length, `${root.type === 'array' ? 'an' : 'a'} ${root.type}`, 'an object');
  }
  if (root === undefined || errors.length > 0) {
    const { error, offset, length } = errors[0] ?? { error: 4, offset: 0, length: 0 };
    const found = offset < text.length ? `'${text.slice(offset, offset + Math.min(length || 1, 24))}'` : 'end of file';
    return fail(offset, length, found, EXPECTED[printParseErrorCode(error)] ?? 'valid JSON');
  }

  const declarations = new Map<string, Declaration>();
  for (const property of root.children ?? []) {
    const [key, value] = property.children!;
    const length = numbers.get(value.offset)?.length ?? value.length;
    const range = toRange(value.offset, length);
    declarations.set(key.value, { file: source.path, value: plainValue(value, numbers), range });
  }
  return declarations;
}

interface NonFinite {
  length: number;
  value: number;
}

/** NaN, Infinity and -Infinity outside strings and comments, by their offsets. */
function nonFiniteNumbers(text: string, tooDeep: (offset: number) => never): Map<number, NonFinite> {
  const numbers = new Map<number, NonFinite>();
  const scanner = createScanner(text);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    const token = text.slice(offset, offset + Math.min(scanner.getTokenLength(), 9));
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    else if (token === 'NaN') numbers.set(offset, { length: 3, value: Number.NaN });
    else if (token === 'Infinity') {
      const sign = text[offset - 1] === '-' ? -1 : 1;
      if (sign < 0) numbers.set(offset - 1, { length: 9, value: Number.NEGATIVE_INFINITY });
      else numbers.set(offset, { length: 8, value: Number.POSITIVE_INFINITY });
    }
    if (depth > MAX_DEPTH) tooDeep(offset);
  }
  return numbers;
}

/** The text with a 0, and spaces up to the same length, for each of these numbers: offsets stay true. */
function masked(text: string, numbers: ReadonlyMap<number, NonFinite>): string {
  let result = '';
  let end = 0;
  for (const [offset, { length }] of numbers) {
    result += text.slice(end, offset) + '0'.padEnd(length);
    end = offset + length;
  }
  return result + text.slice(end);
}

function plainValue(node: Node, numbers: ReadonlyMap<number, NonFinite>): unknown {
  if (node.type === 'array') return node.children!.map((item) => plainValue(item, numbers));
  if (node.type === 'object') {
    return Object.fromEntries(
      node.children!.map(({ children }) => [children![0].value, plainValue(children![1], numbers)]),
    );
  }
  return numbers.get(node.offset)?.value ?? getNodeValue(node);
}

/** Converts offsets into ranges; lines end as in VS Code. */
function rangesIn(text: string): (offset: number, length: number) => TextRange {
  const lineStarts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (match) => match.index + match[0].length)];
  const place = (offset: number) => {
    const line = lineStarts.findLastIndex((start) => start <= offset);
    return { line, column: offset - lineStarts[line] };
  };
  return (offset, length) => {
    const start = place(offset);
    const end = place(offset + length);
    return { ...start, endLine: end.line, endColumn: end.column };
  };
}
