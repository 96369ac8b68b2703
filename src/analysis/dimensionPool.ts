import { startWorker, type WorkerHandle } from 'platform/startWorker';
import type { MarginalTask } from './marginals';
import type { WorkerRequest } from './rpc';

/** Threads that help with the densities. */
export interface DimensionPool {
  /** Resolves when all threads have run out of work or died; their results stand in the task. */
  help(task: MarginalTask): Promise<void>;
  dispose(): void;
}

/** No help: one thread does it all. */
export const NO_POOL: DimensionPool = { help: async () => {}, dispose: () => {} };

/**
 * Starts threads at once, so that they are up when the rows have been read.
 * @param script path of the worker's bundle
 */
export function startPool(script: string, threads: number): DimensionPool {
  const members = Array.from({ length: threads }, () => startMember(script));
  return {
    help: async (task) => {
      await Promise.all(members.map((member) => member.help(task)));
    },
    dispose: () => {
      for (const { worker } of members) worker.terminate();
    },
  };
}

function startMember(script: string): { worker: WorkerHandle; help(task: MarginalTask): Promise<void> } {
  let finish = () => {};
  let ended = false;
  const worker = startWorker(
    script,
    () => finish(),
    () => {
      ended = true;
      finish();
    },
  );
  const help = (task: MarginalTask) =>
    new Promise<void>((resolve) => {
      if (ended) return resolve();
      finish = resolve;
      worker.post({ type: 'marginals', task } satisfies WorkerRequest);
    });
  return { worker, help };
}
