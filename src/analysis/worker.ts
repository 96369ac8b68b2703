import { fileAccess } from 'platform/fileAccess';
import { spareThreads } from 'platform/startWorker';
import { onRequest, ownScript, reply } from 'platform/workerPort';
import { DumpError } from '../dumps/dumpError';
import { listArrays } from '../dumps/listArrays';
import { memoryFileAccess } from '../platform/memoryFileAccess';
import type { Analysis, OnProgress } from './analyze';
import { analyzeDump } from './analyzeDump';
import { openPairReader, type PairReader } from './pair';
import { runPoolTask, transferable } from './poolTasks';
import type { WorkerReply, WorkerRequest } from './rpc';
import { startPool } from './workerPool';

/** Milliseconds between two progress messages. */
const PROGRESS_INTERVAL = 50;

onRequest((message) => {
  const request = message as WorkerRequest;
  if (request.type === 'analysis') void run(request);
  else if (request.type === 'pair') void readPair(request);
  else if (request.type === 'list') void list(request);
  else void help(request);
});

async function help({ task, thread }: Extract<WorkerRequest, { type: 'task' }>): Promise<void> {
  try {
    const result = await runPoolTask(task, thread);
    send({ type: 'shared', result }, transferable(result));
  } catch (error) {
    sendFailure(error);
  }
}

let pairs: Promise<PairReader> | undefined;

async function readPair({ dump, files, a, b }: Extract<WorkerRequest, { type: 'pair' }>): Promise<void> {
  try {
    pairs ??= openPairReader(dump, files ? memoryFileAccess(files) : fileAccess);
    const onProgress = throttled((stage, done, total) => send({ type: 'progress', stage, done, total }));
    const pair = await (await pairs).read(a, b, (done, total) => onProgress('Pair', done, total));
    send({ type: 'pair', pair }, [pair.density.buffer as ArrayBuffer, pair.means.buffer as ArrayBuffer]);
  } catch (error) {
    sendFailure(error);
  }
}

async function list({ path, files }: Extract<WorkerRequest, { type: 'list' }>): Promise<void> {
  try {
    send({ type: 'list', arrays: await listArrays(path, files ? memoryFileAccess(files) : fileAccess) });
  } catch (error) {
    sendFailure(error);
  }
}

/** Calls back at most once in PROGRESS_INTERVAL. */
function throttled(call: OnProgress): OnProgress {
  let last = 0;
  return (stage, done, total) => {
    if (performance.now() - last < PROGRESS_INTERVAL) return;
    last = performance.now();
    call(stage, done, total);
  };
}

async function run({ request, files }: Extract<WorkerRequest, { type: 'analysis' }>): Promise<void> {
  const access = files ? memoryFileAccess(files) : fileAccess;
  const pool = startPool(ownScript, spareThreads());
  try {
    const onProgress: OnProgress = throttled((stage, done, total) => send({ type: 'progress', stage, done, total }));
    const onPreliminary = (analysis: Analysis) => sendAnalysis({ type: 'preliminary', analysis });
    // A copy goes: more is still to be added to this one.
    const onRefined = (analysis: Analysis) => send({ type: 'refined', analysis });
    const analysis = await analyzeDump(request, access, { onProgress, onPreliminary, onRefined, pool });
    sendAnalysis({ type: 'done', analysis });
  } catch (error) {
    sendFailure(error);
  } finally {
    pool.dispose();
  }
}

function sendFailure(error: unknown): void {
  const problem = error instanceof DumpError ? error.problem : null;
  send({ type: 'failed', message: error instanceof Error ? error.message : String(error), problem });
}

function sendAnalysis(message: Extract<WorkerReply, { type: 'preliminary' | 'done' }>): void {
  const { density, meanHistogram } = message.analysis.curves;
  send(message, [density.buffer as ArrayBuffer, meanHistogram.buffer as ArrayBuffer]);
}

function send(message: WorkerReply, transfer: ArrayBuffer[] = []): void {
  reply(message, transfer);
}
