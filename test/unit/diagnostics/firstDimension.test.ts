import { describe, expect, it } from 'vitest';
import { defaultDimension } from '../../../src/diagnostics/firstDimension';
import { dimension, finding, NO_DENSITY, report } from '../dashboard/sampleReport';

const dimensions = [dimension(0), dimension(1), dimension(2, { aggregateKlFloor: 0.02 })];
const warning = (...named: number[]) => finding({ severity: 'warning', dimensions: named });

describe('the dimension to look at first', () => {
  it('is the first of the worst finding that names any', () => {
    expect(defaultDimension(report(dimensions, [warning(0), finding({}), finding({ dimensions: [1, 2] })]))).toBe(1);
  });

  it('is that of the largest moment floor where nothing but information names any', () => {
    expect(defaultDimension(report(dimensions, [finding({ severity: 'info', dimensions: [1] })]))).toBe(2);
    expect(defaultDimension(report([dimension(0), dimension(1)]))).toBe(0);
  });
});

describe('before all densities are known', () => {
  const moments = dimensions.map((d) => ({ ...d, ...NO_DENSITY }));

  it('the moments alone decide while none is', () => {
    expect(defaultDimension(report(moments))).toBe(2);
    expect(defaultDimension(report(moments, [warning(1)]))).toBe(1);
  });

  it('it is the one that is known, whatever else is said or silenced since', () => {
    const sample = [moments[0], dimensions[1], moments[2]];
    expect(defaultDimension(report(sample, [warning(1)]))).toBe(1);
    expect(defaultDimension(report(sample))).toBe(1);
    expect(defaultDimension(report(sample, [warning(0, 2)]))).toBe(1);
  });

  it('of several that are known, findings choose', () => {
    const known = [dimensions[0], dimensions[1], moments[2]];
    expect(defaultDimension(report(known, [warning(1, 2)]))).toBe(1);
    expect(defaultDimension(report(known, [warning(2)]))).toBe(0);
  });
});
