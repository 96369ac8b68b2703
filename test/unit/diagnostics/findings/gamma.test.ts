import { describe, expect, it } from 'vitest';
import type { DimensionReport } from '../../../../src/diagnostics/report';
import { COLLAPSED, evidenceOf, findingOf, severityOf, three } from './evidence';

/** Dimensions of these gammaHat, healthy else, under a declared gamma. */
const attained = (gammaHat: number[], gamma: number | number[], more: Parameters<typeof evidenceOf>[1] = {}) =>
  evidenceOf(
    gammaHat.map((g) => ({ gammaHat: g })),
    { ...more, declared: { gamma, ...more.declared } },
  );

describe('gamma-zero', () => {
  it('says that collapse is permitted, not forced, and that the reference code bypasses batch norm', () => {
    const found = findingOf('gamma-zero', attained([0, 0, 0], 0));
    expect(found).toMatchObject({ severity: 'warning', dimensions: [0, 1, 2], value: 0, threshold: 0 });
    expect(found.message).toContain('permitted (not forced)');
    expect(found.message).toContain('leaves batch norm out altogether');
    expect(found.message).toContain('Use gamma > 0');
  });

  it.each([
    [-0.5, 'warning'],
    [0.01, null],
  ])('with gamma = %d', (gamma, severity) => {
    expect(severityOf('gamma-zero', attained([0.5, 0.5, 0.5], gamma))).toBe(severity);
  });

  it('names the dimensions of a gamma per dimension', () => {
    const found = findingOf('gamma-zero', attained([0.6, 0, 0.6], [0.6, 0, 0.6]));
    expect(found).toMatchObject({ dimensions: [1], value: 0 });
    expect(found.message).toContain('gamma = 0 in 1 of 3 dimensions (1) <= 0');
  });

  it('is an error where the KL has vanished', () => {
    expect(severityOf('gamma-zero', evidenceOf(three(COLLAPSED), { declared: { gamma: 0 } }))).toBe('error');
  });
});

describe('gamma-exceeds-one', () => {
  it('gives the guaranteed floor and counts where it is attained', () => {
    const found = findingOf('gamma-exceeds-one', attained([1.5, 0.7, 0.6], 1.5));
    expect(found).toMatchObject({ severity: 'warning', dimensions: [0, 1, 2], value: 1.5, threshold: 1 });
    expect(found.message).toContain('gamma = 1.5 >= 1');
    expect(found.message).toContain('more than 0.22 nats');
    expect(found.message).toContain('gammaHat_j >= 1 in 1 of 3 dimensions');
    expect(found.message).toContain('Use gamma < 1');
  });

  it.each([
    [1.1, '0.00969'],
    [2, '0.807'],
  ])('at gamma = %d guarantees %s nats', (gamma, floor) => {
    expect(findingOf('gamma-exceeds-one', attained([gamma], gamma)).message).toContain(`more than ${floor} nats`);
  });

  it.each([
    ['gamma just below 1', 0.999, [1, 1], null],
    ['gamma at 1', 1, [1, 1], 'warning'],
    ['gamma just below 1.5, attained', 1.499, [1.5, 1.5], 'warning'],
    ['gamma 1.5, attained in half of D', 1.5, [1, 0.9], 'error'],
    ['gamma 1.5, attained in less than half', 1.5, [1, 0.9, 0.9], 'warning'],
    ['gamma 1.5, attained nowhere', 1.5, [0.99, 0.5], 'warning'],
    ['gamma -1.5, attained', -1.5, [1.5, 1.5], 'error'],
    ['one of two gammas at 1', [0.5, 1], [0.5, 1], 'warning'],
  ] as const)('with %s', (_, gamma, gammaHat, severity) => {
    expect(severityOf('gamma-exceeds-one', attained([...gammaHat], gamma as number | number[]))).toBe(severity);
  });

  it('says the size of a negative gamma', () => {
    expect(findingOf('gamma-exceeds-one', attained([1.5], -1.5))).toMatchObject({
      value: 1.5,
      message: expect.stringContaining('abs(gamma) = 1.5 >= 1'),
    });
  });

  it('names the dimensions of a gamma per dimension', () => {
    const found = findingOf('gamma-exceeds-one', attained([0.5, 1.2, 2], [0.5, 1.2, 2]));
    expect(found).toMatchObject({ dimensions: [1, 2], value: 2 });
    expect(found.message).toContain('gamma = 1.2 to 2 in 2 of 3 dimensions (1-2)');
  });
});

