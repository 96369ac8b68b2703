import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import { planScan, type ScanPass } from '../../../src/analysis/scanPlan';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { folder, npyFile } from '../dumps/inMemory';
import { analyzed, requestFor } from './analyzed';
import { float32Npy, float64Npy } from './npyFile';

const { next } = normalGenerator(8);

describe('a dump whose first rows are not finite', () => {
  it('keeps the small deviation of means far from 0', async () => {
    const [rows, bad] = [40_000, 14_000];
    const values = Float64Array.from({ length: rows }, () => 1e6 + 1e-3 * next());
    const { report } = await analyzed({
      'mu.npy': float64Npy(rows, 10, (i, j) => (i < bad ? Number.NaN : values[(i + 7 * j) % rows])),
      'logvar.npy': float64Npy(rows, 10, () => -20),
    });
    expect(report.source).toMatchObject({ rows: rows - bad, skippedRows: bad });
    for (const { gammaHat } of report.dimensions) expect(Math.abs(gammaHat / 1e-3 - 1)).toBeLessThan(0.02);
  });

  it('and few of whose others are has a joint part as soon', async () => {
    const rows = 60_000;
    const files = {
      'mu.npy': float32Npy(rows, 20, (i, j) => (i % 4000 === 3999 ? Math.sin(i + j) : Number.NaN)),
      'logvar.npy': float32Npy(rows, 20, () => -1),
    };
    const { report } = await analyzed(files, {}, { jointSamples: 2000 });
    expect(report.source.rows).toBe(15);
    const { value, samples } = report.joint!.mutualInformation;
    expect(samples).toBe(2000);
    expect(value).toBeLessThanOrEqual(Math.log(15));
    expect(value).toBeGreaterThan(0.5 * Math.log(15));
  });
});

it('the joint draws of some finite rows are of these, evenly', async () => {
  // Two clusters far apart, and rows that are not finite among those of the first: I is the entropy of the shares.
  const rows = 30_000;
  const mean = (i: number) => (i < 20_000 ? (i % 2 === 0 ? Number.NaN : -100) : 100);
  const files = { 'mu.npy': float32Npy(rows, 1, mean), 'logvar.npy': float32Npy(rows, 1, () => 0) };
  const { report } = await analyzed(files, {}, { jointSamples: 4000 });
  expect(report.source.rows).toBe(20_000);
  const { value, standardError } = report.joint!.mutualInformation;
  expect(Math.abs(value - Math.LN2)).toBeLessThan(4 * standardError! + 1e-9);
});

it('components far narrower than the distance to their neighbours take bounded time, and tell each example', async () => {
  const rows = 1_100_000;
  const values = Float32Array.from({ length: rows }, () => next());
  const { report } = await analyzed({
    'mu.npy': float32Npy(rows, 1, (i) => values[i]),
    'logvar.npy': float32Npy(rows, 1, () => -30),
  });
  const [{ mutualInformation, aggregateKl, aggregateKlErrorBound, kl }] = report.dimensions;
  expect(Math.log(rows) - mutualInformation!).toBeGreaterThanOrEqual(0);
  expect(Math.log(rows) - mutualInformation!).toBeLessThan(0.5);
  // F = K - I, and the bound says that little is known of it.
  expect(Math.abs(aggregateKl! - (kl - Math.log(rows)))).toBeLessThan(aggregateKlErrorBound!);
}, 120_000);

it('a dump read in several passes has the numbers of each of its dimensions alone', async () => {
  const [rows, dimensions] = [1500, 1600];
  const mean = (i: number, j: number) => Math.sin(i * (j + 1)) + 0.001 * j;
  const logVariance = (i: number, j: number) => -1 + Math.cos(i + j);
  const files = {
    'mu.npy': float32Npy(rows, dimensions, mean),
    'logvar.npy': float32Npy(rows, dimensions, logVariance),
  };
  const stages = new Set<string>();
  const onProgress = (stage: string, done: number, total: number) => {
    stages.add(stage);
    expect(done).toBeLessThanOrEqual(total);
  };
  const { report, curves } = await analyze(requestFor({ paths: ['/d'] }), folder(files), { onProgress });
  const passes = ['Reading rows (1 of 3)', 'Reading rows (2 of 3)', 'Reading rows (3 of 3)'];
  expect([...stages]).toEqual(expect.arrayContaining(passes));
  expect(report.dimensions.map(({ index }) => index)).toEqual(Array.from({ length: dimensions }, (_, j) => j));
  expect(curves.density).toHaveLength(dimensions * curves.points);
  for (const j of [0, 697, 698, 699, 1397, 1398, 1599]) {
    const alone = await analyzed({
      'mu.npy': float32Npy(rows, 1, (i) => mean(i, j)),
      'logvar.npy': float32Npy(rows, 1, (i) => logVariance(i, j)),
    });
    const [expected] = alone.report.dimensions;
    expect(report.dimensions[j].kl).toBeCloseTo(expected.kl, 12);
    expect(report.dimensions[j].aggregateKl).toBeCloseTo(expected.aggregateKl!, 10);
    expect(report.dimensions[j].reverseKl).toBeCloseTo(expected.reverseKl!, 9);
  }
});

