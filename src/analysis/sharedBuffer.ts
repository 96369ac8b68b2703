/** Memory that threads can share, where the platform has it. */
export function sharedBuffer(bytes: number): ArrayBufferLike {
  return typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
}

/** Shared memory that serves again and again, as what is left of it V8 would be slow to collect: only one at a time. */
export function reusedFloats(): (length: number) => Float64Array {
  let all: Float64Array = new Float64Array(0);
  return (length) => {
    if (length > all.length) all = new Float64Array(sharedBuffer(8 * Math.ceil(1.25 * length)));
    return all.subarray(0, length);
  };
}
