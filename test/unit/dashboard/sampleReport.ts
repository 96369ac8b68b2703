import {
  type DimensionReport,
  type DimensionWithDensity,
  type Finding,
  hasDensity,
  type LatentReport,
} from '../../../src/diagnostics/report';

/** A dimension that is a standard normal, with what a test cares about changed. */
export function dimension(index: number, changes: Partial<DimensionReport> = {}): DimensionReport {
  return {
    index,
    betaHat: 0,
    gammaHat: 0.8,
    meanVariance: 0.36,
    meanLogVariance: Math.log(0.36),
    aggregateVariance: 1,
    kl: 0.5,
    klStandardError: 0.01,
    klFloor: 0.32,
    klJensenFloor: 0.5,
    aggregateKlFloor: 0,
    aggregateKl: 0,
    aggregateKlErrorBound: 0,
    negentropy: 0,
    reverseKl: 0,
    holeMass: 0,
    mutualInformation: 0.5,
    collapsedFraction: 0,
    active: true,
    collapsed: false,
    ...changes,
  };
}

/** What a dimension lacks before its density is computed. */
export const NO_DENSITY = {
  aggregateKl: null,
  aggregateKlErrorBound: null,
  negentropy: null,
  reverseKl: null,
  holeMass: null,
  mutualInformation: null,
};

export function finding(changes: Partial<Finding>): Finding {
  return {
    code: 'gamma-exceeds-one',
    severity: 'error',
    dimensions: [],
    value: 1.5,
    threshold: 1,
    message: 'A message.',
    help: 'docs/diagnostics.md#gamma-exceeds-one',
    ...changes,
  };
}

export function report(dimensions: DimensionReport[], findings: Finding[] = []): LatentReport {
  const sum = (value: (d: DimensionReport) => number) => dimensions.reduce((total, d) => total + value(d), 0);
  const densitySum = (value: (d: DimensionWithDensity) => number) => {
    const known = dimensions.filter(hasDensity);
    return known.length < dimensions.length ? null : known.reduce((total, d) => total + value(d), 0);
  };
  const array = { file: 'mu.npy', array: null, shape: [1797, dimensions.length], dtype: 'float32' };
  return {
    schemaVersion: 1,
    tool: { name: 'latent-lens', version: '0.0.0' },
    source: {
      files: ['mu.npy'],
      rows: 1797,
      dimensions: dimensions.length,
      skippedRows: 0,
      skippedAt: [],
      preliminaryOf: null,
      mean: array,
      spread: { ...array, file: 'logvar.npy', kind: 'logvar', decidedBy: 'name' },
      arrangement: null,
      labels: null,
      declared: { gamma: null, bnEps: null, betaWeight: null, epoch: null, from: null },
    },
    dimensions,
    totals: {
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
      declaredKlFloor: null,
      squaredNorm: { mean: 1, variance: 2, priorMean: 1, priorVariance: 2 },
    },
    joint: null,
    findings,
  };
}

/** The same as an early report of a sample of these rows. */
export function preliminary(whole: LatentReport): LatentReport {
  return { ...whole, source: { ...whole.source, preliminaryOf: 800_000 } };
}
