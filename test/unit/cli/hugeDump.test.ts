import { spawnSync } from 'node:child_process';
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import type { LatentReport } from '../../../src/diagnostics/report';
import { bundle } from '../analysis/bundle';
import { float32Npy } from '../analysis/npyFile';
import { npyFile } from '../dumps/inMemory';

const root = mkdtempSync(join(tmpdir(), 'latent-lens-huge-'));
const script = join(root, 'cli.js');
const DIMENSIONS = 512;
const BLOCK_ROWS = 4096;
const BLOCKS = 256;

beforeAll(() => bundle({ [script]: 'src/cli/main.ts', [join(root, 'worker.js')]: 'src/analysis/worker.ts' }), 60_000);
afterAll(() => rmSync(root, { recursive: true }));

/** A folder with mu.npy of some blocks of the same rows; logvar.npy is the same file, which saves half the disk. */
function dumpOf(name: string, blocks: number): string {
  const { next } = normalGenerator(2);
  const block = Float32Array.from({ length: BLOCK_ROWS * DIMENSIONS }, () => 0.7 * next() - 0.8);
  const bytes = new Uint8Array(block.buffer);
  const folder = join(root, name);
  mkdirSync(folder);
  const file = openSync(join(folder, 'mu.npy'), 'w');
  const shape = `(${blocks * BLOCK_ROWS}, ${DIMENSIONS})`;
  writeSync(file, npyFile(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`, new Uint8Array()));
  for (let k = 0; k < blocks; k++) writeSync(file, bytes);
  closeSync(file);
  linkSync(join(folder, 'mu.npy'), join(folder, 'logvar.npy'));
  return folder;
}

/** A folder with components so narrow that each is evaluated by itself. */
function narrowDump(rows: number, dimensions: number): string {
  const { next } = normalGenerator(3);
  const folder = join(root, 'narrow');
  mkdirSync(folder);
  writeFileSync(join(folder, 'mu.npy'), float32Npy(rows, dimensions, next));
  writeFileSync(
    join(folder, 'logvar.npy'),
    float32Npy(rows, dimensions, () => 2 * Math.log(1e-4) + 0.2 * next()),
  );
  return folder;
}

/** The report, and the peak memory of the process in MB (of 2^20 bytes). */
function analyzed(folder: string): { report: LatentReport; peak: number } {
  const peakFile = join(root, 'peak');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', resolve('test/bench/peakMemory.cjs'), script, 'analyze', folder, '--json', '--joint-samples', '0'],
    { encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, BENCH_PEAK_FILE: peakFile } },
  );
  if (stderr !== '') throw new Error(stderr);
  return { report: JSON.parse(stdout), peak: Number(readFileSync(peakFile, 'utf8')) / 1024 };
}

it('narrow components of many rows take less than 300 MB', () => {
  const { report, peak } = analyzed(narrowDump(800_000, 4));
  expect(peak).toBeLessThan(300);
  for (const { aggregateKlErrorBound } of report.dimensions) expect(aggregateKlErrorBound).toBeLessThan(1e-9);
}, 300_000);

it('a pair of 4 GB takes less than 300 MB, and has the numbers of a part that is like the whole', () => {
  const huge = analyzed(dumpOf('huge', BLOCKS));
  expect(huge.report.source.rows).toBe(BLOCKS * BLOCK_ROWS);
  expect(huge.report.source.mean.shape[0] * DIMENSIONS * 4 * 2).toBe(2 ** 32);
  expect(huge.peak).toBeLessThan(300);
  const part = analyzed(dumpOf('part', 1)).report;
  for (const [j, d] of huge.report.dimensions.entries()) {
    const expected = part.dimensions[j];
    expect(Math.abs(d.kl - expected.kl)).toBeLessThan(1e-11);
    expect(Math.abs(d.aggregateVariance - expected.aggregateVariance)).toBeLessThan(1e-11);
    const bound = d.aggregateKlErrorBound! + expected.aggregateKlErrorBound!;
    expect(Math.abs(d.aggregateKl! - expected.aggregateKl!)).toBeLessThanOrEqual(bound);
    expect(bound).toBeLessThan(1e-4);
  }
}, 300_000);
