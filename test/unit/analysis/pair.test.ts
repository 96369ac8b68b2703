import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPairReader } from '../../../src/analysis/pair';
import { startPairJob } from '../../../src/analysis/pairJob';
import type { PairAnswer, PairDensity } from '../../../src/dashboardProtocol';
import { fileAccess } from '../../../src/platform/node/fileAccess';
import { folder as inFolder, npyOf, problemOf } from '../dumps/inMemory';
import { analyzed } from './analyzed';
import { bundle } from './bundle';
import { float32Npy, float64Npy } from './npyFile';

const folder = mkdtempSync(join(tmpdir(), 'latent-lens-pair-'));
const worker = join(folder, 'worker.js');
beforeAll(() => bundle({ [worker]: 'src/analysis/worker.ts' }), 30_000);
afterAll(() => rmSync(folder, { recursive: true }));

type Files = Record<string, string | Uint8Array>;

/** The pair of a dump in one folder. */
async function pairOf(
  files: Files,
  a: number,
  b: number,
  path = '/d',
  onProgress?: (done: number, total: number) => void,
) {
  const reader = await openPairReader({ paths: [path] }, inFolder(files));
  try {
    return await reader.read(a, b, onProgress);
  } finally {
    await reader.close();
  }
}

const ROWS = 400;
const mu = (i: number, j: number) => Math.sin(i * 2.399) * (j + 1) * 0.3 + Math.cos(i * (1.7 + j)) * 0.5;
const logvar = (i: number, j: number) => -2 + Math.sin(i + j);
const SMALL = { 'mu.npy': float64Npy(ROWS, 3, mu), 'logvar.npy': float64Npy(ROWS, 3, logvar) };

/** Sums over one axis of the density, as marginal densities. */
function marginal({ density, points, zStep }: PairDensity, axis: 'a' | 'b'): number[] {
  return Array.from({ length: points }, (_, k) => {
    let sum = 0;
    for (let other = 0; other < points; other++) sum += density[axis === 'a' ? other * points + k : k * points + other];
    return sum * zStep;
  });
}

describe('a pair', () => {
  it('has the marginals of the report, all examples, and their correlation', async () => {
    const { report, curves } = await analyzed(SMALL);
    const pair = await pairOf(SMALL, 2, 0);
    expect([pair.a, pair.b, pair.examples, pair.means.length]).toEqual([2, 0, ROWS, 2 * ROWS]);
    expect(pair.mass).toBeCloseTo(1, 5);
    for (const [axis, j] of [
      ['a', 2],
      ['b', 0],
    ] as const) {
      const own = marginal(pair, axis);
      const mean = own.reduce((sum, q, k) => sum + q * (pair.zMin + (k + 0.5) * pair.zStep), 0) * pair.zStep;
      expect(mean).toBeCloseTo(report.dimensions[j].betaHat, 3);
      const at = (z: number) => own[Math.floor((z - pair.zMin) / pair.zStep)];
      const curve = (z: number) => curves.density[j * curves.points + Math.floor((z - curves.zMin) / curves.zStep)];
      for (const z of [-1.01, 0.02, 0.7]) expect(at(z)).toBeCloseTo(curve(z), 1);
    }
    expect([...pair.means.slice(0, 2)]).toEqual([mu(0, 2), mu(0, 0)].map(Math.fround));
  });

  it('agrees with the joint part, which has it among the most correlated', async () => {
    const { pairs } = await analyzed(SMALL, {}, { jointSamples: 50 });
    expect(pairs).toHaveLength(3);
    for (const { a, b, correlation } of pairs!) {
      expect((await pairOf(SMALL, a, b)).correlation).toBeCloseTo(correlation, 10);
    }
    expect((await analyzed(SMALL)).pairs).toBeNull();
  });

  it('leaves out rows that are not finite, in whatever dimension, and keeps labels with their rows', async () => {
    const broken = (i: number, j: number) => (i % 5 === 2 && j === 1 ? Number.NaN : mu(i, j));
    const labels = npyOf(
      [ROWS],
      Array.from({ length: ROWS }, (_, i) => i % 5),
    );
    const pair = await pairOf({ ...SMALL, 'mu.npy': float64Npy(ROWS, 3, broken), 'labels.npy': labels }, 0, 2);
    expect(pair.examples).toBe((4 * ROWS) / 5);
    expect(pair.labels).toMatchObject({ source: 'labels.npy', note: null, classes: ['0', '1', '3', '4'] });
    pair.labels.values!.slice(0, 8).forEach((value, k) => {
      const row = [0, 1, 3, 4, 5, 6, 8, 9][k];
      expect(pair.labels.classes![value]).toBe(String(row % 5));
      expect(pair.means[2 * k]).toBe(Math.fround(mu(row, 0)));
    });
  });

  it.each([
    ['variance', 'var.npy', (i: number, j: number) => Math.exp(logvar(i, j))],
    ['standard deviation', 'std.npy', (i: number, j: number) => Math.exp(logvar(i, j) / 2)],
  ])('reads a %s as the same', async (_, name, spread) => {
    const other = await pairOf({ 'mu.npy': SMALL['mu.npy'], [name]: float64Npy(ROWS, 3, spread) }, 0, 1);
    const expected = await pairOf(SMALL, 0, 1);
    const off = other.density.map((q, k) => Math.abs(q - expected.density[k]));
    expect(off.reduce((x, y) => Math.max(x, y))).toBeLessThan(1e-6);
  });

  it('of a JSON dump, with its labels', async () => {
    const json = JSON.stringify({
      mu: [
        [0, 1],
        [1, 3],
      ],
      logvar: [
        [0, 0],
        [0, 0],
      ],
      labels: ['b', 'a'],
    });
    const pair = await pairOf({ 'dump.json': json }, 0, 1, '/d/dump.json');
    expect(pair.correlation).toBeCloseTo(0.5 / Math.sqrt(1.25 * 2), 12);
    expect(pair.labels).toMatchObject({ source: 'key "labels"', classes: ['a', 'b'], values: Float32Array.of(1, 0) });
  });

  it('of labels that do not fit says so', async () => {
    const { labels } = await pairOf({ ...SMALL, 'labels.npy': npyOf([2], [1, 2]) }, 0, 1);
    expect(labels).toEqual({
      source: null,
      note: 'labels.npy has 2 entries, expected 400',
      classes: null,
      values: null,
    });
  });

  it('far from 0 has a square that holds it', async () => {
    const far = { ...SMALL, 'mu.npy': float64Npy(ROWS, 3, (i, j) => mu(i, j) + (j === 1 ? 30 : 0)) };
    const pair = await pairOf(far, 0, 1);
    expect(pair.mass).toBeGreaterThan(0.999);
    expect(pair.zMin).toBe(-4);
    expect(pair.zMin + pair.points * pair.zStep).toBeGreaterThan(31);
  });

  it('of no dimension, of a dump without a finite row, or changed, is an error', async () => {
    expect((await problemOf(() => pairOf(SMALL, 0, 3))).message).toContain(
      'found dimension 3 asked for, expected one of 0 to 2',
    );
    const none = { ...SMALL, 'mu.npy': float64Npy(ROWS, 3, () => Number.NaN) };
    expect((await problemOf(() => pairOf(none, 0, 1))).message).toContain('400 rows: found none that is finite');
    const path = join(folder, 'changing');
    for (const [name, bytes] of Object.entries(SMALL)) writeFileSync(`${path}_${name}`, bytes);
    const reader = await openPairReader({ paths: [`${path}_mu.npy`] }, fileAccess);
    writeFileSync(
      `${path}_mu.npy`,
      float64Npy(ROWS, 3, () => 1),
    );
    expect((await problemOf(() => reader.read(0, 1))).message).toContain('changed while it was read');
    await reader.close();
  });
});

