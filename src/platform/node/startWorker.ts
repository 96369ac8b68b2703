import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Threads that may run beside this one; more than seven wait for memory, not for cores. */
export const spareThreads = (): number => Math.min(7, availableParallelism() - 1);

/** What is short-lived in an analysis lies outside the heap; V8 would let a thread's young generation grow to 48 MB. */
const YOUNG_MB = 12;

/** A worker of this platform, reduced to what a job needs. */
export interface WorkerHandle {
  post(message: unknown): void;
  /** Kills the worker, whatever it is doing. */
  terminate(): void;
}

/**
 * @param script path of the worker's bundle
 * @param onMessage messages of the worker
 * @param onEnd called once, when the worker died or was terminated; with an error where there is one
 */
export function startWorker(
  script: string,
  onMessage: (message: unknown) => void,
  onEnd: (error: Error | undefined) => void,
): WorkerHandle {
  const worker = new Worker(script, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  let failure: Error | undefined;
  worker.on('message', onMessage);
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('exit', () => onEnd(failure));
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => void worker.terminate(),
  };
}
