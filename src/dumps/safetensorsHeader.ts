import type { ByteSource } from './byteSource';
import { DumpError } from './dumpError';
import { describeSignature } from './fileSignature';
import { createJsonScanner, feedScanner, type JsonScanner } from './jsonScanner';
import { createJsonValueBuilder, type JsonValueBuilder } from './jsonValue';

/** What the header of a .safetensors file says, unchecked. */
export interface SafetensorsHeader {
  /** Each tensor's declaration by its name, in the file's order. */
  tensors: Map<string, unknown>;
  /** `__metadata__`, which should map texts to texts. */
  metadata: unknown;
  /** Byte where the tensors' data starts. */
  dataOffset: number;
}

/** As the format's own reader has it. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;
/** The header, a tensor's declaration, its shape. */
const MAX_DEPTH = 3;
const METADATA = '__metadata__';

/**
 * Reads the header of a .safetensors file: its length in 8 bytes, then JSON. A key that stands twice is refused, and
 * brackets deeper than the format has.
 * Reference: https://github.com/huggingface/safetensors, "Format".
 * @throws DumpError naming byte or line and column, found and expected.
 */
export async function readSafetensorsHeader(source: ByteSource): Promise<SafetensorsHeader> {
  const fail = (place: string, found: string, expected: string): never => {
    throw new DumpError({ file: source.path, place, found, expected });
  };
  const head = await source.read(0, 64);
  if (head.length < LENGTH_BYTES + 1) {
    const found = head.length === 0 ? describeSignature(head) : 'end of file';
    fail(`byte ${head.length} (header)`, found, 'a .safetensors file');
  }
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
  // A header of any length begins with its bracket; other formats do not.
  if (head[LENGTH_BYTES] !== 0x7b) fail('byte 0', describeSignature(head), 'a .safetensors file');
  if (length > MAX_HEADER_BYTES) {
    fail('byte 0 (header)', `a header of ${length} bytes`, `at most ${MAX_HEADER_BYTES}`);
  }
  const dataOffset = LENGTH_BYTES + Number(length);
  if (source.size < dataOffset) {
    fail(`byte ${source.size} (header)`, 'end of file (truncated)', `a header of ${length} bytes from byte 8`);
  }
  const tensors = await scanHeader({ ...source, size: dataOffset });
  const metadata = tensors.get(METADATA);
  tensors.delete(METADATA);
  return { tensors, metadata, dataOffset };
}

/** @param source ends where the header does */
async function scanHeader(source: ByteSource): Promise<Map<string, unknown>> {
  const values = new Map<string, unknown>();
  /** The keys of each object that is open; of an array, none. */
  const keys: Set<string>[] = [];
  let name = '';
  let builder: JsonValueBuilder | undefined;

  function fail(found: string, expected: string): never {
    const { line, column, offset } = scanner.tokenStart();
    const place = `line ${line + 1}, column ${column + 1} (byte ${offset}, header)`;
    throw new DumpError({ file: source.path, place, found, expected });
  }

  const scanner: JsonScanner = createJsonScanner(
    source.path,
    {
      open(bracket) {
        if (keys.length === MAX_DEPTH) fail(`${MAX_DEPTH + 1} nested brackets`, `at most ${MAX_DEPTH}`);
        if (keys.length === 1) builder = createJsonValueBuilder();
        builder?.open(bracket);
        keys.push(new Set());
      },
      close() {
        keys.pop();
        builder?.close();
        if (keys.length === 1) values.set(name, builder!.result());
      },
      key(key) {
        if (keys.at(-1)!.has(key)) fail(`key ${JSON.stringify(key.slice(0, 40))} a second time`, 'each key once');
        keys.at(-1)!.add(key);
        if (keys.length === 1) name = key;
        else builder!.key(key);
      },
      number: add,
      scalar: add,
    },
    { offset: LENGTH_BYTES, line: 0, column: 0 },
  );

  function add(value: unknown): void {
    if (keys.length > 1) builder!.add(value);
    else values.set(name, value);
  }

  await feedScanner(scanner, source, LENGTH_BYTES);
  return values;
}
