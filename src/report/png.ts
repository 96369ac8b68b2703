/** PNG (W3C PNG specification, third edition) of pixels with opacity, without any library of pictures. */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const DEPTH = 8;
const COLOURS_WITH_OPACITY = 6;
/** Rows are stored as differences to the row above: most rows of the strip repeat it. */
const FILTER_UP = 2;
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** @param pixels [height * width], 0xAABBGGRR @returns the address of the picture, for an image element */
export async function pngAddress(pixels: Uint32Array, width: number): Promise<string> {
  const height = pixels.length / width;
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, DEPTH);
  header.setUint8(9, COLOURS_WITH_OPACITY);
  const data = await deflated(filteredRows(pixels, width, height));
  const chunks = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array(0)),
  ];
  return `data:image/png;base64,${base64(chunks)}`;
}

function filteredRows(pixels: Uint32Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const stride = 1 + 4 * width;
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    rows[y * stride] = FILTER_UP;
    for (let x = 0; x < width; x++) {
      const above = y > 0 ? pixels[(y - 1) * width + x] : 0;
      const pixel = pixels[y * width + x];
      for (let byte = 0; byte < 4; byte++) {
        rows[y * stride + 1 + 4 * x + byte] = (pixel >>> (8 * byte)) - (above >>> (8 * byte));
      }
    }
  }
  return rows;
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

function crc(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC_TABLE[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function base64(chunks: Uint8Array[]): string {
  let binary = '';
  for (const bytes of chunks) for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
