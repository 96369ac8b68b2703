import type { Elements } from './latentArray';

/** A numeric type of an array's elements as they stand in a file. */
export interface ElementType {
  /** numpy's name without byte order, e.g. "float32"; or "bfloat16". */
  name: string;
  itemsize: number;
  bigEndian: boolean;
}

/**
 * Elements that fill `bytes`, as float64 or as `into` is; 64-bit integers beyond 2^53 are rounded. Changes `bytes`.
 * @param into where they go, at its start; without it the array is new, or lies over `bytes`
 */
export function decodeElements(bytes: Uint8Array<ArrayBuffer>, type: ElementType, into?: Elements): Elements {
  if (type.bigEndian !== HOST_BIG_ENDIAN) swapBytes(bytes, type.itemsize);
  // Whoever reads into a pool of bytes gets a copy where elements would not be aligned.
  const aligned = bytes.byteOffset % type.itemsize === 0 ? bytes : bytes.slice();
  const elements = viewElements(aligned, type);
  if (!into) return elements instanceof Float64Array ? elements : new Float64Array(elements);
  const target = into.subarray(0, elements.length);
  target.set(elements);
  return target;
}

/** The bytes of an array into which elements of this type can be read as they stand in the file; else undefined. */
export function bytesLike(into: Elements, { name, bigEndian }: ElementType): Uint8Array<ArrayBuffer> | undefined {
  const alike = name === (into instanceof Float32Array ? 'float32' : 'float64') && bigEndian === HOST_BIG_ENDIAN;
  return alike ? new Uint8Array(into.buffer as ArrayBuffer, into.byteOffset, into.byteLength) : undefined;
}

/** The elements as they are, or converted where no typed array holds them. */
function viewElements(bytes: Uint8Array<ArrayBuffer>, { name, itemsize }: ElementType) {
  const { buffer, byteOffset } = bytes;
  const length = bytes.length / itemsize;
  switch (name) {
    case 'float64':
      return new Float64Array(buffer, byteOffset, length);
    case 'float32':
      return new Float32Array(buffer, byteOffset, length);
    case 'float16':
      return decodeFloat16(new Uint16Array(buffer, byteOffset, length));
    case 'bfloat16':
      return decodeBfloat16(new Uint16Array(buffer, byteOffset, length));
    case 'int8':
      return new Int8Array(buffer, byteOffset, length);
    case 'int16':
      return new Int16Array(buffer, byteOffset, length);
    case 'int32':
      return new Int32Array(buffer, byteOffset, length);
    case 'int64':
      return Float64Array.from(new BigInt64Array(buffer, byteOffset, length), Number);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, length);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, length);
    case 'uint64':
      return Float64Array.from(new BigUint64Array(buffer, byteOffset, length), Number);
    case 'bool':
      return Float64Array.from(bytes, (byte) => (byte === 0 ? 0 : 1));
    default:
      return bytes;
  }
}

const HOST_BIG_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;

function swapBytes(bytes: Uint8Array, itemsize: number): void {
  for (let start = 0; start < bytes.length; start += itemsize) {
    for (let low = start, high = start + itemsize - 1; low < high; low++, high--) {
      const byte = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = byte;
    }
  }
}

let float16Values: Float32Array | undefined;

/** By a table of all 65,536 values: Node 20 has no Float16Array. */
function decodeFloat16(codes: Uint16Array): Float64Array<ArrayBuffer> {
  float16Values ??= Float32Array.from({ length: 0x10000 }, (_, code) => float16Value(code));
  const values = new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i++) values[i] = float16Values[codes[i]];
  return values;
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 bits of fraction. */
function float16Value(code: number): number {
  const sign = code & 0x8000 ? -1 : 1;
  const exponent = (code >> 10) & 0x1f;
  const fraction = code & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of a float32. */
function decodeBfloat16(codes: Uint16Array): Float32Array<ArrayBuffer> {
  return new Float32Array(Uint32Array.from(codes, (code) => code << 16).buffer);
}
