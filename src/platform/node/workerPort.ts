import { parentPort } from 'node:worker_threads';

/** The worker's side: receive requests, send replies. */
export function onRequest(handle: (request: unknown) => void): void {
  parentPort!.on('message', handle);
}

export function reply(message: unknown, transfer: ArrayBuffer[] = []): void {
  parentPort!.postMessage(message, transfer);
}
