import { describe, expect, it } from 'vitest';
import { planScan } from '../../../src/analysis/scanPlan';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { analyzed } from './analyzed';
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
  expect(Math.log(rows) - mutualInformation!).toBeLessThan(0.2);
  // F = K - I, and the bound says that little is known of it.
  expect(Math.abs(aggregateKl! - (kl - Math.log(rows)))).toBeLessThan(aggregateKlErrorBound!);
});

describe('the passes over a dump', () => {
  const sample = (dimensions: number, logVariance: number, rows = 512) => ({
    mean: Float64Array.from({ length: rows * dimensions }, () => next()),
    logVariance: new Float64Array(rows * dimensions).fill(logVariance),
    rows,
  });
  const covered = (passes: { from: number; to: number }[]) => passes.map(({ from, to }) => [from, to]);

  it.each([
    ['one for an ordinary dump', 1_000_000, 512, -1.5, 1],
    ['some where components are narrow', 1_000_000, 512, -16, 64],
    ['some for many dimensions of few rows', 2000, 4096, -1, 9],
  ])('are %s', (_, rows, dimensions, logVariance, most) => {
    for (const threads of [1, 2, 8]) {
      const { passes } = planScan(sample(dimensions, logVariance), rows, dimensions, threads);
      expect(passes.length).toBeLessThanOrEqual(threads === 8 ? Math.max(2, most) : most);
      const ranges = covered(passes);
      expect(ranges[0][0]).toBe(0);
      expect(ranges.at(-1)![1]).toBe(dimensions);
      for (let p = 1; p < ranges.length; p++) expect(ranges[p][0]).toBe(ranges[p - 1][1]);
      expect(ranges.every(([from]) => from % 2 === 0)).toBe(true);
    }
  });
});
