import { type ByteSource, readExactly } from './byteSource';
import { DumpError } from './dumpError';
import type { ReadProgress } from './jsonScanner';

/** Whole lines of a text, some million characters at a time. */
export interface CsvBatch {
  text: string;
  /** Line of the file that it begins with, from 0. */
  firstLine: number;
  /** Where its bytes stand in the file. */
  offset: number;
  length: number;
}

const CHUNK_BYTES = 1 << 20;
/** A longer row is refused: a quote that is never closed would take the file. */
const MAX_LINE_BYTES = 1 << 26;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const HASH = 0x23;

/**
 * Reads a text in batches that end where a row does: at a line break outside quotes. The last may end without one.
 * @throws DumpError where bytes are no UTF-8, or no row ends.
 */
export async function* csvBatches(source: ByteSource, onProgress?: ReadProgress): AsyncGenerator<CsvBatch> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  let start = 0;
  let held: Uint8Array<ArrayBuffer>[] = [];
  let heldLength = 0;
  let quoted = false;
  let comment = false;
  let atLineStart = true;

  /** The end of the last row in these bytes; 0 where none ends. */
  function lastRowEnd(bytes: Uint8Array): number {
    let end = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === LINE_FEED && !quoted) {
        end = at + 1;
        atLineStart = true;
        comment = false;
        continue;
      }
      if (atLineStart && !quoted) comment = byte === HASH;
      if (byte === QUOTE && !comment) quoted = !quoted;
      atLineStart = false;
    }
    return end;
  }

  function batch(bytes: Uint8Array<ArrayBuffer>, final: boolean): CsvBatch {
    try {
      const text = decoder.decode(bytes, { stream: !final });
      const batch = { text, firstLine: line, offset: start, length: bytes.length };
      line += count(bytes, LINE_FEED);
      start += bytes.length;
      return batch;
    } catch {
      const place = `line ${line + 1} or after (byte ${start})`;
      throw new DumpError({ file: source.path, place, found: 'bytes that are no UTF-8', expected: 'UTF-8 text' });
    }
  }

  for (let offset = 0; offset < source.size; ) {
    const bytes = await readExactly(source, offset, Math.min(CHUNK_BYTES, source.size - offset));
    offset += bytes.length;
    const final = offset === source.size;
    const end = lastRowEnd(bytes);
    if (final || end > 0) {
      const cut = final ? bytes.length : end;
      yield batch(joined([...held, bytes.subarray(0, cut)]), final);
      held = [bytes.subarray(cut)];
    } else held.push(bytes);
    heldLength = end > 0 ? bytes.length - end : heldLength + bytes.length;
    if (heldLength > MAX_LINE_BYTES) {
      const found = `a row of more than ${MAX_LINE_BYTES} bytes`;
      const expected = 'shorter rows, or a closing quote';
      throw new DumpError({ file: source.path, place: `line ${line + 1}`, found, expected });
    }
    onProgress?.(offset, source.size);
  }
}

function count(bytes: Uint8Array, value: number): number {
  let found = 0;
  for (let at = bytes.indexOf(value); at >= 0; at = bytes.indexOf(value, at + 1)) found++;
  return found;
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