const LARGE_ROWS = 200_000;

describe('of a large dump', () => {
  const element = (i: number, j: number) =>
    Math.sin(i * 12.9898) * (j === 0 ? 1 : 0.8) + (j === 1 ? Math.cos(i * 7.233) : 0);
  // Every second example is another, as of pairs that were augmented: a fixed stride would see one half.
  const alternating = float32Npy(LARGE_ROWS, 2, (i, j) => element(i, j) + (i % 2 ? 2 : -2));
  const LARGE = { 'mu.npy': alternating, 'logvar.npy': float32Npy(LARGE_ROWS, 2, () => -3) };

  it('some examples stand for all, those of a period as well', async () => {
    const progress: number[] = [];
    const pair = await pairOf(LARGE, 0, 1, '/d', (done, total) => progress.push(done / total));
    expect(pair.examples).toBe(1 << 15);
    expect(pair.means.length).toBe(4000);
    const { report } = await analyzed(LARGE);
    const [first] = report.dimensions;
    const own = marginal(pair, 'a');
    const mean = own.reduce((sum, q, k) => sum + q * (pair.zMin + (k + 0.5) * pair.zStep), 0) * pair.zStep;
    // Within four standard errors of a mean of so many.
    expect(Math.abs(mean - first.betaHat)).toBeLessThan((4 * Math.sqrt(first.aggregateVariance)) / Math.sqrt(1 << 15));
    expect(progress).toEqual([...progress].sort((x, y) => x - y));
    expect(Math.max(...progress)).toBeLessThanOrEqual(1);
  });

  it('has the same picture each time', async () => {
    const [first, second] = [await pairOf(LARGE, 0, 1), await pairOf(LARGE, 0, 1)];
    expect(second).toEqual(first);
  });
});

describe('the worker', () => {
  const files = Object.entries(SMALL).map(([name, bytes]) => ({ path: `/d/${name}`, name, bytes }));
  const read = (job: ReturnType<typeof startPairJob>, a: number, b: number) =>
    new Promise<PairAnswer>((resolve) => {
      job.read(a, b, (answer) => answer.type !== 'progress' && resolve(answer));
    });

  it('gives one pair after another as this thread does, from files in memory', async () => {
    const job = startPairJob(worker, { paths: ['/d/mu.npy'] }, files);
    for (const [a, b] of [
      [0, 1],
      [2, 1],
    ]) {
      const asked = read(job, a, b);
      expect(job.busy()).toBe(true);
      expect(await asked).toEqual({ type: 'done', pair: await pairOf(SMALL, a, b) });
      expect(job.busy()).toBe(false);
    }
    job.dispose();
  });

  it('says what is wrong with a dump, and that it died', async () => {
    const missing = startPairJob(worker, { paths: [join(folder, 'none.npy')] }, null);
    expect(await read(missing, 0, 1)).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('no such file'),
    });
    missing.dispose();
    const dead = startPairJob(join(folder, 'no-worker.js'), { paths: ['/d'] }, files);
    const died = { type: 'failed', message: expect.stringContaining('its worker stopped') };
    expect(await read(dead, 0, 1)).toMatchObject(died);
    expect(await read(dead, 0, 1)).toMatchObject(died);
  });

  it('answers nothing after it was disposed', async () => {
    const answers: PairAnswer[] = [];
    const job = startPairJob(worker, { paths: ['/d/mu.npy'] }, files);
    job.read(0, 1, (answer) => answers.push(answer));
    job.dispose();
    const other = startPairJob(worker, { paths: ['/d/mu.npy'] }, files);
    await read(other, 0, 1);
    other.dispose();
    expect(answers).toEqual([]);
  });
});
