import { describe, expect, it } from 'vitest';
import { findFindings } from '../../../../src/diagnostics/findings/findings';
import { klFromStandardNormal, klToStandardNormal } from '../../../../src/diagnostics/gaussian';
import type { DimensionReport } from '../../../../src/diagnostics/report';
import { evidenceOf, findingOf, severityOf } from './evidence';

/** A dimension whose aggregate posterior is N(m, t). */
const gaussian = (m: number, t: number, change: Partial<DimensionReport> = {}): Partial<DimensionReport> => ({
  betaHat: m,
  aggregateVariance: t,
  aggregateKlFloor: klToStandardNormal(m, t),
  reverseKl: klFromStandardNormal(m, t),
  ...change,
});

/** t > 1 and t < 1 of m = 0 with a moment floor of this size. */
const WIDE = { 0.029: 1.38, 0.031: 1.395, 0.099: 1.765, 0.101: 1.78 };
const NARROW = { 0.029: 0.697, 0.031: 0.688, 0.099: 0.495, 0.101: 0.492 };

const aggregateCodes = (dimensions: Partial<DimensionReport>[], more: Parameters<typeof evidenceOf>[1] = {}) =>
  findFindings(evidenceOf(dimensions, more), [])
    .filter((f) => f.code.startsWith('aggregate-'))
    .map((f) => `${f.code} ${f.severity} ${f.dimensions}`);

describe('the moment floor', () => {
  it.each([
    ['just below 0.03, t > 1', gaussian(0, WIDE[0.029]), []],
    ['just above 0.03, t > 1', gaussian(0, WIDE[0.031]), ['aggregate-overdispersed warning 1']],
    ['just below 0.1, t > 1', gaussian(0, WIDE[0.099]), ['aggregate-overdispersed warning 1']],
    ['just above 0.1, t > 1', gaussian(0, WIDE[0.101]), ['aggregate-overdispersed error 1']],
    ['just below 0.03, t < 1', gaussian(0, NARROW[0.029]), []],
    ['just above 0.03, t < 1', gaussian(0, NARROW[0.031]), ['aggregate-underdispersed warning 1']],
    ['just below 0.1, t < 1', gaussian(0, NARROW[0.099]), ['aggregate-underdispersed warning 1']],
    ['just above 0.1, t < 1', gaussian(0, NARROW[0.101]), ['aggregate-underdispersed error 1']],
    ['just below 0.03, t = 1', gaussian(0.244, 1), []],
    ['just above 0.03, t = 1', gaussian(-0.246, 1), ['aggregate-shifted warning 1']],
    ['just above 0.1, t = 1', gaussian(0.448, 1), ['aggregate-shifted error 1']],
    // t - 1 - ln t = 0.3069 at t = 2.
    ['above 0.1, m^2 just above t - 1 - ln t', gaussian(0.555, 2), ['aggregate-shifted error 1']],
    ['above 0.1, m^2 just below t - 1 - ln t', gaussian(0.553, 2), ['aggregate-overdispersed error 1']],
  ])('%s', (_, dimension, codes) => expect(aggregateCodes([{}, dimension])).toEqual(codes));

  it('gives one finding per side, with all its dimensions', () => {
    const dimensions = [gaussian(0, 1.5), gaussian(0, 0.6), gaussian(1, 1), gaussian(0, 2), {}];
    expect(aggregateCodes(dimensions)).toEqual([
      'aggregate-overdispersed error 0,3',
      'aggregate-shifted error 2',
      'aggregate-underdispersed warning 1',
    ]);
  });

  it('is only information where the prior was never aimed at', () => {
    const codes = (betaWeight: number) => aggregateCodes([gaussian(0, 2)], { declared: { betaWeight } });
    expect(codes(0.0099)).toEqual(['aggregate-overdispersed info 0']);
    expect(codes(0.01)).toEqual(['aggregate-overdispersed error 0']);
  });

  it('leaves the severity of findings that are not about the aggregate posterior', () => {
    const evidence = evidenceOf([{ holeMass: 0.2 }], { declared: { betaWeight: 0.001 } });
    expect(severityOf('posterior-hole', evidence)).toBe('warning');
  });
});

