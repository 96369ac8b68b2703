import { describe, expect, it } from 'vitest';
import { findFindings } from '../../../../src/diagnostics/findings/findings';
import { jointReport } from '../../../../src/diagnostics/joint';
import { evidenceOf, findingOf, severityOf, three } from './evidence';

describe('su-variant', () => {
  it('says that sizes were taken, that t = 1 is expected, and the share of tiny variances', () => {
    const evidence = evidenceOf(three({}), { spread: { kind: 'std', negative: true }, tinyVarianceShare: 0.004 });
    const found = findingOf('su-variant', evidence);
    expect(found).toMatchObject({ severity: 'info', dimensions: [], value: 0.004, threshold: 1e-4 });
    expect(found.message).toContain('|sigma| is taken and t = 1 expected');
    expect(found.message).toContain('0.4 % of s are below 0.0001');
    expect(found.message).toContain('judge it by J, R and H');
  });

  it.each([
    ['the sidecar declares it', true, 'logvar', true, 'info'],
    ['a std is signed', false, 'std', true, 'info'],
    ['a std is not signed', false, 'std', false, null],
    ['a log-variance is negative', false, 'logvar', true, null],
  ] as const)('where %s', (_, suVariant, kind, negative, severity) => {
    expect(severityOf('su-variant', evidenceOf(three({}), { record: { suVariant }, spread: { kind, negative } }))).toBe(
      severity,
    );
  });
});

describe('spread-suspect', () => {
  it('by a log-variance that is never negative', () => {
    const [found] = findFindings(evidenceOf(three({}), { spread: { negative: false } }), []);
    expect(found).toMatchObject({ code: 'spread-suspect', severity: 'warning', dimensions: [] });
    expect(found.message).toContain('no negative value (N = 1,000)');
    expect(found.message).toContain("say which with the spread's kind");
  });

  it.each([
    ['a log-variance of nothing but 0', { kind: 'logvar', negative: false, allZero: true }, null],
    ['a variance', { kind: 'variance', negative: false }, null],
    ['a standard deviation', { kind: 'std', negative: false }, null],
    ['a log standard deviation', { kind: 'logstd', negative: false }, null],
  ] as const)('not by %s', (_, spread, severity) => {
    expect(severityOf('spread-suspect', evidenceOf(three({}), { spread }))).toBe(severity);
  });

  it('by the KL that the training script printed', () => {
    const evidence = evidenceOf([{ kl: 1.1 }], { record: { klNats: 1 } });
    const found = findingOf('spread-suspect', evidence);
    expect(found).toMatchObject({ severity: 'warning', threshold: 0.02 });
    expect(found.value).toBeCloseTo(0.1, 12);
    expect(found.message).toContain('K = 1.1 nats differs by 10 %');
    expect(found.message).toContain('of another kind, or the dump of other data');
  });

  it.each([
    [1.0199, null],
    [1.0201, 'warning'],
    [0.9801, null],
    [0.9799, 'warning'],
  ])('with K = %d against kl_nats = 1', (kl, severity) => {
    expect(severityOf('spread-suspect', evidenceOf([{ kl }], { record: { klNats: 1 } }))).toBe(severity);
  });

  it('once where both signs are seen', () => {
    const evidence = evidenceOf([{ kl: 2 }], { spread: { negative: false }, record: { klNats: 1 } });
    const found = findingOf('spread-suspect', evidence);
    expect(found).toMatchObject({ value: 1, threshold: 0.02 });
    expect(found.message).toContain('differs by 100 %');
    expect(found.message).toContain('no negative value');
  });
});

describe('spread-guessed', () => {
  it.each([
    [true, 'negative ones, so a log-variance'],
    [false, 'none negative, so a variance'],
  ])('says what the values told (negative: %s)', (negative, reason) => {
    const kind = negative ? 'logvar' : 'variance';
    const [found] = findFindings(evidenceOf(three({}), { spread: { kind, decidedBy: 'values', negative } }), []);
    expect(found).toMatchObject({ code: 'spread-guessed', severity: 'info' });
    expect(found.message).toContain(reason);
    expect(found.message).toContain('N = 1,000');
    expect(found.message).toContain('Name it (logvar, var, std, logstd) or say its kind');
  });

  it.each(['name', 'sidecar', 'user'] as const)('not where the kind is known by %s', (decidedBy) => {
    expect(severityOf('spread-guessed', evidenceOf(three({}), { spread: { decidedBy } }))).toBeNull();
  });
});

