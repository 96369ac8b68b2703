import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import { DEFAULT_THRESHOLDS } from '../../../src/diagnostics/thresholds';
import { folder, problemOf } from '../dumps/inMemory';
import { analyzed, codesOf, requestFor } from './analyzed';
import { type Element, float32Npy, float64Npy } from './npyFile';

const ROWS = 200;
const mean: Element = (i, j) => Math.sin(i * (j + 1)) + 0.1 * j;
const logVariance: Element = (i, j) => -1 + 0.5 * Math.cos(i + j);
const PAIR = { 'mu.npy': float32Npy(ROWS, 3, mean), 'logvar.npy': float32Npy(ROWS, 3, logVariance) };

describe('the report', () => {
  it('says what was read', async () => {
    const { report } = await analyzed({
      ...PAIR,
      'meta.json': '{"gamma": 0.7, "bn_eps": 1e-5, "beta_weight": 1, "epochs": 20}',
    });
    expect(report).toMatchObject({ schemaVersion: 1, tool: { name: 'latent-lens' } });
    expect(report.source).toMatchObject({
      files: ['/d/mu.npy', '/d/logvar.npy'],
      rows: ROWS,
      dimensions: 3,
      skippedRows: 0,
      skippedAt: [],
      mean: { file: '/d/mu.npy', array: null, shape: [ROWS, 3], dtype: 'float32' },
      spread: { file: '/d/logvar.npy', array: null, kind: 'logvar', decidedBy: 'name' },
      declared: { gamma: 0.7, bnEps: 1e-5, betaWeight: 1, epoch: 20, from: '/d/meta.json' },
    });
    expect(report.dimensions.map((d) => d.index)).toEqual([0, 1, 2]);
  });

  it('of a JSON dump names its keys', async () => {
    const { report } = await analyzed({ 'd.json': '{"gamma": [1.5], "z_mu": [[1], [2]], "std": [[0.5], [0.25]]}' });
    expect(report.source).toMatchObject({
      mean: { file: '/d/d.json', array: 'z_mu', dtype: 'json' },
      spread: { array: 'std', kind: 'std' },
      declared: { gamma: [1.5], from: '/d/d.json' },
    });
  });

  it('uses what the sidecar records of batch norm, of the KL and of tau', async () => {
    const record = { gamma: 3, kl_nats: 100, tau: 0.5, bn: { bias: [9, 9, 9], running_var: [1, 1, 1] } };
    const { report } = await analyzed({ ...PAIR, 'meta.json': JSON.stringify(record) });
    expect(codesOf(report)).toEqual(expect.arrayContaining(['spread-suspect', 'su-variant', 'gamma-mismatch']));
    // The running variance shows that eps did not swallow the floor.
    expect(codesOf(report)).not.toContain('bn-escaped');
  });

  it('takes thresholds from the request', async () => {
    const thresholds = { ...DEFAULT_THRESHOLDS, momentFloor: 10, momentFloorError: 10 };
    const wide = {
      'mu.npy': float32Npy(ROWS, 1, (i) => 2 * mean(i, 0)),
      'logvar.npy': float32Npy(ROWS, 1, logVariance),
    };
    expect(codesOf((await analyzed(wide)).report)).toContain('aggregate-overdispersed');
    const strict = await analyzed(wide, {}, { thresholds });
    expect(strict.report.findings.find((f) => f.code === 'aggregate-overdispersed')).toMatchObject({ threshold: 0.1 });
  });

  it('refuses a gamma for another number of dimensions', async () => {
    const problem = await problemOf(() => analyzed(PAIR, { gamma: [0.5, 0.5] }));
    expect(problem).toMatchObject({ place: 'key "gamma"', found: '2 values' });
    expect(problem.expected).toContain('each of the 3 dimensions');
  });
});

describe('no number of a report is NaN or infinite', () => {
  const oddest: [string, Record<string, Uint8Array>][] = [
    ['one example', { 'mu.npy': float64Npy(1, 1, () => 0.5), 'logvar.npy': float64Npy(1, 1, () => -1) }],
    ['the prior for every example', { 'mu.npy': float64Npy(9, 2, () => 0), 'logvar.npy': float64Npy(9, 2, () => 0) }],
    [
      'sigma far below double precision',
      { 'mu.npy': float64Npy(9, 2, mean), 'logvar.npy': float64Npy(9, 2, () => -320) },
    ],
    ['the same, means alike', { 'mu.npy': float64Npy(9, 2, () => 0), 'logvar.npy': float64Npy(9, 2, () => -320) }],
    ['sigma far above', { 'mu.npy': float64Npy(9, 2, mean), 'logvar.npy': float64Npy(9, 2, () => 320) }],
    [
      'sigma of both kinds',
      { 'mu.npy': float64Npy(9, 2, mean), 'logvar.npy': float64Npy(9, 2, (i) => (i % 2 ? 320 : -320)) },
    ],
    ['means of 1e69', { 'mu.npy': float64Npy(9, 2, (i) => 1e69 * (i - 4)), 'logvar.npy': float64Npy(9, 2, () => 0) }],
    ['dimensions that are copies', { 'mu.npy': float64Npy(9, 2, (i) => i), 'logvar.npy': float64Npy(9, 2, () => -50) }],
  ];

  it.each(oddest)('of %s', async (_, files) => {
    const { report } = await analyzed(files, { gamma: 0.5 }, { jointSamples: 64 });
    const wrong: string[] = [];
    JSON.stringify(report, (key, value) => {
      if (typeof value === 'number' && !Number.isFinite(value)) wrong.push(key);
      return value;
    });
    expect(wrong).toEqual([]);
    for (const { message } of report.findings) expect(message).not.toMatch(/\b(NaN|Infinity|null)\b(?! or)/);
  });
});

