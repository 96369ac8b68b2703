import { expect } from 'vitest';
import type { Evidence } from '../../../../src/diagnostics/findings/evidence';
import { findFindings } from '../../../../src/diagnostics/findings/findings';
import { num, percent } from '../../../../src/diagnostics/findings/wording';
import {
  type Declared,
  type DimensionReport,
  type DimensionWithDensity,
  type Finding,
  type FindingCode,
  hasDensity,
  type TotalsReport,
} from '../../../../src/diagnostics/report';
import { declaredKlFloor } from '../../../../src/diagnostics/statistics';
import { DEFAULT_THRESHOLDS } from '../../../../src/diagnostics/thresholds';

/** A dimension that fits the prior, uses 0.51 nats and tells examples apart: nothing to find. */
export const HEALTHY: DimensionReport = {
  index: 0,
  betaHat: 0,
  gammaHat: 0.8,
  meanVariance: 0.36,
  meanLogVariance: Math.log(0.36),
  aggregateVariance: 1,
  kl: 0.51,
  klStandardError: 0.01,
  klFloor: 0.32,
  klJensenFloor: 0.51,
  aggregateKlFloor: 0,
  aggregateKl: 0,
  aggregateKlErrorBound: 0,
  negentropy: 0,
  reverseKl: 0,
  holeMass: 0,
  mutualInformation: 0.51,
  collapsedFraction: 0,
  active: true,
  collapsed: false,
};

/** A dimension that equals the prior for every example. */
export const COLLAPSED: Partial<DimensionReport> = {
  gammaHat: 0,
  kl: 0.005,
  klFloor: 0,
  mutualInformation: 0,
  active: false,
  collapsed: true,
};

/** What a case changes; all else is as in a healthy dump of 1,000 rows without a declared gamma. */
interface Changes extends Partial<Omit<Evidence, 'dimensions' | 'totals' | 'declared' | 'record' | 'spread'>> {
  declared?: Partial<Declared>;
  record?: Partial<Evidence['record']>;
  spread?: Partial<Evidence['spread']>;
  totals?: Partial<TotalsReport>;
}

/** Evidence of healthy dimensions with these changes; totals are their sums. */
export function evidenceOf(dimensionChanges: Partial<DimensionReport>[], changes: Changes = {}): Evidence {
  const dimensions = dimensionChanges.map((change, index) => ({ ...HEALTHY, ...change, index }));
  const sum = (value: (d: DimensionReport) => number) => dimensions.reduce((total, d) => total + value(d), 0);
  const densitySum = (value: (d: DimensionWithDensity) => number) => {
    const known = dimensions.filter(hasDensity);
    return known.length < dimensions.length ? null : known.reduce((total, d) => total + value(d), 0);
  };
  const declared: Declared = {
    gamma: null,
    bnEps: null,
    betaWeight: null,
    epoch: null,
    from: null,
    ...changes.declared,
  };
  const totals: TotalsReport = {
    kl: sum((d) => d.kl),
    klStandardError: 0.02,
    klFloor: sum((d) => d.klFloor),
    klJensenFloor: sum((d) => d.klJensenFloor),
    aggregateKlSum: densitySum((d) => d.aggregateKl),
    aggregateKlFloorSum: sum((d) => d.aggregateKlFloor),
    aggregateKlFloorFull: null,
    gaussianTotalCorrelation: null,
    mutualInformationSum: densitySum((d) => d.mutualInformation),
    activeUnits: dimensions.filter((d) => d.active).length,
    collapsedUnits: dimensions.filter((d) => d.collapsed).length,
    declaredKlFloor: declaredKlFloor(dimensions, declared),
    squaredNorm: { mean: 1, variance: 2, priorMean: dimensions.length, priorVariance: 2 * dimensions.length },
  };
  return {
    rows: 1000,
    skippedRows: 0,
    joint: null,
    tinyVarianceShare: 0,
    thresholds: DEFAULT_THRESHOLDS,
    ...changes,
    dimensions,
    declared,
    totals: { ...totals, ...changes.totals },
    record: { runningVariance: null, bias: null, klNats: null, suVariant: false, ...changes.record },
    spread: { kind: 'logvar', decidedBy: 'name', negative: true, allZero: false, ...changes.spread },
  };
}

/** Three dimensions alike. */
export const three = (change: Partial<DimensionReport>): Partial<DimensionReport>[] => [change, change, change];

/** The severity with which this is found, or null. */
export function severityOf(code: FindingCode, evidence: Evidence): Finding['severity'] | null {
  return findFindings(evidence, []).find((f) => f.code === code)?.severity ?? null;
}

/** The one finding of this code. Its message must say value, limit and sample size, in words a person would write. */
export function findingOf(code: FindingCode, evidence: Evidence, skippedAt: [number, number][] = []): Finding {
  const found = findFindings(evidence, skippedAt).filter((f) => f.code === code);
  expect(found.map((f) => f.code)).toEqual([code]);
  const [{ message, help, value, threshold }] = found;
  expect(help).toBe(`docs/diagnostics.md#${code}`);
  for (const x of [value, threshold]) expect([num(x), percent(x)].some((text) => message.includes(text))).toBe(true);
  expect(message).toMatch(/N = [\d,]+|of [\d,]+ rows/);
  expect(message).not.toMatch(/undefined|\bnull\b|NaN\b(?!,? (or|infinity))|Infinity|\(\)|\s\s/);
  expect(message).toMatch(/\.$/);
  return found[0];
}
