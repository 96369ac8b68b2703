import { product } from './axisView';
import { type ByteSource, readExactly } from './byteSource';
import type { TextArray } from './namedEntries';
import { LiteralSyntaxError, type PythonLiteral, parsePythonLiteral } from './pythonLiteral';

/** Headers of plain arrays are short. */
const MAX_HEADER_BYTES = 1 << 16;
/** The longest text that is read whole: names of models and data sets are short. */
const MAX_TEXT_BYTES = 1 << 16;

/**
 * Opens a .npy file of fixed-width texts, UTF-32 ("<U5") or UTF-8 ("|S5"), as numpy.save writes an array of texts.
 * Undefined for every other file, and where the file does not hold what its header says. For files that readNpyHeader
 * has refused. The caller closes the source. Reference: numpy.lib.format.
 */
export async function openNpyText(source: ByteSource): Promise<TextArray | undefined> {
  const head = await source.read(0, 12);
  if (head.length < 12 || new TextDecoder('latin1').decode(head.subarray(1, 6)) !== 'NUMPY') return undefined;
  const start = head[6] === 1 ? 10 : 12;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const dataOffset = start + (start === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (dataOffset > Math.min(source.size, MAX_HEADER_BYTES)) return undefined;
  const header = await readExactly(source, start, dataOffset - start);
  const { descr, shape } = readFields(new TextDecoder('latin1').decode(header));
  const [, order, kind, width] = (descr?.type === 'string' && /^([<>|=])([US])(\d+)$/.exec(descr.value)) || [];
  const lengths = shape && lengthsOf(shape);
  if (kind === undefined || lengths === undefined) return undefined;

  const textBytes = Number(width) * (kind === 'U' ? 4 : 1);
  if (source.size - dataOffset !== product(lengths) * textBytes || textBytes > MAX_TEXT_BYTES) return undefined;
  const rowLength = product(lengths.slice(1));
  return {
    shape: lengths,
    async readRows(first, count) {
      const rowBytes = rowLength * textBytes;
      const bytes = await readExactly(source, dataOffset + first * rowBytes, count * rowBytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return Array.from({ length: count * rowLength }, (_, i) => {
        const [from, to] = [i * textBytes, (i + 1) * textBytes];
        return kind === 'U' ? decodeUtf32(view, from, to, order !== '>') : decodeUtf8(bytes, from, to);
      });
    },
  };
}

function readFields(header: string): { descr?: PythonLiteral; shape?: PythonLiteral } {
  try {
    const literal = parsePythonLiteral(header);
    if (literal.type !== 'dict') return {};
    return Object.fromEntries(literal.entries.map(({ key, value }) => [key.type === 'string' ? key.value : '', value]));
  } catch (error) {
    if (error instanceof LiteralSyntaxError) return {};
    throw error;
  }
}

/** Undefined where it is no tuple of lengths. */
function lengthsOf(shape: PythonLiteral): number[] | undefined {
  if (shape.type !== 'tuple') return undefined;
  const lengths = shape.items.map((item) => (item.type === 'int' ? Number(item.value) : -1));
  return lengths.every((length) => length >= 0) ? lengths : undefined;
}

const utf8 = new TextDecoder();

/** Zeros fill a text up to its width. */
function decodeUtf8(bytes: Uint8Array, from: number, to: number): string {
  let end = to;
  while (end > from && bytes[end - 1] === 0) end--;
  return utf8.decode(bytes.subarray(from, end));
}

/** What is no code point becomes U+FFFD. */
function decodeUtf32(view: DataView, from: number, to: number, littleEndian: boolean): string {
  let end = to;
  while (end > from && view.getUint32(end - 4, littleEndian) === 0) end -= 4;
  let text = '';
  for (let at = from; at < end; at += 4) {
    const code = view.getUint32(at, littleEndian);
    text += String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd);
  }
  return text;
}
