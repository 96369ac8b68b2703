import { describe, expect, it } from 'vitest';
import { asSample, withGamma, withThresholds } from '../../../src/analysis/reassess';
import { DEFAULT_THRESHOLDS } from '../../../src/diagnostics/thresholds';
import { analyzed, codesOf } from './analyzed';
import { float32Npy } from './npyFile';

const FILES = {
  'mu.npy': float32Npy(300, 4, (i, j) => 1.2 * Math.sin(i * (j + 1))),
  'logvar.npy': float32Npy(300, 4, (i, j) => -1 + Math.cos(i - j)),
};

describe('another gamma', () => {
  it.each([0.8, 1.6, 0, -0.5])('%d gives what an analysis with it gives', async (gamma) => {
    const reassessed = withGamma(await analyzed(FILES), gamma, 'user');
    const analysis = await analyzed(FILES, { gamma });
    expect(reassessed.report).toEqual(analysis.report);
    expect(reassessed.evidence).toEqual(analysis.evidence);
    expect(reassessed.curves).toEqual(analysis.curves);
  });

  it('leaves the analysis it starts from', async () => {
    const analysis = await analyzed(FILES);
    const before = structuredClone(analysis);
    withGamma(analysis, 1.6, 'user');
    expect(analysis).toEqual(before);
  });
});

describe('other thresholds', () => {
  const thresholds = { ...DEFAULT_THRESHOLDS, momentFloor: 0.001, negentropy: 0.001, holeMass: 0.001 };

  it('give what an analysis with them gives', async () => {
    const reassessed = withThresholds(await analyzed(FILES), thresholds);
    expect(reassessed.report).toEqual((await analyzed(FILES, {}, { thresholds })).report);
    expect(codesOf(reassessed.report)).toContain('aggregate-nongaussian');
  });

  it('keep a gamma that was set, in either order', async () => {
    const analysis = await analyzed(FILES);
    const one = withGamma(withThresholds(analysis, thresholds), 1.6, 'user');
    const other = withThresholds(withGamma(analysis, 1.6, 'user'), thresholds);
    expect(one.report).toEqual(other.report);
    expect(codesOf(one.report)).toContain('gamma-exceeds-one');
  });
});

describe('a sample', () => {
  const few = {
    'mu.npy': float32Npy(30, 1, (i) => (i === 3 ? Number.NaN : i)),
    'logvar.npy': float32Npy(30, 1, () => -1),
  };
  const OF_ROWS = ['nonfinite-values', 'small-sample'];

  it('is marked, and says nothing of single rows and of N', async () => {
    const whole = await analyzed(few);
    expect(codesOf(whole.report)).toEqual(expect.arrayContaining(OF_ROWS));
    const { report } = asSample(whole, 1000);
    expect(report.source.preliminaryOf).toBe(1000);
    expect(codesOf(report)).toEqual(codesOf(whole.report).filter((code) => !OF_ROWS.includes(code)));
  });

  it('keeps to that under another gamma and other thresholds', async () => {
    const sample = asSample(await analyzed(few), 1000);
    for (const { report } of [withGamma(sample, 0.5, 'user'), withThresholds(sample, DEFAULT_THRESHOLDS)]) {
      expect(codesOf(report).filter((code) => OF_ROWS.includes(code))).toEqual([]);
    }
  });
});
