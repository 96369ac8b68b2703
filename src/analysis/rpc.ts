import type { DumpProblem } from '../dumps/dumpError';
import type { MemoryFile } from '../platform/memoryFileAccess';
import type { Analysis, AnalysisRequest } from './analyze';
import type { PoolResult, PoolTask } from './poolTasks';

/** To a worker. */
export type WorkerRequest =
  /** From the host: one analysis per worker. `files` stand in for a disk that the worker cannot read. */
  | { type: 'analysis'; request: AnalysisRequest; files: MemoryFile[] | null }
  /** From a worker that analyses: share its work; answered by `shared` when there is none left. */
  | { type: 'task'; task: PoolTask; thread: number };

/** From a worker. */
export type WorkerReply =
  | { type: 'shared'; result: PoolResult }
  | { type: 'progress'; stage: string; done: number; total: number }
  | { type: 'preliminary'; analysis: Analysis }
  | { type: 'refined'; analysis: Analysis }
  | { type: 'done'; analysis: Analysis }
  /** `problem` for an unusable dump; without it, a defect of ours. */
  | { type: 'failed'; message: string; problem: DumpProblem | null };
