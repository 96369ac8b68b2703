import { describe, expect, it } from 'vitest';
import { momentsOf, shiftOf } from '../../../src/diagnostics/moments';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { expectSameMoments } from './sameMoments';
import { plain, type Rows, randomRows, SCANNERS, SIMD, scanned } from './scanned';

for (const dimensions of [1, 2, 3, 64]) {
  it.each([1, 2, 31, 32, 33, 1000])(`agrees with its twin: %d rows, ${dimensions} dimensions`, (count) => {
    const { next } = normalGenerator(count);
    for (const [centre, width, logCentre, logWidth] of [
      [0, 1, -1, 1],
      [100, 0.1, -12, 5],
      [0, 0.01, 0, 0.01],
      [0, 0, 0, 1e-6],
      [0, 1e60, 0, 100],
    ]) {
      const draw = (middle: number, deviation: number) => () => middle + deviation * Math.max(-3, Math.min(3, next()));
      const rows = randomRows(count, dimensions, draw(centre, width), draw(logCentre, logWidth));
      expectSameMoments(
        momentsOf(scanned(SIMD, rows).sums),
        momentsOf(scanned(plain, rows).sums),
        Math.abs(logCentre) + logWidth,
      );
    }
  });
}

describe.each(SCANNERS)('%s', (_, create) => {
  it.each([1, 10, 77])('is exact where all values agree, about the mean of a sample of %i rows', (sample) => {
    const mean = [0.1, -1e8 / 3, 1 / 3];
    const logVariance = [0.1, -30, 1 / 7];
    const column = (values: number[]) => Float64Array.from({ length: 3 * 77 }, (_, k) => values[k % 3]);
    const rows: Rows = { mean: column(mean), logVariance: column(logVariance), dimensions: 3 };
    const shift = shiftOf(rows.mean, rows.logVariance, sample, 3);
    const moments = momentsOf(scanned(create, rows, { shift, block: 20 }).sums);
    expect(moments.mean).toEqual(mean.map((mu) => ({ count: 77, mean: mu, squares: 0 })));
    expect([...moments.kl, moments.totalKl, moments.squaredNorm].map(({ squares }) => squares)).toEqual(
      Array(5).fill(0),
    );
    expect([...moments.logVariance]).toEqual(logVariance);
    moments.variance.forEach((variance, j) => {
      expect(Math.abs(variance / Math.exp(logVariance[j]) - 1)).toBeLessThan(1e-15);
    });
  });

  it('keeps the variance of a small deviation beside a large mean over 1e6 float32 rows', () => {
    const { next } = normalGenerator(5);
    const count = 1_000_000;
    const rows = randomRows(
      count,
      1,
      () => Math.fround(100 + 0.1 * next()),
      () => 0,
    );
    // All about 100, so that two passes are exact to rounding.
    let first = 0;
    for (const x of rows.mean) first += x - 100;
    let squares = 0;
    for (const x of rows.mean) squares += (x - 100 - first / count) ** 2;
    for (const [sample, block, single] of [
      [1, 4096, true],
      [1000, 4096, false],
      [1000, count, true],
      [1, count, false],
    ] as const) {
      const shift = shiftOf(rows.mean, rows.logVariance, sample, 1);
      const [ours] = momentsOf(scanned(create, rows, { shift, block, single }).sums).mean;
      expect(Math.abs(ours.squares / squares - 1)).toBeLessThan(1e-9);
      expect(Math.abs(ours.mean - 100 - first / count)).toBeLessThan(1e-12);
    }
  });
});

it('gives the KL of nearly collapsed posteriors to full relative precision', () => {
  for (const lv of [1e-9, -1e-5, 0.01, -0.34, 0.35, -0.36]) {
    const one = { mean: Float64Array.of(0), logVariance: Float64Array.of(lv), dimensions: 1 };
    // About 0: the KL is not in the shift, then.
    const shift = shiftOf(one.mean, one.logVariance, 0, 1);
    const [simd, twin] = SCANNERS.map(([, create]) => momentsOf(scanned(create, one, { shift }).sums).kl[0].mean);
    expect(Math.abs(simd / twin - 1)).toBeLessThan(5e-15);
  }
});
