import { describe, expect, it } from 'vitest';
import type { PartialAnalysis } from '../../../src/analysis/analyze';
import { analyzeDump } from '../../../src/analysis/analyzeDump';
import { withGamma, withThresholds } from '../../../src/analysis/reassess';
import type { PartialReport } from '../../../src/diagnostics/report';
import { DEFAULT_THRESHOLDS } from '../../../src/diagnostics/thresholds';
import type { DumpRequest } from '../../../src/dumps/openDump';
import { numbersCsv, numbersJson } from '../../../src/report/numbers';
import { folder, npyOf, problemOf } from '../dumps/inMemory';
import { requestFor } from './analyzed';

const ROWS = 3000;
const DIMENSIONS = 3;
/** Far from 0 in dimension 2, where sums of squares about 0 would lose all digits; constant in dimension 1. */
const value = (i: number, j: number) => [Math.sin(i * 1.7) * 1.5 + 0.25, 0.5, 1e8 + Math.cos(i * 0.9) / 8][j];
const VALUES = Array.from({ length: ROWS * DIMENSIONS }, (_, k) => value(Math.floor(k / DIMENSIONS), k % DIMENSIONS));
const ARRAY = npyOf([ROWS, DIMENSIONS], VALUES);

const analyzed = (files: Record<string, string | Uint8Array>, dump: Partial<DumpRequest> = {}) =>
  analyzeDump(requestFor({ paths: ['/d'], ...dump }), folder(files));

/** Mean and biased variance by direct sums, in two passes. */
function moments(values: number[]): { m: number; v: number } {
  const m = values[0] + values.reduce((sum, x) => sum + (x - values[0]), 0) / values.length;
  return { m, v: values.reduce((sum, x) => sum + (x - m) ** 2, 0) / values.length };
}
const column = (j: number) => VALUES.filter((_, k) => k % DIMENSIONS === j);

const codes = ({ report }: PartialAnalysis) => report.findings.map(({ code }) => code);
/** The fields of a dimension that are not null. */
const known = ({ dimensions }: PartialReport) =>
  Object.entries(dimensions[0]).flatMap(([field, x]) => (x === null ? [] : [field]));

