import { describe, expect, it } from 'vitest';
import { type Analysis, analyze } from '../../../src/analysis/analyze';
import { readSample, type Sample } from '../../../src/analysis/sample';
import { defaultDimension } from '../../../src/diagnostics/firstDimension';
import { hasDensity } from '../../../src/diagnostics/report';
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

const open = (rows: number, mean = (i: number, j: number) => (j === 0 ? i : Math.sin(i * j))) =>
  openDump({ paths: ['/d/mu.npy'] }, files(rows, mean));

/** The means of dimension 0, which tell rows apart. */
const rowsTaken = ({ mean, rows }: Sample) => Array.from({ length: rows }, (_, i) => mean[i * DIMENSIONS]);

describe('a sample of a large dump', () => {
  it('is 64 contiguous blocks spread from the first row to the last', async () => {
    const rows = 100_000;
    const sample = await readSample(await open(rows));
    expect(sample.ofLarge).toBe(true);
    const taken = rowsTaken(sample);
    expect(taken[0]).toBe(0);
    expect(taken[taken.length - 1]).toBeGreaterThan(rows - 64);
    expect(new Set(taken).size).toBe(sample.rows);
    const jumps = taken.filter((row, k) => k > 0 && row !== taken[k - 1] + 1).length;
    expect(jumps).toBe(63);
  });

  it('leaves out rows that are not finite', async () => {
    const sample = await readSample(await open(100_000, (i, j) => (j === 3 && i % 2 === 1 ? Number.NaN : i)));
    expect(sample.rows).toBe(sample.read / 2);
    expect(rowsTaken(sample).every((row) => row % 2 === 0)).toBe(true);
  });

  it('of a dump that is quick to read whole is the whole', async () => {
    const sample = await readSample(await open(1000));
    expect(sample).toMatchObject({ ofLarge: false, rows: 1000, read: 1000 });
    expect(rowsTaken(sample)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });
});

describe('analyze', () => {
  const request = { dump: { paths: ['/d/mu.npy'] }, thresholds: DEFAULT_THRESHOLDS, jointSamples: 0, curves: true };
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

  it('computes one density of the sample, of the dimension that is shown first, and all of the whole', async () => {
    const { early, whole } = await run(70_000, (i, j) => (j === 5 ? 3 : 0.5) * Math.sin(i * (j + 1)));
    const { report, curves } = early[0];
    expect(defaultDimension(report)).toBe(5);
    expect(report.dimensions.filter(hasDensity).map(({ index }) => index)).toEqual([5]);
    expect(report.dimensions[4]).toMatchObject({ aggregateKl: null, reverseKl: null, mutualInformation: null });
    expect(report.dimensions[4].aggregateKlFloor).toBeGreaterThan(0);
    const curve = (j: number) => curves.density.subarray(j * curves.points, (j + 1) * curves.points);
    expect(curve(5).every(Number.isFinite)).toBe(true);
    expect(curve(4).every(Number.isNaN)).toBe(true);
    const bins = curves.points / curves.cellsPerBin;
    for (let j = 0; j < DIMENSIONS; j++) {
      const area = curves.meanHistogram.subarray(j * bins, (j + 1) * bins).reduce((a, b) => a + b, 0) * curves.zStep;
      expect(area * curves.cellsPerBin).toBeCloseTo(1, 5);
    }
    expect(whole.report.dimensions.every(hasDensity)).toBe(true);
    expect(whole.curves.density.every(Number.isFinite)).toBe(true);
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
