import { startWorker } from 'platform/startWorker';
import type { DumpProblem } from '../dumps/dumpError';
import type { MemoryFile } from '../platform/memoryFileAccess';
import type { Analysis, AnalysisRequest, OnProgress } from './analyze';
import type { WorkerReply, WorkerRequest } from './rpc';

/** How an analysis ended. */
export type JobResult =
  | { type: 'done'; analysis: Analysis }
  | { type: 'failed'; message: string; problem: DumpProblem | null }
  | { type: 'cancelled' };

export interface Job {
  /** Never rejects: a worker that dies is a `failed`. */
  result: Promise<JobResult>;
  /** Stops the worker at once. */
  cancel(): void;
}

/** Starts one analysis in a worker of its own. */
export function startJob(
  workerScript: string,
  request: AnalysisRequest,
  files: MemoryFile[] | null,
  onProgress: OnProgress,
  onPreliminary: (analysis: Analysis) => void,
): Job {
  let cancelled = false;
  let cancel = () => {};
  const result = new Promise<JobResult>((resolve) => {
    const worker = startWorker(
      workerScript,
      (message) => {
        const reply = message as WorkerReply;
        if (reply.type === 'progress') {
          if (!cancelled) onProgress(reply.stage, reply.done, reply.total);
          return;
        }
        if (reply.type === 'preliminary') {
          if (!cancelled) onPreliminary(reply.analysis);
          return;
        }
        if (reply.type === 'shared') return;
        resolve(cancelled ? { type: 'cancelled' } : reply);
        worker.terminate();
      },
      (error) => {
        const message = `The analysis stopped unexpectedly${error ? `: ${error.message}` : ''}`;
        resolve(cancelled ? { type: 'cancelled' } : { type: 'failed', message, problem: null });
      },
    );
    cancel = () => {
      cancelled = true;
      worker.terminate();
    };
    worker.post({ type: 'analysis', request, files } satisfies WorkerRequest);
  });
  return { result, cancel: () => cancel() };
}