describe('the message of the moment floor', () => {
  const wide = [
    gaussian(0, 1.5, { meanVariance: 0.51, holeMass: 0.02 }),
    gaussian(0, 2, { meanVariance: 0.75, holeMass: 0.03 }),
  ];

  it('names the hole, R, H and the matching gamma as a range', () => {
    const found = findingOf('aggregate-overdispersed', evidenceOf(wide, { declared: { gamma: 0.9 } }));
    expect(found.value).toBeCloseTo(klToStandardNormal(0, 2), 12);
    expect(found.threshold).toBe(0.03);
    expect(found.message).toContain('Posterior hole');
    expect(found.message).toContain('all 2 dimensions');
    expect(found.message).toContain('R_j up to 0.0966 nats');
    expect(found.message).toContain("H_j up to 0.03 of the prior's mass");
    expect(found.message).toContain('sqrt(1 - S_j) = 0.5 to 0.7 at this S, which moves with gamma');
  });

  it('knows no matching gamma for S >= 1', () => {
    const evidence = evidenceOf([gaussian(0, 2, { meanVariance: 1.2 })], { declared: { gamma: 0.9 } });
    expect(findingOf('aggregate-overdispersed', evidence).message).toContain('No gamma matches: S_j >= 1');
  });

  it('leaves S >= 1 out of the range', () => {
    const evidence = evidenceOf([gaussian(0, 2, { meanVariance: 1.2 }), wide[1]], { declared: { gamma: 0.9 } });
    expect(findingOf('aggregate-overdispersed', evidence).message).toContain('sqrt(1 - S_j) = 0.5 at this S');
  });

  it.each([gaussian(0, 2), gaussian(0, 0.4), gaussian(1, 1)])(
    'advises the KL weight without batch norm',
    (dimension) => {
      const [found] = findFindings(evidenceOf([dimension]), []);
      expect(found.message).toContain('Raise the KL weight');
      expect(found.message).not.toContain('gamma');
    },
  );

  it('compares an offset with the bias of batch norm', () => {
    const shifted = [gaussian(0.5, 1), gaussian(0.6, 1)];
    const message = (bias: number[] | null) =>
      findingOf('aggregate-shifted', evidenceOf(shifted, { declared: { gamma: 0.6 }, record: { bias } })).message;
    expect(message([0.1, 0.2])).toContain('m_j = 0.5 to 0.6 against bn.bias 0.1 to 0.2');
    expect(message(null)).toContain('m_j = 0.5 to 0.6: what bn.bias does not explain');
    expect(message(null)).toContain('fix the bias at 0');
  });
});

describe('the moment floor in sum', () => {
  const twenty = (t: number, change: Partial<DimensionReport> = {}) => Array(20).fill(gaussian(0, t, change));

  it('is found once, for the largest side, with the dimensions from 0.005', () => {
    // 0.0104, 0.0069 and 0.0012 nats.
    const dimensions = [
      ...Array(12).fill(gaussian(0, 1.22)),
      ...Array(4).fill(gaussian(0, 0.845)),
      gaussian(0, 1.07),
      {},
    ];
    const evidence = evidenceOf(dimensions, { totals: { kl: 2 } });
    const found = findingOf('aggregate-overdispersed', evidence);
    expect(aggregateCodes(dimensions, { totals: { kl: 2 } })).toHaveLength(1);
    expect(found).toMatchObject({
      severity: 'warning',
      dimensions: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
      threshold: 0.1,
    });
    expect(found.value).toBeCloseTo(evidence.totals.aggregateKlFloorSum, 12);
    expect(found.message).toContain('add up to');
  });

  it.each([
    ['just below 0.1', twenty(1.145), 1, []],
    ['just above 0.1', twenty(1.15), 1, 1],
    ['just above 0.1 but below 0.05 K', twenty(1.15), 2.3, []],
    ['just above 0.05 K', twenty(1.15), 2, 1],
  ])('%s', (_, dimensions, kl, found) => {
    expect(aggregateCodes(dimensions, { totals: { kl } })).toEqual(
      found === 1 ? [expect.stringContaining('warning')] : [],
    );
  });

  it('gives way to a dimension that stands out', () => {
    expect(aggregateCodes([...twenty(1.15), gaussian(0, 2)])).toEqual(['aggregate-overdispersed error 20']);
  });

  it('names no dimension where each has little, and still says what to do', () => {
    const many = Array(60).fill(gaussian(0, 1.09, { meanVariance: 0.75 }));
    const found = findingOf(
      'aggregate-overdispersed',
      evidenceOf(many, { declared: { gamma: 0.6 }, totals: { kl: 2 } }),
    );
    expect(found.dimensions).toEqual([]);
    expect(found.message).toContain('many dimensions, by little in each');
    expect(found.message).toContain('sqrt(1 - S_j) = 0.5');
  });
});

