import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileAccess } from 'platform/fileAccess';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import { startPool } from '../../../src/analysis/workerPool';
import { DumpError } from '../../../src/dumps/dumpError';
import { requestFor } from './analyzed';
import { bundle } from './bundle';
import { float32Npy } from './npyFile';

const folder = mkdtempSync(join(tmpdir(), 'latent-lens-pool-'));
const worker = join(folder, 'worker.js');
const ROWS = 60_000;
const DIMENSIONS = 24;

beforeAll(async () => {
  await bundle({ [worker]: 'src/analysis/worker.ts' });
  const mean = (i: number, j: number) => (1 + 0.1 * j) * Math.sin(i * (j + 1)) + (i % 7);
  writeFileSync(join(folder, 'mu.npy'), float32Npy(ROWS, DIMENSIONS, mean));
  writeFileSync(
    join(folder, 'logvar.npy'),
    float32Npy(ROWS, DIMENSIONS, (i, j) => -1 + Math.cos(3 * i + j)),
  );
}, 30_000);
afterAll(() => rmSync(folder, { recursive: true }));

const request = { ...requestFor({ paths: [join(folder, 'mu.npy')] }), jointSamples: 20 };

/** The analysis by this thread and `helpers` that run `script`. */
async function analyzedBy(script: string, helpers: number) {
  const pool = startPool(script, helpers);
  try {
    return (await analyze(request, fileAccess, { pool })).report;
  } finally {
    pool.dispose();
  }
}

/** A worker that does as `before` says when it gets its first task of this kind, then goes on as the real one. */
function helper(name: string, before: string): string {
  const path = join(folder, `${name}.js`);
  const code = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ task }) => { ${before} });
    require(${JSON.stringify(worker)});`;
  writeFileSync(path, code);
  return path;
}

describe('several threads', () => {
  it('give the report that one gives, to 1e-12', async () => {
    const alone = await analyzedBy(worker, 0);
    const together = await analyzedBy(worker, 3);
    const numbers = (value: unknown) => {
      const found: number[] = [];
      JSON.stringify(value, (_, x) => {
        if (typeof x === 'number') found.push(x);
        return x;
      });
      return found;
    };
    for (const part of ['dimensions', 'totals', 'joint', 'findings'] as const) {
      const [a, b] = [numbers(alone[part]), numbers(together[part])];
      expect(b).toHaveLength(a.length);
      a.forEach((x, k) => {
        expect(Math.abs(x - b[k])).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(x)));
      });
    }
  });

  it.each([
    [
      'while it reads rows',
      `if (task.type === 'rows' && task.task.type === 'scan') setTimeout(() => process.exit(1), 15);`,
    ],
    ['as it gets rows to read', `if (task.type === 'rows') process.exit(1);`],
    ['as it gets densities to compute', `if (task.type === 'densities') process.exit(1);`],
    ['at the joint part', `if (task.type === 'rows' && task.task.type === 'joint') process.exit(1);`],
  ])('lose nothing where one dies %s', async (name, before) => {
    const report = await analyzedBy(helper(name.replaceAll(' ', '-'), before), 2);
    const alone = await analyzedBy(worker, 0);
    expect(report.source.rows).toBe(ROWS);
    expect(report.totals.kl).toBeCloseTo(alone.totals.kl, 10);
    expect(report.totals.aggregateKlSum).toBeCloseTo(alone.totals.aggregateKlSum!, 9);
    expect(report.joint!.mutualInformation.value).toBeCloseTo(alone.joint!.mutualInformation.value, 9);
  });

  it('pass on what one of them finds wrong with the file', async () => {
    const reply = `parentPort.postMessage({ type: 'failed', message: 'm', problem: { file: 'f', place: 'byte 7', found: 'x', expected: 'y' } });`;
    const path = join(folder, 'complaining.js');
    writeFileSync(
      path,
      `const { parentPort } = require('node:worker_threads'); parentPort.on('message', () => { ${reply} });`,
    );
    const error = await analyzedBy(path, 1).catch((e) => e);
    expect(error).toBeInstanceOf(DumpError);
    expect(error.problem).toMatchObject({ file: 'f', place: 'byte 7' });
  });
});
