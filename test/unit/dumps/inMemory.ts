import { expect } from 'vitest';
import type { ByteSource, FileAccess } from '../../../src/dumps/byteSource';
import { DumpError, type DumpProblem } from '../../../src/dumps/dumpError';
import { memoryFileAccess } from '../../../src/platform/memoryFileAccess';

export const toBytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Files of one folder, "/d", by name; texts become UTF-8. */
export function folder(files: Record<string, string | Uint8Array>): FileAccess {
  return memoryFileAccess(
    Object.entries(files).map(([name, content]) => ({
      path: `/d/${name}`,
      name,
      bytes: typeof content === 'string' ? toBytes(content) : content,
    })),
  );
}

export async function sourceOf(content: string | Uint8Array, name = 'dump.json'): Promise<ByteSource> {
  return folder({ [name]: content }).open(`/d/${name}`);
}

/** A .npy file with this header text and data. */
export function npyFile(header: string, data: Uint8Array, version = 1): Uint8Array<ArrayBuffer> {
  const text = toBytes(header);
  const start = version === 1 ? 10 : 12;
  const file = new Uint8Array(start + text.length + data.length);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(file.buffer);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  file.set(text, start);
  file.set(data, start + text.length);
  return file;
}

/** A float64 array in C order as a .npy file. */
export function npyOf(shape: number[], values: readonly number[]): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }\n`;
  return npyFile(header, new Uint8Array(Float64Array.from(values).buffer));
}

/** The problem of the DumpError that this throws; its message is one line that names all four parts. */
export async function problemOf(action: () => unknown): Promise<DumpProblem & { message: string }> {
  try {
    await action();
  } catch (error) {
    expect(error).toBeInstanceOf(DumpError);
    const { message, problem } = error as DumpError;
    expect(message).not.toMatch(/[\r\n]|undefined|NaN(?! |')|\[object/);
    expect(message.length).toBeLessThan(600);
    for (const part of [problem.file, problem.place, problem.found, problem.expected]) expect(part).not.toBe('');
    return { ...problem, message };
  }
  return expect.fail('no error');
}
