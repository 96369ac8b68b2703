import { type ByteSource, readExactly } from './byteSource';

/** A .npy file of fixed-width texts, as `np.save('labels.npy', np.array(['cat', 'dog']))` writes it. */
export interface NpyText {
  shape: number[];
  read(row: number): Promise<string>;
}

const HEAD_BYTES = 256;

/**
 * Opens a .npy file of texts: UTF-32 ("<U5") or bytes ("|S5"), one axis or a second one of length 1. Undefined for
 * every other file, and where the file does not hold what its header says. Reference: numpy.lib.format.
 */
export async function openNpyText(source: ByteSource): Promise<NpyText | undefined> {
  const head = await source.read(0, HEAD_BYTES);
  const text = new TextDecoder('latin1').decode(head);
  const [, order, kind, width] = /'descr': *'([<>|=]?)([US])(\d+)'/.exec(text) ?? [];
  const [, length, second] = /'shape': *\((\d+),(?: *(1),?)? *\)/.exec(text) ?? [];
  if (text.slice(1, 6) !== 'NUMPY' || head.length < 12 || kind === undefined || length === undefined) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const start = head[6] === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  const itemBytes = Number(width) * (kind === 'U' ? 4 : 1);
  if (source.size - start !== Number(length) * itemBytes) return undefined;
  const decode = kind === 'U' ? (bytes: Uint8Array) => decodeUtf32(bytes, order !== '>') : decodeBytes;
  return {
    shape: second === undefined ? [Number(length)] : [Number(length), 1],
    read: async (row) => decode(await readExactly(source, start + row * itemBytes, itemBytes)).replace(/\0+$/, ''),
  };
}

const decodeBytes = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const point = view.getUint32(at, littleEndian);
    text += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
  }
  return text;
}
