import { type ByteSource, readExactly } from './byteSource';
import { DumpError } from './dumpError';
import type { ElementType } from './elementType';
import { describeSignature, startsWith } from './fileSignature';
import { shapeText } from './latentArray';
import { parseDescr } from './npyDtype';
import { LiteralSyntaxError, type PythonLiteral, parsePythonLiteral } from './pythonLiteral';

/** What a .npy file says of its array. */
export interface NpyHeader {
  dtype: ElementType;
  fortranOrder: boolean;
  shape: number[];
  /** First byte of the data. */
  dataOffset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Longer ones exist only with structured types, which are refused. */
const MAX_HEADER_BYTES = 1 << 16;
/** numpy's own limit. */
const MAX_RANK = 64;
const NUMERIC = 'a numeric array (float16, float32, float64, or integers)';
const WITHOUT_PICKLE = 'save mu and logvar as float arrays, ragged episodes joined by numpy.concatenate';

/**
 * Reads and checks the header of a .npy file, format versions 1, 2 and 3, against the size of the file.
 * Reference: numpy.lib.format.
 * @throws DumpError naming file, byte, found and expected.
 */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  const fail = failure(source.path);
  const head = await source.read(0, 64);
  if (!startsWith(head, MAGIC)) {
    const cut = head.length > 0 && head.length < MAGIC.length && head.every((byte, i) => byte === MAGIC[i]);
    const found = cut ? `${head.length} bytes of a truncated file` : describeSignature(head);
    fail('byte 0', found, 'a .npy file (magic \\x93NUMPY)');
  }
  const [major, minor] = [head[6], head[7]];
  if (major === undefined || minor === undefined) fail(`byte ${head.length} (header)`, 'end of file', 'a version');
  if (![1, 2, 3].includes(major) || minor !== 0) {
    fail('byte 6 (header)', `.npy format version ${major}.${minor}`, 'version 1.0, 2.0 or 3.0');
  }

  const start = major === 1 ? 10 : 12;
  if (head.length < start) fail(`byte ${head.length} (header)`, 'end of file', "the header's length");
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES) {
    fail('byte 8 (header)', `a header of ${length} bytes`, `at most ${MAX_HEADER_BYTES}`);
  }
  if (source.size < start + length) {
    fail(`byte ${source.size} (header)`, 'end of file', `a header of ${length} bytes from byte ${start}`);
  }

  const bytes = await readExactly(source, start, length);
  const text = decodeHeader(bytes, major, start, fail);
  const place = (at: number) =>
    `byte ${start + (major === 3 ? new TextEncoder().encode(text.slice(0, at)).length : at)} (header)`;
  const header = { ...readFields(text, place, fail), dataOffset: start + length };
  checkSize(header, source.size, fail);
  return header;
}

type Fail = (place: string, found: string, expected: string) => never;

function failure(file: string): Fail {
  return (place, found, expected) => {
    throw new DumpError({ file, place, found, expected });
  };
}

function decodeHeader(bytes: Uint8Array, major: number, start: number, fail: Fail): string {
  if (major < 3) return new TextDecoder('latin1').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail(`byte ${start} (header)`, 'bytes that are no UTF-8', 'a UTF-8 header, as version 3.0 has');
  }
}

function readFields(text: string, place: (at: number) => string, fail: Fail): Omit<NpyHeader, 'dataOffset'> {
  let literal: PythonLiteral;
  try {
    literal = parsePythonLiteral(text);
  } catch (error) {
    if (error instanceof LiteralSyntaxError) return fail(place(error.at), error.found, error.expected);
    throw error;
  }
  if (literal.type !== 'dict') return fail(place(literal.at), describe(literal), 'a dict');

  const fields = new Map<string, PythonLiteral>();
  for (const { key, value } of literal.entries) {
    const name = key.type === 'string' ? key.value : describe(key);
    if (!['descr', 'fortran_order', 'shape'].includes(name)) {
      fail(place(key.at), `key '${name.slice(0, 40)}'`, "only 'descr', 'fortran_order' and 'shape'");
    }
    if (fields.has(name)) fail(place(key.at), `'${name}' a second time`, 'each key once');
    fields.set(name, value);
  }
  const field = (name: string) => fields.get(name) ?? fail(place(literal.at), `no key '${name}'`, `'${name}'`);

  const order = field('fortran_order');
  if (order.type !== 'bool') return fail(place(order.at), `fortran_order ${describe(order)}`, 'True or False');
  const descr = field('descr');
  return {
    dtype: readDtype(descr, place(descr.at), fail),
    fortranOrder: order.value,
    shape: readShape(field('shape'), place, fail),
  };
}

function readDtype(descr: PythonLiteral, place: string, fail: Fail): ElementType {
  if (descr.type === 'list') return fail(place, 'a structured dtype (records)', `${NUMERIC}; save one field per file`);
  if (descr.type !== 'string') return fail(place, `descr ${describe(descr)}`, "a dtype such as '<f4'");
  const dtype = parseDescr(descr.value);
  if (typeof dtype !== 'string') return dtype;
  const advice = /^[<>=|]?O/.test(descr.value) ? WITHOUT_PICKLE : 'save with .astype(numpy.float32)';
  return fail(place, `dtype '${descr.value.slice(0, 40)}': ${dtype}`, `${NUMERIC}; ${advice}`);
}

function readShape(shape: PythonLiteral, place: (at: number) => string, fail: Fail): number[] {
  if (shape.type !== 'tuple') return fail(place(shape.at), `shape ${describe(shape)}`, 'a tuple of integers');
  const rank = shape.items.length;
  if (rank > MAX_RANK) return fail(place(shape.at), `${rank} axes in shape`, `at most ${MAX_RANK}`);
  return shape.items.map((item) => {
    if (item.type !== 'int') return fail(place(item.at), `${describe(item)} in shape`, 'an integer');
    if (item.value < 0n) return fail(place(item.at), `${describe(item)} in shape`, 'a length of 0 or more');
    if (item.value > BigInt(Number.MAX_SAFE_INTEGER)) {
      return fail(place(item.at), `length ${describe(item)} in shape`, 'a length below 2^53');
    }
    return Number(item.value);
  });
}

/** The data must fill the file exactly: a header that lies about the shape gives no numbers. */
function checkSize({ dtype, shape, dataOffset }: NpyHeader, fileSize: number, fail: Fail): void {
  // In BigInt: the product of the lengths may exceed what a number can hold.
  const expected = shape.reduce((product, length) => product * BigInt(length), BigInt(dtype.itemsize));
  const found = fileSize - dataOffset;
  if (BigInt(found) === expected) return;
  const truncated = BigInt(found) < expected ? 'truncated: ' : '';
  fail(
    `byte ${dataOffset} (data)`,
    `${truncated}${found} bytes of data`,
    `${expected} bytes for shape ${shapeText(shape)} of ${dtype.name}`,
  );
}

function describe(literal: PythonLiteral): string {
  switch (literal.type) {
    case 'string':
      return `'${literal.value.slice(0, 40)}'`;
    case 'int':
      return `${literal.value}`.slice(0, 40);
    case 'bool':
      return literal.value ? 'True' : 'False';
    case 'none':
      return 'None';
    default:
      return `a ${literal.type}`;
  }
}
