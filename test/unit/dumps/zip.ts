import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter, type ZipWriterAddDataOptions } from '@zip.js/zip.js';

export type Member = readonly [name: string, content: Uint8Array, options?: ZipWriterAddDataOptions];

export async function zipOf(members: readonly Member[]): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipWriter(new Uint8ArrayWriter());
  for (const [name, content, options] of members) await zip.add(name, new Uint8ArrayReader(content), options);
  return zip.close();
}
