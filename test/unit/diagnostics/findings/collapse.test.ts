import { describe, expect, it } from 'vitest';
import { findFindings } from '../../../../src/diagnostics/findings/findings';
import type { DimensionReport } from '../../../../src/diagnostics/report';
import { COLLAPSED, evidenceOf, findingOf, severityOf, three } from './evidence';

const HEALTHY_ONE: Partial<DimensionReport> = {};

it('healthy dimensions give no findings', () => {
  expect(findFindings(evidenceOf(three({})), [])).toEqual([]);
});

describe('kl-vanishing', () => {
  it('where every dimension is collapsed', () => {
    const found = findingOf('kl-vanishing', evidenceOf(three(COLLAPSED)));
    expect(found).toMatchObject({ severity: 'error', dimensions: [0, 1, 2], threshold: 0.03 });
    expect(found.value).toBeCloseTo(0.015, 12);
    expect(found.message).toContain('batch-normalise the mean with a fixed gamma > 0');
  });

  it('where 99 % of the examples of every dimension are collapsed, though outliers hold more', () => {
    const found = findingOf('kl-vanishing', evidenceOf(three({ ...COLLAPSED, kl: 0.5, collapsedFraction: 0.99 })));
    expect(found).toMatchObject({ severity: 'error', dimensions: [0, 1, 2], value: 3, threshold: 3 });
    expect(found.message).toContain('K = 1.5 nats');
  });

  it.each([
    ['K just below 0.01 D', [0.0295, 0, 0], 'error'],
    ['K just above 0.01 D', [0.0305, 0, 0], null],
    ['largest K_j just below 0.1', [0.0999, ...Array(19).fill(0)], 'error'],
    ['largest K_j at 0.1', [0.1, ...Array(19).fill(0)], null],
  ] as const)('with %s, one dimension not collapsed', (_, kl, severity) => {
    const dimensions = kl.map((k) => (k > 0.01 ? { kl: k, klFloor: 0 } : { ...COLLAPSED, kl: k }));
    expect(severityOf('kl-vanishing', evidenceOf(dimensions))).toBe(severity);
  });

  it('names the eps of batch norm as the way out where the floor was escaped', () => {
    const evidence = evidenceOf(three(COLLAPSED), { declared: { gamma: 0.6 } });
    expect(findingOf('kl-vanishing', evidence).message).toContain('eps=1e-8');
  });

  it('silences collapsed-dimension, below-declared-floor, posterior-hole and kl-at-floor, and nothing else', () => {
    const gamma = { declared: { gamma: 0.6 } };
    // Physically a contradiction, which is why the rules need silencing at most at the edges.
    const dull = { ...COLLAPSED, gammaHat: 0.6, klFloor: 0.005, holeMass: 0.1, active: true };
    const alone = evidenceOf(three(dull), gamma);
    const beside = evidenceOf(
      [...three(dull), { kl: 0.2, klFloor: 0.19, gammaHat: 0.6, mutualInformation: 0.2 }],
      gamma,
    );
    const codes = (evidence: typeof alone) => findFindings(evidence, []).map((f) => f.code);
    expect(codes(beside).sort()).toEqual(
      ['active-units-forced', 'below-declared-floor', 'collapsed-dimension', 'kl-at-floor', 'posterior-hole'].sort(),
    );
    expect(codes(alone)).toEqual(['kl-vanishing', 'active-units-forced']);
  });
});

describe('collapsed-dimension', () => {
  it('is information, as pruning is normal', () => {
    const found = findingOf('collapsed-dimension', evidenceOf([HEALTHY_ONE, COLLAPSED, HEALTHY_ONE]));
    expect(found).toMatchObject({ severity: 'info', dimensions: [1], value: 0.005, threshold: 0.01 });
    expect(found.message).toContain('1 of 3 dimensions (1) collapsed');
    expect(found.message).toContain('lower the KL weight or D');
  });

  it('is a warning above 3/4 of D', () => {
    const dump = (collapsed: number, healthy: number) =>
      evidenceOf([...Array(collapsed).fill(COLLAPSED), ...Array(healthy).fill(HEALTHY_ONE)]);
    expect(severityOf('collapsed-dimension', dump(3, 1))).toBe('info');
    expect(severityOf('collapsed-dimension', dump(4, 1))).toBe('warning');
  });

  it.each([
    ['no gamma', null, 0.6, 'info'],
    ['gamma > 0 and attained', 0.6, 0.6, 'warning'],
    ['gamma > 0 and low', 0.6, 0.4, 'info'],
    ['gamma = 0', 0, 0.6, 'info'],
    ['gamma < 0', -0.6, 0.6, 'info'],
    ['gamma > 0 in this dimension', [0.8, 0.6, 0.8], 0.6, 'warning'],
    ['gamma > 0 in the others', [0.8, 0, 0.8], 0.6, 'info'],
  ] as const)('with %s', (_, gamma, gammaHat, severity) => {
    const declared = { gamma: gamma as number | number[] | null };
    const evidence = evidenceOf([HEALTHY_ONE, { ...COLLAPSED, gammaHat }, HEALTHY_ONE], { declared });
    expect(severityOf('collapsed-dimension', evidence)).toBe(severity);
  });
});

describe('uninformative-dimension', () => {
  it('says how much KL goes into an offset, and what to do', () => {
    const found = findingOf(
      'uninformative-dimension',
      evidenceOf([HEALTHY_ONE, { kl: 0.2, mutualInformation: 0.004 }, { kl: 0.3, mutualInformation: 0.002 }]),
    );
    expect(found).toMatchObject({ severity: 'warning', dimensions: [1, 2], value: 0.002, threshold: 0.01 });
    expect(found.message).toContain('0.5 nats of KL');
    expect(found.message).toContain('bias of the mean');
  });

  it.each([
    [0.0099, 0.03, 'warning'],
    [0.01, 0.03, null],
    [0.0099, 0.0299, null],
  ])('with I_j = %d and K_j = %d', (mutualInformation, kl, severity) => {
    expect(severityOf('uninformative-dimension', evidenceOf([HEALTHY_ONE, { kl, mutualInformation }]))).toBe(severity);
  });
});

describe('variance-coded', () => {
  it('says that active units misjudge the dimension', () => {
    const found = findingOf(
      'variance-coded',
      evidenceOf([HEALTHY_ONE, { active: false, mutualInformation: 0.02 }, { active: false, mutualInformation: 0.09 }]),
    );
    expect(found).toMatchObject({ severity: 'info', dimensions: [1, 2], value: 0.09, threshold: 0.01 });
    expect(found.message).toContain('judge them by I_j');
  });

  it.each([
    [false, 0.01, 'info'],
    [false, 0.0099, null],
    [true, 0.5, null],
  ])('with active %s and I_j = %d', (active, mutualInformation, severity) => {
    expect(severityOf('variance-coded', evidenceOf([HEALTHY_ONE, { active, mutualInformation }]))).toBe(severity);
  });
});
