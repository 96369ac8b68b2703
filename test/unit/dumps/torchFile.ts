import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { toBytes } from './inMemory';

/** Opcodes of a pickle that push one value. */
export type Pickled = readonly number[];

const latin1 = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const int32 = (value: number): number[] => [...new Uint8Array(Int32Array.of(value).buffer)];

export const text = (value: string): Pickled => {
  const bytes = [...toBytes(value)];
  return [0x58, ...int32(bytes.length), ...bytes];
};
export const int = (value: number): Pickled => {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) return [0x4a, ...int32(value)];
  return [0x8a, 8, ...new Uint8Array(BigInt64Array.of(BigInt(value)).buffer)];
};
export const none: Pickled = [0x4e];
export const tuple = (...items: Pickled[]): Pickled => [0x28, ...items.flat(), 0x74];
export const dict = (entries: Record<string, Pickled>): Pickled => [
  0x7d,
  0x28,
  ...Object.entries(entries).flatMap(([key, value]) => [...text(key), ...value]),
  0x75,
];
export const name = (module: string, member: string): Pickled => latin1(`c${module}\n${member}\n`);
export const call = (callee: Pickled, ...args: Pickled[]): Pickled => [...callee, ...tuple(...args), 0x52];
const persistent = (id: Pickled): Pickled => [...id, 0x51];

export interface TensorFields {
  storage?: string;
  key?: string;
  elements?: number;
  offset?: number;
  size?: readonly number[];
  stride?: readonly number[];
}

/** torch._utils._rebuild_tensor_v2 of a [2, 2] float tensor, but for what `fields` say. */
export function tensor(fields: TensorFields = {}): Pickled {
  const { storage = 'FloatStorage', key = '0', elements = 4, offset = 0, size = [2, 2], stride = [2, 1] } = fields;
  return call(
    name('torch._utils', '_rebuild_tensor_v2'),
    persistent(tuple(text('storage'), name('torch', storage), text(key), text('cpu'), int(elements))),
    int(offset),
    tuple(...size.map(int)),
    tuple(...stride.map(int)),
    [0x89],
    call(name('collections', 'OrderedDict')),
  );
}

export const pickled = (value: Pickled): Uint8Array => Uint8Array.from([0x80, 2, ...value, 0x2e]);

/** An archive as torch.save writes it; members under "archive/". */
export async function torchArchive(
  root: Pickled,
  storages: Record<string, Uint8Array> = {},
  others: Record<string, string> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { level: 0, useWebWorkers: false });
  const add = (path: string, content: Uint8Array) => zip.add(`archive/${path}`, new Uint8ArrayReader(content));
  await add('data.pkl', pickled(root));
  for (const [path, content] of Object.entries(others)) await add(path, toBytes(content));
  for (const [key, content] of Object.entries(storages)) await add(`data/${key}`, content);
  return zip.close();
}