describe('the joint part', () => {
  it('is null without samples', async () => {
    const { joint, totals } = (await analyzed(PAIR)).report;
    expect([joint, totals.aggregateKlFloorFull, totals.gaussianTotalCorrelation]).toEqual([null, null, null]);
  });

  it('agrees with the marginals: I <= ln N, F = K - I, TC = F - sum F_j, full floor >= sum of floors', async () => {
    const { joint, totals } = (await analyzed(PAIR, {}, { jointSamples: 1000 })).report;
    const { mutualInformation, aggregateKl, totalCorrelation } = joint!;
    expect(mutualInformation.samples).toBe(1000);
    expect(mutualInformation.value).toBeLessThanOrEqual(Math.log(ROWS));
    expect(aggregateKl.value).toBeCloseTo(totals.kl - mutualInformation.value, 12);
    expect(totalCorrelation.value).toBeCloseTo(aggregateKl.value - totals.aggregateKlSum!, 12);
    expect(totals.gaussianTotalCorrelation).toBeGreaterThanOrEqual(0);
    expect(totals.aggregateKlFloorFull! - totals.gaussianTotalCorrelation!).toBeCloseTo(totals.aggregateKlFloorSum, 12);
  });

  it('of one dimension is its marginal, within four standard errors', async () => {
    const one = { 'mu.npy': float32Npy(ROWS, 1, mean), 'logvar.npy': float32Npy(ROWS, 1, logVariance) };
    const { joint, dimensions } = (await analyzed(one, {}, { jointSamples: 2000 })).report;
    const { value, standardError } = joint!.mutualInformation;
    expect(Math.abs(value - dimensions[0].mutualInformation!)).toBeLessThan(4 * standardError!);
  });

  it('is exactly 0 where every posterior is the same', async () => {
    const same = { 'mu.npy': float64Npy(50, 2, (_, j) => j), 'logvar.npy': float64Npy(50, 2, () => -0.5) };
    const { joint } = (await analyzed(same, {}, { jointSamples: 100 })).report;
    expect(Math.abs(joint!.mutualInformation.value)).toBeLessThan(1e-12);
    expect(joint!.mutualInformation.capped).toBe(false);
  });

  it('is capped where no two posteriors overlap', async () => {
    const apart = { 'mu.npy': float64Npy(50, 2, (i) => i), 'logvar.npy': float64Npy(50, 2, () => -20) };
    const { report } = await analyzed(apart, {}, { jointSamples: 100 });
    expect(report.joint!.mutualInformation).toMatchObject({ value: expect.closeTo(Math.log(50), 12), capped: true });
    expect(codesOf(report)).toContain('mutual-information-capped');
  });

  it('is the same each time', async () => {
    const joint = async () => (await analyzed(PAIR, {}, { jointSamples: 200 })).report.joint;
    expect(await joint()).toEqual(await joint());
  });
});

describe('an analysis', () => {
  it('says what it is doing', async () => {
    const stages = new Set<string>();
    const onProgress = (stage: string, done: number, total: number) => {
      stages.add(stage);
      expect(done).toBeLessThanOrEqual(total);
    };
    await analyze({ ...requestFor({ paths: ['/d'] }), jointSamples: 64 }, folder(PAIR), { onProgress });
    expect([...stages]).toEqual(['Reading rows', 'Aggregate posterior', 'Joint mutual information']);
  });

  it('has a curve and a histogram per dimension, each a density', async () => {
    const { zStep, points, density, cellsPerBin, meanHistogram } = (await analyzed(PAIR)).curves;
    expect(density).toHaveLength(3 * points);
    expect(meanHistogram).toHaveLength((3 * points) / cellsPerBin);
    for (let j = 0; j < 3; j++) {
      const curve = density.slice(j * points, (j + 1) * points);
      expect(zStep * curve.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 2);
    }
  });

  it('closes its files, whether it succeeds or not', async () => {
    const open = new Set<string>();
    const access = folder(PAIR);
    const watched = {
      ...access,
      open: async (path: string) => {
        const source = await access.open(path);
        open.add(path);
        return {
          ...source,
          close: async () => {
            open.delete(path);
          },
        };
      },
    };
    await analyze(requestFor({ paths: ['/d'] }), watched);
    expect([...open]).toEqual([]);
    await problemOf(() => analyze(requestFor({ paths: ['/d'], spreadKind: 'variance' }), watched));
    expect([...open]).toEqual([]);
  });
});