describe('bn-escaped', () => {
  it('prints the implied variance before batch norm and the eps to use', () => {
    const found = findingOf('bn-escaped', attained([0.6, 0.3, 0.06], 0.6, { declared: { bnEps: 1e-5 } }));
    expect(found).toMatchObject({ severity: 'error', dimensions: [1, 2], threshold: 0.8 });
    expect(found.value).toBeCloseTo(0.1, 12);
    // eps v/(gamma^2 - v)
    expect(found.message).toContain('1.01e-7 to 3.33e-6');
    expect(found.message).toContain('Set eps=1e-8');
  });

  it('supposes the eps of PyTorch where none is declared', () => {
    expect(findingOf('bn-escaped', attained([0.1], 0.6)).message).toContain('eps (default 1e-5) is the likely cause');
  });

  it.each([
    ['just below 0.8', 0.6, 0.4799, 'error'],
    ['at 0.8', 0.6, 0.4801, null],
    ['low under a negative gamma', -0.6, 0.4799, 'error'],
    ['low in one dimension', [0.1, 0.6, 0.6], 0.4799, 'error'],
    ['undefined at gamma = 0', 0, 0.4799, null],
  ] as const)('with G_j %s', (_, gamma, gammaHat, severity) => {
    expect(
      severityOf(
        'bn-escaped',
        attained([0.6, gammaHat], gamma === 0 ? [0.6, 0] : Array.isArray(gamma) ? [0.6, 0.6] : (gamma as number)),
      ),
    ).toBe(severity);
  });

  it.each([
    ['nothing is known', null, 'error'],
    ['sqrt(var/(var + eps)) is 0.8987', [4.2e-5], 'error'],
    ['sqrt(var/(var + eps)) is 0.9007', [4.3e-5], null],
  ])('where of running_var %s', (_, runningVariance, severity) => {
    const evidence = attained([0.4], 0.6, { declared: { bnEps: 1e-5 }, record: { runningVariance } });
    expect(severityOf('bn-escaped', evidence)).toBe(severity);
  });
});

describe('gamma-mismatch', () => {
  it('names the dimensions that are off', () => {
    const found = findingOf('gamma-mismatch', attained([0.695, 0.54, 0.54], 0.6));
    expect(found).toMatchObject({ severity: 'info', dimensions: [0], threshold: 0.15 });
    expect(found.value).toBeCloseTo(0.695 / 0.6 - 1, 12);
    expect(found.message).toContain('0.9 to 1.16, off by up to 15.8 % (limit 15 %) in 1 of 3 dimensions (0)');
    expect(found.message).toContain('pass over the data in training mode');
  });

  it('sees a small common difference by the root mean square', () => {
    const found = findingOf('gamma-mismatch', attained([0.64, 0.64, 0.64], 0.6));
    expect(found).toMatchObject({ severity: 'info', dimensions: [], threshold: 0.05 });
    expect(found.value).toBeCloseTo(0.64 / 0.6 - 1, 12);
  });

  it.each([
    ['one G_j at 1.149', [1.149, 0.9, 0.9], null],
    ['one G_j at 1.151', [1.151, 0.9, 0.9], 'info'],
    ['one G_j at 0.849', [0.849, 1.05, 1.05], 'info'],
    ['all at 1.049', [1.049, 1.049, 1.049], null],
    ['all at 1.051', [1.051, 1.051, 1.051], 'info'],
    ['all at 0.949', [0.949, 0.949, 0.949], 'info'],
    ['one low, not by eps', [0.7, 1, 1], 'warning'],
  ] as const)('with %s', (_, ratios, severity) => {
    const gammaHat = ratios.map((g) => 0.6 * g);
    // A running variance far above eps: what is low was not swallowed by it.
    const evidence = attained(gammaHat, 0.6, { record: { runningVariance: [1, 1, 1] } });
    expect(severityOf('gamma-mismatch', evidence)).toBe(severity);
  });

  it('is silent where eps swallowed the floor', () => {
    expect(severityOf('gamma-mismatch', attained([0.1, 0.6], 0.6))).toBeNull();
  });

  it('has nothing to compare at gamma = 0', () => {
    expect(severityOf('gamma-mismatch', attained([0.5, 0.5], 0))).toBeNull();
  });

  it('compares each dimension with its own gamma, by size', () => {
    expect(severityOf('gamma-mismatch', attained([0.3, 0.9], [0.3, -0.9]))).toBeNull();
    expect(severityOf('gamma-mismatch', attained([0.9, 0.3], [0.3, 0.3]))).toBe('info');
  });
});

