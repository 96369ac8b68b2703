import { parentPort } from 'node:worker_threads';

/** Path of this bundle, to start more workers of it. */
export const ownScript = __filename;

/** The worker's side: receive requests, send replies. */
export function onRequest(handle: (request: unknown) => void): void {
  parentPort!.on('message', handle);
}

export function reply(message: unknown, transfer: ArrayBuffer[] = []): void {
  parentPort!.postMessage(message, transfer);
}
