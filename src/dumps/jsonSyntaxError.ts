import { DumpError } from './dumpError';
import { describeSignature } from './fileSignature';

/** A place in a text: the byte from the start of the file, line and UTF-16 column from 0. */
export interface TextPlace {
  offset: number;
  line: number;
  column: number;
}

/** The error for a text that is no JSON at `place`. */
export function syntaxError(file: string, place: TextPlace, found: string, expected: string): DumpError {
  const { offset, line, column } = place;
  return new DumpError({
    file,
    place: `line ${line + 1}, column ${column + 1} (byte ${offset})`,
    found,
    expected,
    range: { line, column, endLine: line, endColumn: column + 1 },
  });
}

/** What stands at byte `at`, for a message; at the start of a file, what kind of file it is. */
export function describeText(bytes: Uint8Array, at: number, atFileStart: boolean): string {
  if (at >= bytes.length) return 'end of file';
  const kind = atFileStart ? describeSignature(bytes) : 'text';
  if (kind !== 'text' && kind !== 'JSON text') return kind;
  const text = new TextDecoder().decode(bytes.subarray(at, at + 24));
  const shown = /^(?:[\w.+-]+|[^\p{C}])/u.exec(text)?.[0];
  return shown === undefined ? `byte 0x${bytes[at].toString(16).padStart(2, '0')}` : `'${shown}'`;
}
