import { startWorker } from 'platform/startWorker';
import type { PairAnswer } from '../dashboardProtocol';
import type { DumpRequest } from '../dumps/openDump';
import type { MemoryFile } from '../platform/memoryFileAccess';
import type { WorkerReply, WorkerRequest } from './rpc';

/** Reads pairs of a dump's dimensions in a worker of their own, beside whatever analysis runs. */
export interface PairJob {
  /** Whether a pair is being read: no other can be asked for until it is answered. */
  busy(): boolean;
  /** Answered by progress, and in the end by `done` or `failed`, also where the worker dies. */
  read(a: number, b: number, onAnswer: (answer: PairAnswer) => void): void;
  /** Stops the worker at once; what it was reading is not answered. */
  dispose(): void;
}

/** @param files stand in for a disk that the worker cannot read */
export function startPairJob(script: string, dump: DumpRequest, files: MemoryFile[] | null): PairJob {
  let answer: ((answer: PairAnswer) => void) | null = null;
  let ended = false;
  let first = true;
  const finish = (last: PairAnswer) => {
    const waiting = answer;
    answer = null;
    waiting?.(last);
  };
  const stopped = (error?: Error) =>
    `The pair could not be read, its worker stopped${error ? `: ${error.message}` : ''}`;
  const worker = startWorker(
    script,
    (message) => {
      const reply = message as WorkerReply;
      if (reply.type === 'pair') finish({ type: 'done', pair: reply.pair });
      else if (reply.type === 'failed') finish({ type: 'failed', message: reply.message });
      else if (reply.type === 'progress') answer?.({ type: 'progress', done: reply.done, total: reply.total });
    },
    (error) => {
      ended = true;
      finish({ type: 'failed', message: stopped(error) });
    },
  );
  return {
    busy: () => answer !== null,
    read(a, b, onAnswer) {
      if (ended) return onAnswer({ type: 'failed', message: stopped() });
      answer = onAnswer;
      // The worker keeps the dump open: files are sent once.
      worker.post({ type: 'pair', dump, files: first ? files : null, a, b } satisfies WorkerRequest);
      first = false;
    },
    dispose() {
      answer = null;
      worker.terminate();
    },
  };
}
