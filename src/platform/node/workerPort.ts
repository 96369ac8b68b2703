import { availableParallelism } from 'node:os';
import { parentPort } from 'node:worker_threads';

/** Path of this bundle, to start more workers of it. */
export const ownScript = __filename;

/** Threads that may run beside this one; more than seven wait for memory, not for cores. */
export const spareThreads = (): number => Math.min(7, availableParallelism() - 1);

/** The worker's side: receive requests, send replies. */
export function onRequest(handle: (request: unknown) => void): void {
  parentPort!.on('message', handle);
}

export function reply(message: unknown, transfer: ArrayBuffer[] = []): void {
  parentPort!.postMessage(message, transfer);
}
