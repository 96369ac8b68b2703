const SIGNATURES: [bytes: number[], name: string][] = [
  [[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], 'a .npy array'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive (.npz or a torch.save file)'],
  [[0x50, 0x4b, 0x05, 0x06], 'an empty zip archive'],
  [[0x1f, 0x8b], 'gzip data'],
  [[0x42, 0x5a, 0x68], 'bzip2 data'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz data'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstandard data'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file'],
  [[0x43, 0x44, 0x46], 'a netCDF file'],
  [[0x4d, 0x41, 0x54, 0x4c, 0x41, 0x42], 'a MATLAB file'],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], 'an Arrow file'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file'],
  [[...'version https://git-lfs'].map((letter) => letter.charCodeAt(0)), 'a Git LFS pointer (run "git lfs pull")'],
  [[0xff, 0xfe], 'UTF-16 text'],
  [[0xfe, 0xff], 'UTF-16 text'],
];

export const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, at) => bytes[at] === byte);

/** What a file is by its first bytes, in words for a message: "an HDF5 file", "text", "bytes 00 01 02 03". */
export function describeSignature(head: Uint8Array): string {
  if (head.length === 0) return 'an empty file';
  for (const [bytes, name] of SIGNATURES) {
    if (startsWith(head, bytes)) return name;
  }
  // Pickle protocols 2 to 5 open with PROTO and the protocol's number.
  if (head[0] === 0x80 && head[1] >= 2 && head[1] <= 5) return 'a Python pickle (never unpickled)';
  // safetensors: length of the JSON header in 8 bytes, then the header.
  if (head.length > 8 && head[8] === 0x7b && head[7] === 0 && head[6] === 0) return 'a safetensors file';
  if (head[0] === 0x7b || head[0] === 0x5b) return 'JSON text';
  if (head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d))) return 'text';
  return `bytes ${Array.from(head.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}
