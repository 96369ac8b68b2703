import type { DumpRequest, LatentDump } from '../dumps/openDump';
import { type BlockWork, blocksNotTakenBy } from './blocks';
import type { PoolResult, RowTask } from './poolTasks';
import type { WorkerPool } from './workerPool';

/** What the threads of an analysis share. */
export interface SharedWork {
  dump: LatentDump;
  /** What opens the dump again. */
  request: DumpRequest;
  pool: WorkerPool;
  /** Whether the threads of the pool can open the dump by themselves. */
  onDisk: boolean;
}

/** A scan of all rows, and how the findings of several threads become those of all rows. */
export interface Scan<Found> {
  blocks: BlockWork;
  /** What other threads are to do, and which part of what they give is of interest. */
  task: RowTask;
  foundBy(result: PoolResult): Found | null;
  /** What this thread does: blocks that no other takes, or given ones. */
  take(onBlock: (taken: number) => void, only?: number[]): Promise<Found>;
  merge(a: Found, b: Found): Found;
  /** Whether the scan was ended early. */
  stopped(found: Found): boolean;
}

/**
 * Scans all blocks, by this thread and those of the pool.
 * @param onBlock called with the number of blocks taken so far by all threads
 * @throws DumpError when the file cannot be read
 */
export async function sharedScan<Found extends object>(
  { dump, request, pool, onDisk }: SharedWork,
  { blocks, task, foundBy, take, merge, stopped }: Scan<Found>,
  onBlock: (taken: number) => void,
): Promise<Found> {
  // Others must take the same for the spread, without looking at all values again.
  const again = { ...request, spreadKind: dump.spreadKind };
  // What is in memory already would be read again by every thread.
  const shared = onDisk && dump.readsByRanges;
  const helped = shared ? pool.run({ type: 'rows', dump: again, version: dump.version, task }) : Promise.resolve([]);
  // Awaited below, unless this thread fails first.
  helped.catch(() => {});
  let merged: Found = await take(onBlock);
  const threads = [1];
  for (const { thread, result } of await helped) {
    const found = foundBy(result);
    if (found === null) continue;
    threads.push(thread);
    merged = merge(merged, found);
  }
  if (stopped(merged)) return merged;
  const lost = blocksNotTakenBy(blocks, threads);
  return lost.length > 0 ? merge(merged, await take(() => {}, lost)) : merged;
}
