import { describe, expect, it } from 'vitest';
import { type Analysis, analyze } from '../../../src/analysis/analyze';
import { sampledDump } from '../../../src/analysis/sampledDump';
import { DEFAULT_THRESHOLDS } from '../../../src/diagnostics/thresholds';
import { openDump } from '../../../src/dumps/openDump';
import { memoryFileAccess } from '../../../src/platform/memoryFileAccess';

const DIMENSIONS = 16;

/** A .npy file of float32 [rows, DIMENSIONS] whose element [i, j] is value(i, j). */
function npy(rows: number, value: (i: number, j: number) => number): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${DIMENSIONS}), }`.padEnd(117);
  const head = Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0, ...Buffer.from(`${header}\n`)]);
  const data = new Float32Array(rows * DIMENSIONS);
  for (let i = 0; i < rows; i++) for (let j = 0; j < DIMENSIONS; j++) data[i * DIMENSIONS + j] = value(i, j);
  return Buffer.concat([head, new Uint8Array(data.buffer)]);
}

/** Rows are told apart by their mean in dimension 0. */
const files = (rows: number, mean: (i: number, j: number) => number) =>
  memoryFileAccess([
    { path: '/d/mu.npy', name: 'mu.npy', bytes: npy(rows, mean) },
    { path: '/d/logvar.npy', name: 'logvar.npy', bytes: npy(rows, () => 0) },
  ]);

const open = (rows: number) =>
  openDump(
    { paths: ['/d/mu.npy'] },
    files(rows, (i, j) => (j === 0 ? i : Math.sin(i * j))),
  );

describe('a sample of a large dump', () => {
  it('is 64 contiguous blocks spread from the first row to the last', async () => {
    const rows = 100_000;
    const sample = sampledDump(await open(rows))!;
    const { mean } = await sample.readRows(0, sample.rows);
    const taken = Array.from({ length: sample.rows }, (_, i) => mean[i * DIMENSIONS]);
    expect(taken[0]).toBe(0);
    expect(taken[taken.length - 1]).toBeGreaterThan(rows - 64);
    expect(new Set(taken).size).toBe(sample.rows);
    const jumps = taken.filter((row, k) => k > 0 && row !== taken[k - 1] + 1).length;
    expect(jumps).toBe(63);
  });

  it('reads the same rows whatever the block it is read in', async () => {
    const sample = sampledDump(await open(100_000))!;
    const whole = await sample.readRows(0, sample.rows);
    for (const [start, count] of [
      [0, 1],
      [100, 300],
      [sample.rows - 5, 5],
    ]) {
      const part = await sample.readRows(start, count);
      expect(part.mean).toEqual(whole.mean.subarray(start * DIMENSIONS, (start + count) * DIMENSIONS));
    }
  });

  it('is not taken of a dump that is quick to read whole', async () => {
    expect(sampledDump(await open(1000))).toBeNull();
  });
});

describe('analyze', () => {
  const request = { dump: { paths: ['/d/mu.npy'] }, thresholds: DEFAULT_THRESHOLDS, jointSamples: 0 };
  const run = async (rows: number, mean: (i: number, j: number) => number) => {
    const early: Analysis[] = [];
    const whole = await analyze(request, files(rows, mean), { onPreliminary: (analysis) => early.push(analysis) });
    return { early, whole };
  };

  it('hands out the analysis of a sample first, marked, then the whole', async () => {
    const { early, whole } = await run(70_000, (i, j) => Math.sin(i * (j + 1)));
    expect(early).toHaveLength(1);
    const { source, dimensions } = early[0].report;
    expect(source.preliminaryOf).toBe(70_000);
    expect(source.rows).toBe(8192);
    expect(whole.report.source).toMatchObject({ rows: 70_000, preliminaryOf: null });
    expect(Math.abs(dimensions[3].kl - whole.report.dimensions[3].kl)).toBeLessThan(0.05);
  });

  it('keeps what it says of single rows for the whole', async () => {
    const early: Analysis[] = [];
    const bad = files(70_000, (i) => (i < 200 ? Number.NaN : 1));
    const whole = await analyze(request, bad, { onPreliminary: (analysis) => early.push(analysis) });
    expect(early[0].report.findings.map((f) => f.code)).not.toContain('nonfinite-values');
    expect(whole.report.source.skippedRows).toBe(200);
    expect(whole.report.source.skippedAt[0]).toEqual([0, 0]);
  });
});
