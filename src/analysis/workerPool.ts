import { startWorker, type WorkerHandle } from 'platform/startWorker';
import { DumpError } from '../dumps/dumpError';
import type { PoolResult, PoolTask } from './poolTasks';
import type { WorkerReply, WorkerRequest } from './rpc';

/** Threads that help with an analysis. */
export interface WorkerPool {
  /** This thread and those that help it. */
  threads: number;
  /**
   * Gives every helper the same task, which they share among themselves and with this thread.
   * @returns what each gave, with its number (from 2); those that died or failed by themselves are left out
   * @throws DumpError that a helper met
   */
  run(task: PoolTask): Promise<{ thread: number; result: PoolResult }[]>;
  dispose(): void;
}

/** No help: one thread does it all. */
export const NO_POOL: WorkerPool = { threads: 1, run: async () => [], dispose: () => {} };

/**
 * Starts threads at once, so that they are up when there is work.
 * @param script path of the worker's bundle
 */
export function startPool(script: string, threads: number): WorkerPool {
  const members = Array.from({ length: threads }, (_, k) => startMember(script, k + 2));
  return {
    threads: 1 + threads,
    run: async (task) => {
      const replies = await Promise.all(members.map((member) => member.run(task)));
      return replies.flatMap((reply, k) => {
        // Where something else than the dump is at fault (memory is short), the others do its work.
        if (reply?.type === 'failed' && reply.problem) throw new DumpError(reply.problem);
        return reply?.type === 'shared' ? [{ thread: k + 2, result: reply.result }] : [];
      });
    },
    dispose: () => {
      for (const { worker } of members) worker.terminate();
    },
  };
}

function startMember(script: string, thread: number) {
  /** Tasks not yet answered, in the order of their answers: nobody waits for a thread whose work others did. */
  const waiting: ((reply: WorkerReply | null) => void)[] = [];
  let ended = false;
  const worker: WorkerHandle = startWorker(
    script,
    (reply) => waiting.shift()?.(reply as WorkerReply),
    () => {
      ended = true;
      for (const resolve of waiting.splice(0)) resolve(null);
    },
  );
  const run = (task: PoolTask) =>
    new Promise<WorkerReply | null>((resolve) => {
      if (ended) return resolve(null);
      waiting.push(resolve);
      worker.post({ type: 'task', task, thread } satisfies WorkerRequest);
    });
  return { worker, run };
}
