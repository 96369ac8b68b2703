import { startWorker } from 'platform/startWorker';
import type { ListedArray } from '../dumps/listArrays';
import type { MemoryFile } from '../platform/memoryFileAccess';
import type { WorkerReply, WorkerRequest } from './rpc';

/**
 * The arrays that a user can choose a dump's mean and spread from, listed by a worker of its own.
 * @param files stand in for a disk that the worker cannot read
 * @throws Error with one sentence, also where the worker dies
 */
export function listInWorker(script: string, path: string, files: MemoryFile[] | null): Promise<ListedArray[]> {
  return new Promise<ListedArray[]>((resolve, reject) => {
    const worker = startWorker(
      script,
      (message) => {
        const reply = message as WorkerReply;
        if (reply.type === 'list') resolve(reply.arrays);
        else if (reply.type === 'failed') reject(new Error(reply.message));
        worker.terminate();
      },
      (error) => reject(error ?? new Error('The arrays could not be listed, the worker stopped')),
    );
    worker.post({ type: 'list', path, files } satisfies WorkerRequest);
  });
}
