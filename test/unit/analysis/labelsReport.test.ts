import { describe, expect, it } from 'vitest';
import { type Analysis, analyze } from '../../../src/analysis/analyze';
import { folder, npyFile, npyOf } from '../dumps/inMemory';
import { analyzed, requestFor } from './analyzed';
import { float32Npy, float64Npy } from './npyFile';

const ROWS = 60;
const mu = (i: number, j: number) => Math.sin(i * (j + 1));
const PAIR = { 'mu.npy': float64Npy(ROWS, 2, mu), 'logvar.npy': float64Npy(ROWS, 2, () => -1) };
const numbers = (label: (i: number) => number, rows = ROWS) =>
  npyOf(
    [rows],
    Array.from({ length: rows }, (_, i) => label(i)),
  );

type Files = Record<string, string | Uint8Array>;
const labelsOf = async (files: Files) => (await analyzed({ ...PAIR, ...files })).report.source.labels;

describe('the labels of a report', () => {
  it('are the classes and their examples', async () => {
    expect(await labelsOf({ 'labels.npy': numbers((i) => (i < 10 ? 7 : 3)) })).toEqual({
      source: 'labels.npy',
      classes: [
        { name: '3', count: 50 },
        { name: '7', count: 10 },
      ],
      note: null,
    });
  });

  it('are null where there are none', async () => {
    expect(await labelsOf({})).toBeNull();
  });

  it('say what does not fit, is missing or is no class, and are no error', async () => {
    expect(await labelsOf({ 'labels.npy': numbers(() => 1, 59) })).toEqual({
      source: null,
      classes: null,
      note: 'labels.npy has 59 entries, expected 60',
    });
    expect(await labelsOf({ 'labels.npy': numbers((i) => i) })).toEqual({
      source: 'labels.npy',
      classes: null,
      note: 'more than 20 different numbers',
    });
    expect(await labelsOf({ 'labels.npy': numbers((i) => (i < 2 ? Number.NaN : 1)) })).toEqual({
      source: 'labels.npy',
      classes: [{ name: '1', count: 58 }],
      note: '2 missing',
    });
    const objects = npyFile("{'descr': '|O', 'fortran_order': False, 'shape': (60,), }\n", new Uint8Array(480));
    expect(await labelsOf({ 'labels.npy': objects })).toMatchObject({
      source: null,
      note: expect.stringContaining('never unpickled'),
    });
  });

  it('leave out the few rows that are left out, and say where more of them are counted', async () => {
    const skipping = (skipped: number) => ({
      'mu.npy': float64Npy(ROWS, 2, (i, j) => (i < skipped ? Number.NaN : mu(i, j))),
      'labels.npy': numbers((i) => i % 2),
    });
    expect(await labelsOf(skipping(3))).toEqual({
      source: 'labels.npy',
      classes: [
        { name: '0', count: 28 },
        { name: '1', count: 29 },
      ],
      note: null,
    });
    expect(await labelsOf(skipping(8))).toMatchObject({
      classes: [{ count: 30 }, { count: 30 }],
      note: 'skipped rows are counted, too',
    });
  });

  it('of images count positions', async () => {
    const image = (from: number) =>
      npyOf(
        [3, 2, 4, 5],
        Array.from({ length: 120 }, (_, i) => from + Math.sin(i)),
      );
    const files = { 'mu.npy': image(0), 'logvar.npy': image(-1), 'labels.npy': npyOf([3], [1, 2, 1]) };
    const { report } = await analyzed(files, { arrangement: 'channels' });
    expect(report.source.rows).toBe(60);
    expect(report.source.labels).toEqual({
      source: 'labels.npy',
      classes: [
        { name: '1', count: 40 },
        { name: '2', count: 20 },
      ],
      note: 'each label is that of 20 rows',
    });
  });

  it('are not read for a preliminary report, and stay when the joint part comes', async () => {
    const rows = 140_000;
    const files = folder({
      'mu.npy': float32Npy(rows, 8, (i, j) => Math.sin(i * 0.7 + j)),
      'logvar.npy': float32Npy(rows, 8, () => -2),
      'labels.npy': numbers((i) => i % 3, rows),
    });
    const opened: string[] = [];
    const seen: [labels: unknown, opened: boolean][] = [];
    const see = ({ report }: Analysis) => seen.push([report.source.labels, opened.includes('/d/labels.npy')]);
    const access: typeof files = {
      ...files,
      open(path) {
        opened.push(path);
        return files.open(path);
      },
    };
    const request = { ...requestFor({ paths: ['/d'] }), jointSamples: 20, curves: false };
    const { report } = await analyze(request, access, { onPreliminary: see, onRefined: see });
    expect(seen[0]).toEqual([null, false]);
    expect(seen[1]).toEqual([report.source.labels, true]);
    expect(report.source.labels?.classes?.map(({ count }) => count)).toEqual([46_667, 46_667, 46_666]);
  });
});
