import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/analysis/analyze';
import { type JobListener, type JobResult, startJob } from '../../../src/analysis/job';
import type { MemoryFile } from '../../../src/platform/memoryFileAccess';
import { analyzed, requestFor } from './analyzed';
import { bundle } from './bundle';
import { float32Npy } from './npyFile';

const folder = mkdtempSync(join(tmpdir(), 'latent-lens-job-'));
const worker = join(folder, 'worker.js');

beforeAll(() => bundle({ [worker]: 'src/analysis/worker.ts' }), 30_000);
afterAll(() => rmSync(folder, { recursive: true }));

const REQUEST = requestFor({ paths: ['/d'] });
const SMALL = {
  'mu.npy': float32Npy(150, 3, (i, j) => Math.sin(i * (j + 1))),
  'logvar.npy': float32Npy(150, 3, () => -1),
};

const LARGE_ROWS = 300_000;
const LARGE = {
  'mu.npy': float32Npy(LARGE_ROWS, 4, (i, j) => Math.sin(i + j)),
  'logvar.npy': float32Npy(LARGE_ROWS, 4, () => 0),
};

const inMemory = (files: Record<string, Uint8Array>): MemoryFile[] =>
  Object.entries(files).map(([name, bytes]) => ({ path: `/d/${name}`, name, bytes }));

/** Runs a job to its end, and tells what it said on the way. */
async function run(script: string, files: MemoryFile[] | null, request = REQUEST) {
  const stages: string[] = [];
  const preliminary: number[] = [];
  const refined: Analysis[] = [];
  const job = startJob(script, request, files, {
    onProgress: (stage) => stages.push(stage),
    onPreliminary: (analysis) => preliminary.push(analysis.report.source.rows),
    onRefined: (analysis) => refined.push(analysis),
  });
  return { result: await job.result, stages, preliminary, refined };
}

const SILENT: JobListener = { onProgress() {}, onPreliminary() {}, onRefined() {} };

let scripts = 0;

/** A script that stands in for the worker. `answer` sees the request as `message`. */
function script(answer: string, first = ''): string {
  const path = join(folder, `stand-in-${scripts++}.js`);
  const body = `const { parentPort } = require('node:worker_threads');
    const reply = (message) => parentPort.postMessage(message);
    ${first}
    parentPort.on('message', (message) => { ${answer} });`;
  writeFileSync(path, body);
  return path;
}

describe('a job', () => {
  it('gives the analysis that this thread gives', async () => {
    const { result } = await run(worker, inMemory(SMALL));
    const here = await analyzed(SMALL);
    expect(result.type).toBe('done');
    const { analysis } = result as Extract<JobResult, { type: 'done' }>;
    expect({ ...analysis.report, tool: null }).toEqual({ ...here.report, tool: null });
    expect(analysis.evidence).toEqual(here.evidence);
    expect(analysis.curves).toEqual(here.curves);
    expect(analysis.places).toEqual(here.places);
  });

  it('reads files of the disk by itself', async () => {
    for (const [name, bytes] of Object.entries(SMALL)) writeFileSync(join(folder, name), bytes);
    const { result } = await run(worker, null, requestFor({ paths: [join(folder, 'mu.npy')] }));
    expect(result).toMatchObject({ type: 'done', analysis: { report: { source: { rows: 150 } } } });
  });

  it('says how far it is, and shows a sample of a large dump first', async () => {
    const { result, stages, preliminary } = await run(worker, inMemory(LARGE));
    expect(result.type).toBe('done');
    expect(stages).toContain('Reading rows');
    expect(preliminary).toHaveLength(1);
    expect(preliminary[0]).toBeLessThan(LARGE_ROWS);
  });

  it('with a joint part gives all others first', async () => {
    const { result, refined } = await run(worker, inMemory(SMALL), { ...REQUEST, jointSamples: 500 });
    expect(refined.map(({ report }) => report.joint)).toEqual([null]);
    const { analysis } = result as Extract<JobResult, { type: 'done' }>;
    expect(refined[0].report.dimensions).toEqual(analysis.report.dimensions);
    expect(analysis.report.joint).toMatchObject({ mutualInformation: { samples: 500 } });
  });

  it('of an unusable dump fails with its problem', async () => {
    const files = { ...SMALL, 'logvar.npy': float32Npy(149, 3, () => -1) };
    const { result } = await run(worker, inMemory(files));
    expect(result).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('/d/logvar.npy: shape: found shape [149, 3], expected [150, 3]'),
      problem: { file: '/d/logvar.npy', place: 'shape' },
    });
  });
});

