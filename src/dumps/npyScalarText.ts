import type { ByteSource } from './byteSource';
import { LiteralSyntaxError, type PythonLiteral, parsePythonLiteral } from './pythonLiteral';

/** Names of models and data sets are short. */
const MAX_BYTES = 1 << 16;

/**
 * The text of a .npy file that holds one 0-d array of text (`<U12` as UTF-32, `|S12` as UTF-8), such as the name of a
 * data set; else whether its elements are Python objects. For files that readNpyHeader has refused.
 */
export async function readNpyScalarText(source: ByteSource): Promise<string | { isObject: boolean }> {
  const head = await source.read(0, MAX_BYTES);
  const start = head[6] === 1 ? 10 : 12;
  if (head.length < start) return { isObject: false };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const dataOffset = start + (start === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
  const { descr, shape } = readFields(new TextDecoder().decode(head.subarray(start, dataOffset)));
  if (descr?.type !== 'string') return { isObject: false };
  const [, order, kind, width] = /^([<>|=])([US])(\d+)$/.exec(descr.value) ?? [];
  const isScalar = shape?.type === 'tuple' && shape.items.length === 0;
  const size = Number(width) * (kind === 'U' ? 4 : 1);
  if (!isScalar || source.size !== dataOffset + size || source.size > MAX_BYTES) {
    return { isObject: descr.value.includes('O') };
  }
  const bytes = head.subarray(dataOffset);
  const text = kind === 'U' ? decodeUtf32(bytes, order !== '>') : new TextDecoder().decode(bytes);
  return text.replace(/\0+$/, '');
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

/** What is no code point becomes U+FFFD. */
function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const code = view.getUint32(at, littleEndian);
    text += String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd);
  }
  return text;
}
