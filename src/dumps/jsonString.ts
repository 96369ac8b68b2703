/** A string token in bytes: its text as written (escapes kept), or why it is none. */
export type ScannedString =
  | { end: number; raw: string }
  /** The bytes end within the string. */
  | { cut: true }
  | { at: number; found: string; expected: string };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ESCAPES = new Set([...'"\\/bfnrtu'].map((letter) => letter.charCodeAt(0)));

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const latin1 = new TextDecoder('latin1');

/** Scans the string whose opening quote is byte `start`; `end` is behind its closing quote. */
export function scanString(bytes: Uint8Array, start: number): ScannedString {
  let ascii = true;
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return decoded(bytes, start, at, ascii);
    if (byte < 0x20) return { at, found: hex(byte), expected: `an escaped control character, or a closing '"'` };
    if (byte >= 0x80) ascii = false;
    if (byte !== BACKSLASH) continue;
    at++;
    if (at === bytes.length) break;
    if (!ESCAPES.has(bytes[at])) return { at, found: hex(bytes[at]), expected: 'an escape sequence' };
    if (bytes[at] !== 0x75) continue;
    const digits = bytes.subarray(at + 1, at + 5);
    const wrong = digits.findIndex((digit) => !/[0-9a-fA-F]/.test(String.fromCharCode(digit)));
    if (wrong >= 0) return { at: at + 1 + wrong, found: hex(digits[wrong]), expected: 'four hexadecimal digits' };
    at += digits.length;
  }
  return { cut: true };
}

/** The value of a scanned string. */
export function unescapeString(raw: string): string {
  return raw.includes('\\') ? JSON.parse(`"${raw}"`) : raw;
}

/** UTF-16 units of UTF-8 bytes, however damaged. */
export function utf16Length(bytes: Uint8Array): number {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).length;
}

function decoded(bytes: Uint8Array, start: number, end: number, ascii: boolean): ScannedString {
  const content = bytes.subarray(start + 1, end);
  try {
    return { end: end + 1, raw: (ascii ? latin1 : strictUtf8).decode(content) };
  } catch {
    return { at: start, found: 'a string that is not UTF-8', expected: 'UTF-8 text' };
  }
}

function hex(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? `'${String.fromCharCode(byte)}'` : `byte 0x${byte.toString(16).padStart(2, '0')}`;
}
