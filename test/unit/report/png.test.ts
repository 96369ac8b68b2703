import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { pngAddress } from '../../../src/report/png';

/** The pixels of a PNG of 8-bit colours with opacity whose rows all have filter 2, read by the specification. */
function decode(address: string): { width: number; pixels: number[] } {
  const [scheme, data] = address.split(',');
  expect(scheme).toBe('data:image/png;base64');
  const bytes = Buffer.from(data, 'base64');
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks: Record<string, Buffer> = {};
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    chunks[bytes.toString('latin1', at + 4, at + 8)] = bytes.subarray(at + 8, at + 8 + length);
    at += 12 + length;
  }
  const width = chunks.IHDR.readUInt32BE(0);
  const height = chunks.IHDR.readUInt32BE(4);
  expect([...chunks.IHDR.subarray(8)]).toEqual([8, 6, 0, 0, 0]);
  const raw = inflateSync(chunks.IDAT);
  const out = Buffer.alloc(4 * width * height);
  for (let y = 0; y < height; y++) {
    expect(raw[y * (4 * width + 1)]).toBe(2);
    for (let x = 0; x < 4 * width; x++) {
      const above = y > 0 ? out[(y - 1) * 4 * width + x] : 0;
      out[y * 4 * width + x] = raw[y * (4 * width + 1) + 1 + x] + above;
    }
  }
  return { width, pixels: Array.from({ length: width * height }, (_, k) => out.readUInt32LE(4 * k)) };
}

it('keeps every pixel', async () => {
  const pixels = Uint32Array.from({ length: 35 }, (_, k) => (k * 2_654_435_761) >>> 0);
  expect(decode(await pngAddress(pixels, 7))).toEqual({ width: 7, pixels: [...pixels] });
});

it('has the checksums that the specification asks for', async () => {
  // The end of every PNG, known by heart.
  const bytes = Buffer.from((await pngAddress(Uint32Array.of(0xff112233), 1)).split(',')[1], 'base64');
  expect(bytes.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082');
});
