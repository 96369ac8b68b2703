import bytes from './kernels.wasm';

/** What every compiled module exports; src/kernels/assembly holds the rest. */
export interface KernelMemory {
  memory: WebAssembly.Memory;
  /** The first address after the kernels' own constants. */
  heapBase(): number;
}

let module: WebAssembly.Module | null | undefined;

/**
 * All kernels on a memory of their own.
 * @returns null where WebAssembly SIMD is missing: the plain TypeScript twin of a kernel then does its work
 */
export function instantiate<Exports extends KernelMemory>(): Exports | null {
  if (module === undefined) {
    const able = typeof WebAssembly !== 'undefined' && WebAssembly.validate(bytes);
    module = able ? new WebAssembly.Module(bytes) : null;
  }
  return module && (new WebAssembly.Instance(module).exports as unknown as Exports);
}

const PAGE = 65536;

/** Addresses, multiples of 16, of arrays of these byte lengths one after another; the memory grows to hold them. */
export function layout({ memory, heapBase }: KernelMemory, ...lengths: number[]): number[] {
  let end = Math.ceil(heapBase() / 16) * 16;
  const addresses = lengths.map((length) => {
    const address = end;
    end += Math.ceil(length / 16) * 16;
    return address;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return addresses;
}