describe('what the worker says', () => {
  it('is passed on in order', async () => {
    const { result, stages, preliminary } = await run(
      script(`
        reply({ type: 'progress', stage: 'one', done: 1, total: 2 });
        reply({ type: 'preliminary', analysis: { report: { source: { rows: 7 } } } });
        reply({ type: 'progress', stage: 'two', done: 2, total: 2 });
        reply({ type: 'failed', message: 'no', problem: null });
        reply({ type: 'progress', stage: 'late', done: 2, total: 2 });`),
      null,
    );
    expect(result).toEqual({ type: 'failed', message: 'no', problem: null });
    expect(stages.slice(0, 2)).toEqual(['one', 'two']);
    expect(preliminary).toEqual([7]);
  });
});

describe('a cancelled job', () => {
  it('ends at once, whatever the worker is doing', async () => {
    const busy = script(`reply({ type: 'progress', stage: 'busy', done: 0, total: 1 }); for (;;) {}`);
    const job = startJob(busy, REQUEST, null, { ...SILENT, onProgress: () => job.cancel() });
    expect(await job.result).toEqual({ type: 'cancelled' });
  });

  it('ends before it began', async () => {
    const job = startJob(worker, REQUEST, inMemory(SMALL), SILENT);
    job.cancel();
    expect(await job.result).toEqual({ type: 'cancelled' });
  });

  it('says nothing any more', async () => {
    const chatty = script(
      `for (let k = 0; k < 1000; k++) reply({ type: 'progress', stage: String(k), done: 0, total: 1 });`,
    );
    const stages: string[] = [];
    const job = startJob(chatty, REQUEST, null, {
      ...SILENT,
      onProgress(stage) {
        stages.push(stage);
        job.cancel();
      },
    });
    expect(await job.result).toEqual({ type: 'cancelled' });
    expect(stages).toEqual(['0']);
  });

  it('stays done once it is done', async () => {
    const job = startJob(worker, REQUEST, inMemory(SMALL), SILENT);
    await job.result;
    job.cancel();
    expect((await job.result).type).toBe('done');
  });
});

describe('a worker that dies', () => {
  it.each([
    ['throws at the start', script('', `throw new Error('no start');`), 'no start'],
    ['throws at the request', script(`throw new Error('no answer');`), 'no answer'],
    ['throws what is no error', script(`throw 'text';`), 'text'],
    ['exits at the start', script('', 'process.exit(0);'), 'stopped unexpectedly, twice'],
    ['exits at the request', script('process.exit(3);'), 'stopped unexpectedly, twice'],
    [
      'exits in the middle',
      script(`reply({ type: 'progress', stage: 'half', done: 1, total: 2 }); setTimeout(() => process.exit(0), 20);`),
      'stopped unexpectedly, twice',
    ],
    ['is not there', join(folder, 'missing.js'), 'Cannot find module'],
    ['is no script', script('', '{'), 'stopped unexpectedly, twice'],
  ])('again and again, because it %s, gives a failure', async (_, path, message) => {
    const { result } = await run(path, null);
    expect(result).toMatchObject({ type: 'failed', problem: null, message: expect.stringContaining(message) });
  });

  /** The worker, which dies as soon as it has said `stage`, unless one before it did so. */
  const mortal = (stage: string) => {
    const flag = join(folder, `died-${scripts}`);
    return script(
      '',
      `const { existsSync, writeFileSync } = require('node:fs');
      if (!existsSync(${JSON.stringify(flag)})) {
        const post = parentPort.postMessage.bind(parentPort);
        parentPort.postMessage = (message, transfer) => {
          post(message, transfer);
          if (message.stage !== ${JSON.stringify(stage)}) return;
          writeFileSync(${JSON.stringify(flag)}, '');
          process.exit(1);
        };
      }
      require(${JSON.stringify(worker)});`,
    );
  };

  it('once is replaced, and gives the same analysis', async () => {
    const { result, stages } = await run(mortal('Reading rows'), inMemory(LARGE));
    const whole = await run(worker, inMemory(LARGE));
    expect(stages.filter((stage) => stage === 'Reading rows').length).toBeGreaterThan(1);
    const { analysis } = result as Extract<JobResult, { type: 'done' }>;
    const { analysis: expected } = whole.result as Extract<JobResult, { type: 'done' }>;
    expect(analysis.report.totals.kl).toBeCloseTo(expected.report.totals.kl!, 11);
  });
});