describe('aggregate-nongaussian', () => {
  it('says what the moments do not see, and what to do', () => {
    const found = findingOf('aggregate-nongaussian', evidenceOf([{}, { negentropy: 0.05 }, { negentropy: 0.2 }]));
    expect(found).toMatchObject({ severity: 'warning', dimensions: [1, 2], value: 0.2, threshold: 0.03 });
    expect(found.message).toContain('Fit a prior to q(z)');
  });

  it.each([
    ['0.0299', 0.0299, 0.36, 1000, null],
    ['0.03', 0.03, 0.36, 1000, 'info'],
    ['0.0999', 0.0999, 0.36, 1000, 'info'],
    ['0.1', 0.1, 0.36, 1000, 'warning'],
    // f_j = 3 (1/0.01 - 1)/(2 1000) = 0.1485
    ['just below f_j = 0.1485', 0.148, 0.01, 1000, null],
    ['just above f_j = 0.1485', 0.149, 0.01, 1000, 'warning'],
    // f_j = 3 (1/0.2 - 1)/(2 100) = 0.06
    ['just below f_j = 0.06', 0.0599, 0.2, 100, null],
    ['just above f_j = 0.06', 0.0601, 0.2, 100, 'info'],
    ['0.03 for S > 1', 0.03, 2, 100, 'info'],
  ])('at J_j = %s', (_, negentropy, meanVariance, rows, severity) => {
    expect(severityOf('aggregate-nongaussian', evidenceOf([{ negentropy, meanVariance }], { rows }))).toBe(severity);
  });

  it('gives the limit of its worst dimension', () => {
    const found = findingOf(
      'aggregate-nongaussian',
      evidenceOf([{ negentropy: 0.2, meanVariance: 0.01 }, { negentropy: 0.04 }]),
    );
    expect(found.threshold).toBeCloseTo(0.1485, 12);
  });

  it('is information where the prior was never aimed at', () => {
    const evidence = evidenceOf([{ negentropy: 0.5 }], { declared: { betaWeight: 0.001 } });
    expect(severityOf('aggregate-nongaussian', evidence)).toBe('info');
  });
});

describe('posterior-hole', () => {
  const hole = (change: Partial<DimensionReport>, rows = 1000) =>
    severityOf('posterior-hole', evidenceOf([{}, change], { rows }));

  it('by the mass of the prior where q is below half of it', () => {
    const found = findingOf(
      'posterior-hole',
      evidenceOf([{}, { holeMass: 0.08, reverseKl: 0.01 }, { holeMass: 0.06 }]),
    );
    expect(found).toMatchObject({ severity: 'warning', dimensions: [1, 2], value: 0.08, threshold: 0.05 });
    expect(found.message).toContain("0.08 of the prior's mass");
    expect(found.message).toContain('fit a prior to q(z), or sample from q');
  });

  it('by KL(p||q) beyond that of the Gaussian of the same moments', () => {
    const t = 1.2;
    const found = findingOf(
      'posterior-hole',
      evidenceOf([gaussian(0, t, { reverseKl: klFromStandardNormal(0, t) + 0.04 })]),
    );
    expect(found).toMatchObject({ severity: 'warning', dimensions: [0], threshold: 0.03 });
    expect(found.value).toBeCloseTo(0.04, 12);
  });

  it('gives f_j as the limit where that is larger', () => {
    const found = findingOf('posterior-hole', evidenceOf([{ reverseKl: 0.2, meanVariance: 0.01 }]));
    expect(found.value).toBeCloseTo(0.2, 12);
    expect(found.threshold).toBeCloseTo(0.1485, 12);
  });

  it('takes the value by mass from a dimension that has enough examples for it', () => {
    const sparse = { reverseKl: 20, holeMass: 0.9, meanVariance: 1e-4 };
    const found = findingOf('posterior-hole', evidenceOf([sparse, { holeMass: 0.07 }]));
    expect(found).toMatchObject({ dimensions: [0, 1], value: 0.07, threshold: 0.05 });
  });

  it.each([
    ['R_j excess just below 0.03', { reverseKl: 0.0299 }, 1000, null],
    ['R_j excess at 0.03', { reverseKl: 0.0301 }, 1000, 'warning'],
    ['R_j excess below f_j', { reverseKl: 0.14, meanVariance: 0.01 }, 1000, null],
    ['H_j just below 0.05', { holeMass: 0.0499 }, 1000, null],
    ['H_j at 0.05', { holeMass: 0.05 }, 1000, 'warning'],
    ['N sqrt(S) just below 30', { holeMass: 0.5, meanVariance: 0.0899 }, 100, null],
    ['N sqrt(S) just above 30', { holeMass: 0.5, meanVariance: 0.0901 }, 100, 'warning'],
  ])('with %s', (_, change, rows, severity) => expect(hole(change, rows)).toBe(severity));

  it('only in dimensions that no aggregate finding names', () => {
    const named = gaussian(0, 2, { holeMass: 0.5 });
    expect(hole(named)).toBeNull();
    expect(hole({ negentropy: 0.05, holeMass: 0.5 })).toBeNull();
    const found = findingOf('posterior-hole', evidenceOf([named, { holeMass: 0.06 }]));
    expect(found.dimensions).toEqual([1]);
  });
});
