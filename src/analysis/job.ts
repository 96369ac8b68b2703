import { startWorker, type WorkerHandle } from 'platform/startWorker';
import type { DumpProblem } from '../dumps/dumpError';
import type { MemoryFile } from '../platform/memoryFileAccess';
import type { Analysis, AnalysisRequest, OnProgress, PartialAnalysis } from './analyze';
import type { WorkerReply, WorkerRequest } from './rpc';

/** How an analysis ended. */
export type JobResult =
  | { type: 'done'; analysis: PartialAnalysis }
  | { type: 'failed'; message: string; problem: DumpProblem | null }
  | { type: 'cancelled' };

export interface Job {
  /** Never rejects: a worker that dies is a `failed`. */
  result: Promise<JobResult>;
  /** Stops the worker at once. */
  cancel(): void;
}

/** What a job says on its way. */
export interface JobListener {
  onProgress: OnProgress;
  onPreliminary(analysis: Analysis): void;
  /** Where the joint part is wanted too: all but that, then again as its estimate gets better. */
  onRefined(analysis: Analysis): void;
}

/** A worker that dies is replaced so many times: by chance (memory was short) it may get through, but not for ever. */
const REPLACEMENTS = 1;

/** Starts one analysis in a worker of its own. */
export function startJob(
  workerScript: string,
  request: AnalysisRequest,
  files: MemoryFile[] | null,
  listener: JobListener,
): Job {
  let cancelled = false;
  let ended = false;
  let worker: WorkerHandle;
  const result = new Promise<JobResult>((resolve) => {
    const receive = (reply: WorkerReply) => {
      if (cancelled) return;
      switch (reply.type) {
        case 'progress':
          return listener.onProgress(reply.stage, reply.done, reply.total);
        case 'preliminary':
          return listener.onPreliminary(reply.analysis);
        case 'refined':
          return listener.onRefined(reply.analysis);
        case 'done':
        case 'failed':
          ended = true;
          resolve(reply);
          worker.terminate();
      }
    };
    const start = (replacements: number) => {
      worker = startWorker(
        workerScript,
        (message) => receive(message as WorkerReply),
        (error) => {
          if (cancelled) return resolve({ type: 'cancelled' });
          if (ended) return;
          if (replacements > 0) return start(replacements - 1);
          const message = `The analysis stopped unexpectedly, twice${error ? `: ${error.message}` : ''}`;
          resolve({ type: 'failed', message, problem: null });
        },
      );
      worker.post({ type: 'analysis', request, files } satisfies WorkerRequest);
    };
    start(REPLACEMENTS);
  });
  return {
    result,
    cancel: () => {
      cancelled = true;
      worker.terminate();
    },
  };
}
