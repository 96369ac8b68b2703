import type { LatentDump } from '../dumps/openDump';
import type { BlockScanner } from '../kernels/scanKernels';
import { finiteRows, LARGEST_LOG_VARIANCE, LARGEST_MEAN, type RowsSeen } from './rows';
import { sharedBuffer } from './sharedBuffer';

/** All rows of a dump in blocks that several threads share: each takes the next one until none is left. */
export interface BlockWork {
  rows: number;
  blockRows: number;
  /** In shared memory. [0] the next block to take; [1 + block] the thread that took it, counted from 1. */
  state: Int32Array;
  /** In shared memory: the finite rows of each block, once it is taken. */
  finite: Int32Array;
}

export function blockWork(rows: number, blockRows: number): BlockWork {
  const blocks = Math.ceil(rows / blockRows);
  const integers = (length: number) => new Int32Array(sharedBuffer(4 * length));
  return { rows, blockRows, state: integers(1 + blocks), finite: integers(blocks) };
}

/** Blocks that none of these threads took: another one did, and died with them. To be asked when all have ended. */
export function blocksNotTakenBy({ state }: BlockWork, threads: number[]): number[] {
  const found: number[] = [];
  for (let block = 0; block + 1 < state.length; block++) if (!threads.includes(state[1 + block])) found.push(block);
  return found;
}

/** What takes the blocks of a thread. */
export type BlockTaker = Pick<BlockScanner, 'block' | 'inspect' | 'take'>;

/**
 * Reads blocks and hands on their finite rows: the given blocks, or those that no other thread has taken.
 * @param thread this thread's number, from 1
 * @param onBlock called with the number of blocks taken so far by all threads
 * @throws DumpError when the file cannot be read
 */
export async function takeBlocks(
  dump: LatentDump,
  { rows, blockRows, state, finite }: BlockWork,
  thread: number,
  taker: BlockTaker,
  seen: RowsSeen,
  onBlock: (taken: number) => void = () => {},
  only?: number[],
): Promise<void> {
  const blocks = state.length - 1;
  const left = only && [...only];
  const next = () => {
    const block = left ? (left.shift() ?? blocks) : Atomics.add(state, 0, 1);
    if (block < blocks && !left) Atomics.store(state, 1 + block, thread);
    return block;
  };
  for (let block = next(); block < blocks; block = next()) {
    const start = block * blockRows;
    const count = Math.min(blockRows, rows - start);
    await dump.readRows(start, count, taker.block);
    onBlock(block);
    const usable = usableRows(dump, taker, start, count, seen);
    if (seen.problem) {
      // Blocks are taken in their order: whoever has an earlier one goes on, and no later one is of interest.
      Atomics.store(state, 0, blocks);
      return;
    }
    Atomics.store(finite, block, usable);
    if (usable > 0) taker.take(usable, start);
  }
}

/** Number of rows of a block that can be taken; they stand at its start, as log-variances. */
function usableRows(
  dump: LatentDump,
  { block, inspect }: BlockTaker,
  start: number,
  count: number,
  seen: RowsSeen,
): number {
  const elements = count * dump.dimensions;
  if (dump.spreadKind === 'logvar' && inspect(block.mean, elements, LARGEST_MEAN).within) {
    const spread = inspect(block.spread, elements, LARGEST_LOG_VARIANCE);
    if (spread.within) {
      seen.spreadNegative ||= spread.negative;
      seen.spreadAllZero &&= !spread.nonzero;
      return count;
    }
  }
  return finiteRows(dump, start, block, count, seen);
}
