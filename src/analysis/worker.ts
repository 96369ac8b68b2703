import { fileAccess } from 'platform/fileAccess';
import { onRequest, reply } from 'platform/workerPort';
import { DumpError } from '../dumps/dumpError';
import { memoryFileAccess } from '../platform/memoryFileAccess';
import { analyze } from './analyze';
import type { WorkerReply, WorkerRequest } from './rpc';

/** Milliseconds between two progress messages. */
const PROGRESS_INTERVAL = 50;

onRequest((message) => void run(message as WorkerRequest));

async function run({ request, files }: WorkerRequest): Promise<void> {
  const access = files ? memoryFileAccess(files) : fileAccess;
  let last = 0;
  try {
    const analysis = await analyze(request, access, (stage, done, total) => {
      if (performance.now() - last < PROGRESS_INTERVAL) return;
      last = performance.now();
      send({ type: 'progress', stage, done, total });
    });
    const { density, meanHistogram } = analysis.curves;
    send({ type: 'done', analysis }, [density.buffer as ArrayBuffer, meanHistogram.buffer as ArrayBuffer]);
  } catch (error) {
    const problem = error instanceof DumpError ? error.problem : null;
    send({ type: 'failed', message: error instanceof Error ? error.message : String(error), problem });
  }
}

function send(message: WorkerReply, transfer: ArrayBuffer[] = []): void {
  reply(message, transfer);
}
