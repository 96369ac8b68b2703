import type { PairDensity } from '../dashboardProtocol';
import type { DumpProblem } from '../dumps/dumpError';
import type { ListedArray } from '../dumps/listArrays';
import type { DumpRequest } from '../dumps/openDump';
import type { MemoryFile } from '../platform/memoryFileAccess';
import type { Analysis, AnalysisRequest, PartialAnalysis } from './analyze';
import type { PoolResult, PoolTask } from './poolTasks';

/** To a worker. */
export type WorkerRequest =
  /** From the host: one analysis per worker. `files` stand in for a disk that the worker cannot read. */
  | { type: 'analysis'; request: AnalysisRequest; files: MemoryFile[] | null }
  /** From a worker that analyses: share its work; answered by `shared` when there is none left. */
  | { type: 'task'; task: PoolTask; thread: number }
  /** From the host, to a worker for pairs of one dump, which it keeps open. One at a time. */
  | { type: 'pair'; dump: DumpRequest; files: MemoryFile[] | null; a: number; b: number }
  /** From the host: what there is to choose a mean and a spread from. */
  | { type: 'list'; path: string; files: MemoryFile[] | null };

/** From a worker. */
export type WorkerReply =
  | { type: 'shared'; result: PoolResult }
  | { type: 'pair'; pair: PairDensity }
  | { type: 'list'; arrays: ListedArray[] }
  | { type: 'progress'; stage: string; done: number; total: number }
  | { type: 'preliminary'; analysis: Analysis }
  | { type: 'refined'; analysis: Analysis }
  | { type: 'done'; analysis: PartialAnalysis }
  /** `problem` for an unusable dump; without it, a defect of ours. */
  | { type: 'failed'; message: string; problem: DumpProblem | null };
