import type { DumpProblem } from '../dumps/dumpError';
import type { MemoryFile } from '../platform/memoryFileAccess';
import type { Analysis, AnalysisRequest } from './analyze';

/** Host to worker: one analysis per worker. `files` stand in for a disk that the worker cannot read. */
export interface WorkerRequest {
  request: AnalysisRequest;
  files: MemoryFile[] | null;
}

/** Worker to host. */
export type WorkerReply =
  | { type: 'progress'; stage: string; done: number; total: number }
  | { type: 'done'; analysis: Analysis }
  /** `problem` for an unusable dump; without it, a defect of ours. */
  | { type: 'failed'; message: string; problem: DumpProblem | null };