describe('mutual-information-capped', () => {
  const ROWS = 1000;
  const joint = (value: number) => jointReport({ samples: 100, mean: value, squares: 99 }, ROWS, 10, 0.5);
  const limit = Math.log(ROWS) - Math.LN2;

  it('says that F and TC are artefacts of N', () => {
    const found = findingOf('mutual-information-capped', evidenceOf(three({}), { rows: ROWS, joint: joint(6.5) }));
    expect(found).toMatchObject({ severity: 'info', dimensions: [], value: 6.5, threshold: limit });
    expect(found.message).toContain('6.5 +- 0.1 nats');
    expect(found.message).toContain('artefacts of N. Dump more examples');
  });

  it('without a standard error that is but rounding', () => {
    const exact = jointReport({ samples: 100, mean: 6.9, squares: 1e-27 }, ROWS, 10, 0.5);
    expect(exact.mutualInformation.standardError).toBeGreaterThan(0);
    const found = findingOf('mutual-information-capped', evidenceOf(three({}), { rows: ROWS, joint: exact }));
    expect(found.message).toMatch(/^I = 6\.9 nats is within/);
  });

  it.each([
    ['just above ln N - ln 2', limit + 1e-6, 'info'],
    ['just below', limit - 1e-6, null],
  ])('with I %s', (_, value, severity) => {
    expect(severityOf('mutual-information-capped', evidenceOf(three({}), { rows: ROWS, joint: joint(value) }))).toBe(
      severity,
    );
  });

  it('not without the joint part', () => {
    expect(severityOf('mutual-information-capped', evidenceOf(three({})))).toBeNull();
  });
});

describe('nonfinite-values', () => {
  it('counts and locates the rows left out', () => {
    const evidence = evidenceOf(three({}), { rows: 998, skippedRows: 2 });
    const found = findingOf('nonfinite-values', evidence, [
      [3, 0],
      [7, 2],
    ]);
    expect(found).toMatchObject({ severity: 'warning', dimensions: [], value: 0.002, threshold: 0.01 });
    expect(found.message).toContain('2 of 1,000 rows (0.2 %)');
    expect(found.message).toContain('[3, 0], [7, 2]');
    expect(found.message).toContain('clamp the log-variance');
  });

  it.each([
    ['none', 0, null],
    ['1 % of the rows', 10, 'warning'],
    ['more than 1 %', 11, 'error'],
  ])('with %s left out', (_, skippedRows, severity) => {
    expect(severityOf('nonfinite-values', evidenceOf(three({}), { rows: 1000 - skippedRows, skippedRows }))).toBe(
      severity,
    );
  });
});

describe('small-sample', () => {
  it('says how many examples are wanted', () => {
    const found = findingOf('small-sample', evidenceOf(Array(20).fill({ gammaHat: 0.05 }), { rows: 150 }));
    expect(found).toMatchObject({ severity: 'info', dimensions: [], value: 150, threshold: 200 });
    expect(found.message).toContain('at least 200 examples');
    expect(found.message).toContain('Dump more examples');
  });

  it.each([
    [99, 3, 'info'],
    [100, 3, null],
    [119, 12, 'info'],
    [120, 12, null],
  ])('at N = %i, D = %i', (rows, dimensions, severity) => {
    expect(severityOf('small-sample', evidenceOf(Array(dimensions).fill({}), { rows }))).toBe(severity);
  });
});

it('the worst findings come first', () => {
  const evidence = evidenceOf([{ aggregateVariance: 2, aggregateKlFloor: 0.153 }, { active: false }], {
    rows: 50,
    skippedRows: 1,
  });
  expect(findFindings(evidence, [[0, 0]]).map((f) => f.severity)).toEqual(['error', 'error', 'info', 'info']);
});
