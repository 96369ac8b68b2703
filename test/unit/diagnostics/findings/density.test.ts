import { describe, expect, it } from 'vitest';
import { findFindings } from '../../../../src/diagnostics/findings/findings';
import { klToStandardNormal } from '../../../../src/diagnostics/gaussian';
import type { DimensionReport, FindingCode } from '../../../../src/diagnostics/report';
import { NO_DENSITY } from '../../dashboard/sampleReport';
import { COLLAPSED, evidenceOf, findingOf, HEALTHY, severityOf, three } from './evidence';

/** Dimensions without density among others: what takes one is said of the others alone. */

const codes = (dimensions: Partial<DimensionReport>[]) => findFindings(evidenceOf(dimensions), []).map((f) => f.code);

/** What takes a density, and a dimension that it names. */
const TAKES_DENSITY: [FindingCode, Partial<DimensionReport>][] = [
  ['uninformative-dimension', { kl: 0.2, mutualInformation: 0.004 }],
  ['variance-coded', { active: false, mutualInformation: 0.09 }],
  ['aggregate-nongaussian', { negentropy: 0.2 }],
  ['posterior-hole', { holeMass: 0.08 }],
];

describe.each(TAKES_DENSITY)('%s', (code, named) => {
  it('is silent of dimensions without density', () => {
    expect(codes(three(named))).toEqual([code]);
    expect(codes(three({ ...named, ...NO_DENSITY }))).toEqual([]);
  });

  it('names those with one, of as many as were examined', () => {
    const one = findingOf(code, evidenceOf([NO_DENSITY, named, { ...named, ...NO_DENSITY }]));
    expect(one.dimensions).toEqual([1]);
    expect(one.message).toContain('1 of 1 examined dimension (1)');
    const two = findingOf(code, evidenceOf([{}, named, NO_DENSITY, named]));
    expect(two.dimensions).toEqual([1, 3]);
    expect(two.message).toContain('2 of 3 examined dimensions (1, 3)');
  });
});

describe('the moment floor', () => {
  const wide = (t: number, change: Partial<DimensionReport>) => ({
    aggregateVariance: t,
    aggregateKlFloor: klToStandardNormal(0, t),
    ...change,
  });

  it('is found by the moments alone, with no word of R and H', () => {
    const found = findingOf('aggregate-overdispersed', evidenceOf([{}, wide(2, NO_DENSITY)]));
    expect(found).toMatchObject({ severity: 'error', dimensions: [1] });
    expect(found.message).toContain('MM_j up to 0.153 nats (limit 0.03, N = 1,000). Raise the KL weight');
    expect(found.message).not.toMatch(/R_j|H_j/);
  });

  it('says whose R and H are known', () => {
    const dimensions = [wide(2, NO_DENSITY), wide(1.5, { reverseKl: 0.07, holeMass: 0.02 }), wide(1.6, NO_DENSITY)];
    const found = findingOf('aggregate-overdispersed', evidenceOf(dimensions));
    expect(found.dimensions).toEqual([0, 1, 2]);
    expect(found.message).toContain("R_j up to 0.07 nats, H_j up to 0.02 of the prior's mass in dimension 1.");
  });

  it('in sum is found by the moments alone', () => {
    const many = evidenceOf(Array(60).fill(wide(1.09, NO_DENSITY)), { totals: { kl: 2 } });
    expect(findingOf('aggregate-overdispersed', many).message).not.toMatch(/R_j|H_j/);
  });
});

it('kl-at-floor gives the mutual information only where it is known', () => {
  const atFloor = { kl: 1, klFloor: 0.95, gammaHat: 0.6 };
  const message = (...dimensions: Partial<DimensionReport>[]) =>
    findingOf('kl-at-floor', evidenceOf(dimensions, { declared: { gamma: 0.6 } })).message;
  expect(message(atFloor, atFloor)).toMatch(/by mutual information \(sum 1\.02 nats\)\.$/);
  expect(message(atFloor, { ...atFloor, ...NO_DENSITY })).toMatch(/by mutual information\.$/);
});

it('kl-vanishing and collapsed-dimension need no density', () => {
  const collapsed = { ...COLLAPSED, ...NO_DENSITY };
  expect(severityOf('kl-vanishing', evidenceOf(three(collapsed)))).toBe('error');
  expect(findingOf('collapsed-dimension', evidenceOf([HEALTHY, collapsed])).dimensions).toEqual([1]);
});