it('a large dump in Fortran order has the report of the same in C order', async () => {
  const [rows, dimensions] = [70_000, 17];
  const mean = (i: number, j: number) => (1 + 0.1 * j) * Math.sin(i * (j + 1));
  const logVariance = (i: number, j: number) => -1 + Math.cos(3 * i + j);
  const transposed = (element: (i: number, j: number) => number) => {
    const data = new Float32Array(rows * dimensions);
    for (let j = 0; j < dimensions; j++) for (let i = 0; i < rows; i++) data[j * rows + i] = element(i, j);
    const header = `{'descr': '<f4', 'fortran_order': True, 'shape': (${rows}, ${dimensions}), }\n`;
    return npyFile(header, new Uint8Array(data.buffer));
  };
  const c = await analyzed({
    'mu.npy': float32Npy(rows, dimensions, mean),
    'logvar.npy': float32Npy(rows, dimensions, logVariance),
  });
  const fortran = await analyzed({ 'mu.npy': transposed(mean), 'logvar.npy': transposed(logVariance) });
  expect(fortran.report.dimensions).toEqual(c.report.dimensions);
  expect(fortran.report.totals).toEqual(c.report.totals);
});

describe('the passes over a dump', () => {
  const sample = (dimensions: number, logVariance: number, rows = 512) => ({
    mean: Float64Array.from({ length: rows * dimensions }, () => next()),
    logVariance: new Float64Array(rows * dimensions).fill(logVariance),
    rows,
  });
  /** The dimensions of a pass. */
  const dimensionsOf = ({ windows, kept }: ScanPass) => {
    const collected = Array.from(windows.collected.keys()).filter((k) => windows.collected[k] === 1);
    return [...collected.map((k) => windows.from + k), ...kept].sort((a, b) => a - b);
  };

  it.each([
    ['one for an ordinary dump', 1_000_000, 512, -1.5, 1],
    ['some where components are narrow', 1_000_000, 512, -16, 256],
    ['some for many dimensions of few rows', 2000, 4096, -1, 9],
  ])('are %s', (_, rows, dimensions, logVariance, most) => {
    for (const threads of [1, 2, 8]) {
      const { passes } = planScan(sample(dimensions, logVariance), rows, dimensions, threads);
      expect(passes.length).toBeLessThanOrEqual(threads === 8 ? Math.max(3, most) : most);
      expect(passes.flatMap(dimensionsOf)).toEqual(Array.from({ length: dimensions }, (_, j) => j));
      expect(passes.every(({ windows }) => windows.from % 2 === 0)).toBe(true);
    }
  });

  it('keep narrow components, but of more than two million rows', () => {
    const narrow = sample(6, -30);
    const passesOf = (rows: number) => planScan(narrow, rows, 6, 2).passes;
    expect(passesOf(1_000_000).flatMap(({ kept }) => kept)).toEqual([0, 1, 2, 3, 4, 5]);
    const many = passesOf(1e9);
    expect(many.flatMap(({ kept }) => kept)).toEqual([]);
    for (const { windows } of many) {
      // With a floor of their own cells suffice, and not too many.
      const floors = Array.from(windows.floors.keys()).filter((k) => windows.collected[k] === 1);
      expect(floors.every((k) => windows.floors[k] > Math.exp(-30))).toBe(true);
      expect(windows.cells).toBeLessThanOrEqual(floors.length << 17);
    }
  });
});