describe('below-declared-floor', () => {
  /** Two dimensions whose declared floor is 0.36 nats. */
  const withKl = (kl: number, gammaHat = 0.6) =>
    evidenceOf(
      [
        { kl: kl / 2, gammaHat, klFloor: 0 },
        { kl: kl / 2, gammaHat, klFloor: 0 },
      ],
      { declared: { gamma: 0.6 }, record: { runningVariance: [1, 1] } },
    );

  it('explains that the floor of the realised moments holds', () => {
    const found = findingOf('below-declared-floor', withKl(0.35));
    expect(found).toMatchObject({ severity: 'info', dimensions: [], value: 0.35, threshold: 0.36 });
    expect(found.message).toContain('2.78 % below the floor 0.36');
    expect(found.message).toContain('the floor from the realised moments holds');
    expect(found.message).toContain('recompute them before dumping');
  });

  it.each([
    ['at the floor', 0.3601, 0.6, null],
    ['just below', 0.3599, 0.6, 'info'],
    ['just above 95 %', 0.3421, 0.6, 'info'],
    ['just below 95 %', 0.3419, 0.6, 'warning'],
    ['below it, but low', 0.3, 0.4, null],
  ])('with K %s', (_, kl, gammaHat, severity) => {
    expect(severityOf('below-declared-floor', withKl(kl, gammaHat))).toBe(severity);
  });

  it('counts the offsets into the floor', () => {
    const offset: Partial<DimensionReport> = { betaHat: 0.4, gammaHat: 0.6, kl: 0.25, klFloor: 0 };
    const found = findingOf('below-declared-floor', evidenceOf([offset], { declared: { gamma: 0.6 } }));
    expect(found.threshold).toBeCloseTo(0.18 + 0.08, 12);
  });
});

describe('kl-at-floor', () => {
  const withFloor = (klFloor: number, gamma: number | number[] | null, gammaHat = 0.6) =>
    evidenceOf([{ kl: 1, klFloor, gammaHat }], { declared: { gamma } });

  it('says that the KL is bought, not information', () => {
    const found = findingOf('kl-at-floor', withFloor(0.95, 0.6));
    expect(found).toMatchObject({ severity: 'info', dimensions: [], threshold: 0.1 });
    expect(found.value).toBeCloseTo(0.05, 12);
    expect(found.message).toContain('Judge the model by mutual information');
  });

  it.each([
    ['10.1 % above', 0.899, 0.6, 0.6, null],
    ['9.9 % above', 0.901, 0.6, 0.6, 'info'],
    ['9.9 % above, low', 0.901, 0.6, 0.4, null],
    ['9.9 % above, no gamma', 0.901, null, 0.6, null],
    ['9.9 % above, gamma 0', 0.901, 0, 0.6, null],
    ['9.9 % above, gamma negative', 0.901, -0.6, 0.6, null],
  ])('with K %s', (_, klFloor, gamma, gammaHat, severity) => {
    expect(severityOf('kl-at-floor', withFloor(klFloor, gamma, gammaHat))).toBe(severity);
  });
});

describe('active-units-forced', () => {
  it('says that the count says nothing', () => {
    const found = findingOf('active-units-forced', attained([0.6, 0.6], 0.6));
    expect(found).toMatchObject({ severity: 'info', dimensions: [], value: 0.6, threshold: 0.1 });
    expect(found.message).toContain('All 2 units are active');
    expect(found.message).toContain('read I_j instead');
  });

  it.each([
    ['gamma at 0.1', 0.1, true, 'info'],
    ['gamma just below', 0.099, true, null],
    ['a unit inactive', 0.6, false, null],
    ['one gamma of two below', [0.6, 0.05], true, null],
    ['no gamma', null, true, null],
  ] as const)('with %s', (_, gamma, active, severity) => {
    const declared = { gamma: gamma as number | number[] | null };
    expect(severityOf('active-units-forced', evidenceOf([{}, { active }], { declared }))).toBe(severity);
  });
});

describe('gamma-inferred', () => {
  const looks = (gammaHat: number[], gamma: number | null = null) =>
    severityOf(
      'gamma-inferred',
      evidenceOf(
        gammaHat.map((g) => ({ gammaHat: g })),
        { declared: { gamma } },
      ),
    );

  it('gives the common scale, and assumes nothing', () => {
    const found = findingOf('gamma-inferred', evidenceOf([0.49, 0.51, 0.5, 0.5].map((gammaHat) => ({ gammaHat }))));
    expect(found).toMatchObject({ severity: 'info', dimensions: [], threshold: 0.05 });
    expect(found.value).toBeCloseTo(Math.sqrt(0.5) * 0.02, 12);
    expect(found.message).toContain('gammaHat_j is 0.5 in all 4 dimensions');
    expect(found.message).toContain('set gamma');
  });

  it('needs a coefficient of variation of 0.05 or less', () => {
    expect(looks([0.951, 1.049, 0.951, 1.049])).toBe('info');
    expect(looks([0.949, 1.051, 0.949, 1.051])).toBeNull();
  });

  it('needs four dimensions', () => expect(looks([0.5, 0.5, 0.5])).toBeNull());

  it('needs a mean of 0.1', () => {
    expect(looks([0.101, 0.101, 0.101, 0.101])).toBe('info');
    expect(looks([0.099, 0.099, 0.099, 0.099])).toBeNull();
  });

  it('is silent where gamma is declared', () => expect(looks([0.5, 0.5, 0.5, 0.5], 0.5)).toBeNull());
});
