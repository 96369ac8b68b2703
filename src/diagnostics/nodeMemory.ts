import type { MixtureNodes } from './mixtureNodes';

/**
 * Memory of the nodes of a density, used again for every window and every dimension: arrays of their own would pile up
 * outside V8's heap, where it is slow to collect them, by a hundred megabytes.
 */
export interface NodeMemory {
  /** Zeros. */
  floats(length: number): Float64Array;
  /** Whatever values, as those of `nodes`. */
  integers(length: number): Int32Array;
  nodes(length: number, finest: number): MixtureNodes;
  /** What is taken from here on is given back by `release`; all of it, without a mark. */
  mark(): NodeMark;
  release(mark?: NodeMark): void;
}

export interface NodeMark {
  buffer: ArrayBuffer;
  used: number;
}

const FIRST_BYTES = 1 << 20;

/** Of evaluations that have ended: one has two of them. */
const spare: NodeMemory[] = [];
const MOST_SPARE = 2;

/** Memory that nothing else uses until it is given back. */
export function takeNodeMemory(): NodeMemory {
  return spare.pop() ?? newMemory();
}

export function giveBack(memory: NodeMemory): void {
  memory.release();
  if (spare.length < MOST_SPARE) spare.push(memory);
}

function newMemory(): NodeMemory {
  let buffer = new ArrayBuffer(FIRST_BYTES);
  let used = 0;
  const take = (bytes: number) => {
    // What was taken before stays in the buffer that is left.
    if (used + bytes > buffer.byteLength) {
      buffer = new ArrayBuffer(Math.max(2 * buffer.byteLength, bytes));
      used = 0;
    }
    const at = used;
    used += 8 * Math.ceil(bytes / 8);
    return { buffer, at };
  };
  const floats = (length: number) => {
    const { buffer, at } = take(8 * length);
    return new Float64Array(buffer, at, length);
  };
  const parities = (length: number) => {
    const { buffer, at } = take(2 * length);
    return new Uint16Array(buffer, at, length);
  };
  return {
    floats: (length) => floats(length).fill(0),
    integers(length) {
      const { buffer, at } = take(4 * length);
      return new Int32Array(buffer, at, length);
    },
    nodes: (length, finest) => ({
      finest,
      z: floats(length),
      density: floats(length),
      densityError: floats(length),
      weight: floats(length),
      parity: parities(length),
    }),
    mark: () => ({ buffer, used }),
    release(mark) {
      used = mark?.buffer === buffer ? mark.used : 0;
    },
  };
}