describe('means without a spread', () => {
  it('give m, v, B and the active units, and null for all else', async () => {
    const { report, pairs, curves } = await analyzed({ 'mu.npy': ARRAY, 'meta.json': '{"gamma": 0.5}' });
    expect(known(report)).toEqual(['index', 'betaHat', 'gammaHat', 'klFloor', 'active']);
    for (const [j, d] of report.dimensions.entries()) {
      const { m, v } = moments(column(j));
      expect(Math.abs(d.betaHat / m - 1)).toBeLessThan(1e-14);
      expect(d.gammaHat!).toBeCloseTo(Math.sqrt(v), 8);
      expect(Math.abs(d.klFloor! / ((m * m + v) / 2) - 1)).toBeLessThan(1e-13);
      expect(d.active).toBe(v >= 0.01);
    }
    expect(report.dimensions[1].gammaHat).toBe(0);
    expect(report.totals).toMatchObject({ kl: null, aggregateKlFloorSum: null, activeUnits: 1, squaredNorm: null });
    expect(report.totals.klFloor!).toBe(report.dimensions.reduce((sum, d) => sum + d.klFloor!, 0));
    const declared = report.dimensions.reduce((sum, d) => sum + (0.25 + d.betaHat ** 2) / 2, 0);
    expect(report.totals.declaredKlFloor! / declared).toBeCloseTo(1, 13);
    expect(report.joint).toBeNull();
    expect(report.source).toMatchObject({
      files: ['/d/mu.npy'],
      rows: ROWS,
      dimensions: DIMENSIONS,
      mean: { file: '/d/mu.npy', shape: [ROWS, DIMENSIONS] },
      spread: null,
      samples: null,
      missing: expect.stringMatching(/^no spread array beside mu\.npy \(looked for logvar, log_var, /),
    });
    expect(pairs).toBeNull();
    expect(curves.density).toHaveLength(0);
    const bins = curves.points / curves.cellsPerBin;
    const own = curves.meanHistogram.subarray(0, bins);
    expect(own.reduce((sum, density) => sum + density * curves.zStep * curves.cellsPerBin, 0)).toBeCloseTo(1, 5);
  });

  it('are judged by the declared gamma, with what a user sets, too', async () => {
    const wide = npyOf(
      [400, 2],
      Array.from({ length: 800 }, (_, k) => 1.6 * Math.SQRT2 * Math.sin(k * 2.3)),
    );
    expect(codes(await analyzed({ 'mu.npy': wide, 'meta.json': '{"gamma": 1.6}' }))).toEqual([
      'gamma-exceeds-one',
      'active-units-forced',
    ]);
    const plain = await analyzed({ 'mu.npy': wide });
    expect(codes(plain)).toEqual([]);
    expect(codes(withGamma(plain, 4, 'user'))).toEqual(['bn-escaped', 'gamma-exceeds-one', 'active-units-forced']);
    const { report } = await analyzed({ 'mu.npy': wide, 'meta.json': '{"gamma": 0}' });
    expect(report.findings).toMatchObject([{ code: 'gamma-zero', message: expect.not.stringContaining('K =') }]);
    const few = { ...DEFAULT_THRESHOLDS, nonfiniteShare: 0 };
    expect(codes(withThresholds(plain, few))).toEqual([]);
  });

  it('leave out and locate rows that are not finite', async () => {
    const values = [...VALUES];
    values[4] = Number.NaN;
    values[2000 * DIMENSIONS + 2] = Number.NEGATIVE_INFINITY;
    const { report } = await analyzed({ 'mu.npy': npyOf([ROWS, DIMENSIONS], values) });
    expect(report.source).toMatchObject({
      rows: ROWS - 2,
      skippedRows: 2,
      skippedAt: [
        [1, 1],
        [2000, 2],
      ],
    });
    const { m } = moments(column(0).filter((_, i) => i !== 1 && i !== 2000));
    expect(report.dimensions[0].betaHat).toBeCloseTo(m, 13);
    expect(report.findings[0]).toMatchObject({
      code: 'nonfinite-values',
      message: expect.stringMatching(/NaN or infinity/),
    });
    const none = () => analyzed({ 'mu.npy': npyOf([2, 2], new Array(4).fill(Number.NaN)) });
    expect(await problemOf(none)).toMatchObject({
      place: 'row 0, column 0 and every other row',
      found: 'NaN or infinity',
    });
    const huge = () => analyzed({ 'mu.npy': npyOf([2, 2], [1, 2, 1e200, 3]) });
    expect(await problemOf(huge)).toMatchObject({
      place: 'row 1, column 0',
      found: expect.stringContaining('overflows'),
    });
  });

  it('are read by blocks, with progress', async () => {
    const rows = 200_000;
    const many = npyOf(
      [rows, 2],
      Array.from({ length: 2 * rows }, (_, k) => Math.sin(k)),
    );
    const seen: [string, number, number][] = [];
    const { report } = await analyzeDump(requestFor({ paths: ['/d'] }), folder({ 'mu.npy': many }), {
      onProgress: (...progress) => seen.push(progress),
    });
    expect(report.dimensions[0].gammaHat!).toBeCloseTo(Math.SQRT1_2, 4);
    expect(seen.filter(([stage]) => stage === 'Reading rows')).toEqual([
      ['Reading rows', 0, rows],
      ['Reading rows', 1 << 17, rows],
    ]);
  });

  it('come from a JSON dump, with its places', async () => {
    const rows = Array.from({ length: 120 }, (_, i) => `[${Math.sin(i)}, ${2 * Math.cos(i)}]`);
    const { report, places } = await analyzed({ 'run.json': `{"gamma": 1.2, "mu": [${rows}], "labels": [1, 2]}` });
    expect(report.source).toMatchObject({ mean: { array: 'mu' }, declared: { gamma: 1.2 } });
    expect(report.source).toHaveProperty('missing', expect.stringContaining('among the keys gamma, mu, labels'));
    expect(places.gamma).not.toBeNull();
    expect(places.mean).not.toBeNull();
    expect(places.spread).toBeNull();
  });
});

describe('samples alone', () => {
  it('give m, t and MM, and the norm', async () => {
    const { report } = await analyzed({ 'z.npy': ARRAY });
    expect(known(report)).toEqual(['index', 'betaHat', 'aggregateVariance', 'aggregateKlFloor']);
    const { m, v: t } = moments(column(0));
    expect(report.dimensions[0].aggregateVariance!).toBeCloseTo(t, 13);
    expect(report.dimensions[0].aggregateKlFloor!).toBeCloseTo((m * m + t - 1 - Math.log(t)) / 2, 13);
    // Equal draws have no density: no number, not infinity.
    expect(report.dimensions[1]).toMatchObject({ aggregateVariance: 0, aggregateKlFloor: null });
    expect(report.totals).toMatchObject({ klFloor: null, activeUnits: null, aggregateKlFloorSum: null });
    const norms = Array.from({ length: ROWS }, (_, i) => [0, 1, 2].reduce((sum, j) => sum + value(i, j) ** 2, 0));
    const norm = moments(norms);
    expect(report.totals.squaredNorm!.mean / norm.m).toBeCloseTo(1, 13);
    expect(report.totals.squaredNorm!.variance / norm.v).toBeCloseTo(1, 9);
    expect(report.source).toMatchObject({ mean: null, spread: null, samples: { file: '/d/z.npy' } });
    expect(numbersJson(report)).not.toMatch(/NaN|Infinity/);
  });

  it('are found too narrow, too wide or off centre, unless chance alone may make them so', async () => {
    const drawn = (rows: number, scale: number, shift: number) => {
      // A van der Corput sequence through the normal's quantiles, by Box and Muller.
      const radical = (i: number, base: number) => {
        let [x, f] = [0, 1 / base];
        for (let k = i + 1; k > 0; k = Math.floor(k / base), f /= base) x += (k % base) * f;
        return x;
      };
      return npyOf(
        [rows, 1],
        Array.from(
          { length: rows },
          (_, i) => shift + scale * Math.sqrt(-2 * Math.log(radical(i, 2))) * Math.cos(2 * Math.PI * radical(i, 3)),
        ),
      );
    };
    expect(codes(await analyzed({ 'z.npy': drawn(2000, 1, 0) }))).toEqual([]);
    expect(codes(await analyzed({ 'z.npy': drawn(2000, 0.5, 0) }))).toEqual(['aggregate-underdispersed']);
    expect(codes(await analyzed({ 'z.npy': drawn(2000, 2, 0) }))).toEqual(['aggregate-overdispersed']);
    const { report } = await analyzed({ 'z.npy': drawn(2000, 1, 1), 'meta.json': '{"gamma": 0.5}' });
    expect(report.findings.map(({ code }) => code)).toEqual(['aggregate-shifted']);
    // MM of about 0.035: above the threshold of 0.03, below what 100 draws from the prior may have.
    expect(codes(await analyzed({ 'z.npy': drawn(2000, 1, 0.265) }))).toContain('aggregate-shifted');
    expect(codes(await analyzed({ 'z.npy': drawn(100, 1, 0.265) }))).not.toContain('aggregate-shifted');
  });

  it('take the user naming them, or a gamma beside them', async () => {
    const { report } = await analyzed({ 'x.npy': ARRAY, 'mu.npy': ARRAY }, { samples: { file: 'x.npy', array: null } });
    expect(report.source).toMatchObject({ samples: { file: '/d/x.npy' } });
    const wide = await analyzed({ 'z.npy': ARRAY, 'meta.json': '{"gamma": 1.5}' });
    expect(wide.report.findings.find(({ code }) => code === 'gamma-exceeds-one')!.message).toContain('without means');
    expect(codes(wide)).not.toContain('bn-escaped');
  });
});

it('exports have empty fields for what is not known', async () => {
  const { report } = await analyzed({ 'mu.npy': ARRAY });
  const [header, first] = numbersCsv(report)
    .split('\r\n')
    .map((line) => line.split(','));
  expect(first).toHaveLength(header.length);
  expect(first[header.indexOf('kl')]).toBe('');
  expect(Number(first[header.indexOf('gammaHat')])).toBe(report.dimensions[0].gammaHat);
});
