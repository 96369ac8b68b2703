import { describe, expect, it } from 'vitest';
import type { BatchNorm, Eps, GammaSite, LostContinuation } from '../../../src/trainingScripts/gammaSite';
import { findingsOf, type RuleSeverities, SCRIPT_CODES } from '../../../src/trainingScripts/rules';

const at = (from: number, to = from + 1) => ({ from, to });

const SAFE_EPS: Eps = {
  value: 1e-8,
  literal: at(30),
  isDefault: false,
  keyword: 'eps',
  insertAt: 40,
  needsComma: true,
};
const DEFAULT_EPS: Eps = { ...SAFE_EPS, value: 1e-5, literal: null, isDefault: true };

const norm = (more: Partial<BatchNorm> = {}): BatchNorm => ({
  span: at(20, 41),
  name: 'self.mu_bn',
  eps: SAFE_EPS,
  features: 32,
  frozen: true,
  ...more,
});

const site = (gamma: number | null, more: Partial<GammaSite> = {}): GammaSite => ({
  span: at(10, 13),
  literal: at(10, 13),
  gamma,
  source: 'literal',
  name: '--gamma',
  uses: [],
  batchNorm: norm(),
  ...more,
});

const LOST: LostContinuation = {
  span: at(50, 61),
  repairs: [{ span: at(48, 48), text: ' \\' }],
  option: '--gamma',
  value: 0.6,
};

const found = (sites: GammaSite[], severities?: RuleSeverities) => findingsOf({ sites }, severities);
const codes = (sites: GammaSite[]) => found(sites).map(({ code }) => code);

describe('gamma', () => {
  it.each([
    [0.999, '--gamma', []],
    [0.01, null, []],
    [null, '--gamma', []],
    [0, '--gamma', ['gamma-zero warning 0 0']],
    [-0.5, null, ['gamma-zero warning -0.5 0']],
    [-1, '--gamma', ['gamma-zero warning -1 0']],
    [-1.5, null, ['gamma-exceeds-one error 1.5 1']],
    [1, '--gamma', ['gamma-exceeds-one warning 1 1']],
    [1.499, null, ['gamma-exceeds-one warning 1.499 1']],
    [1.5, 'GAMMA', ['gamma-exceeds-one error 1.5 1']],
  ])('of %d (%s) gives %j', (gamma, name, expected) => {
    const findings = found([site(gamma, { name })]);
    expect(findings.map(({ code, severity, value, threshold }) => `${code} ${severity} ${value} ${threshold}`)).toEqual(
      expected,
    );
    for (const { span, help, code } of findings) {
      expect(span).toEqual(at(10, 13));
      expect(help).toBe(`docs/diagnostics.md#${code}`);
    }
  });

  it('of a weight that is trained says nothing', () => {
    expect(codes([site(1.5, { batchNorm: norm({ frozen: false, eps: DEFAULT_EPS }) })])).toEqual([]);
  });

  it('in a config needs no batch norm there', () => {
    expect(codes([site(1.5, { source: 'config', batchNorm: null })])).toEqual(['gamma-exceeds-one']);
  });

  it('points to its batch norm', () => {
    expect(found([site(1.5)])[0].related).toEqual([
      { span: at(20, 41), message: 'The batch norm of the posterior mean.' },
    ]);
    expect(found([site(1.5, { batchNorm: null })])[0].related).toEqual([]);
  });
});

describe('messages give the value, what follows and the cure', () => {
  it.each([
    [1.1, ['gamma = 1.1 >= 1', 'more than 0.00969 nats', '(gamma^2 - 1 - ln gamma^2)/2']],
    [1.5, ['gamma = 1.5 >= 1', 'more than 0.2195 nats', 'together 7.025 nats in D = 32', 'Use gamma < 1']],
    [2, ['more than 0.8069 nats', 'KL(q_j||p)']],
    [1, ['gamma = 1 ', 'gamma^2 + S > 1 for any posterior variance S > 0', '0 only as S vanishes', 'Use gamma < 1']],
    [0, ['gamma = 0 <= 0', 'beta^2/2', 'permitted (not forced)', 'leaves batch norm out altogether', 'Use gamma > 0']],
    [-1, ['gamma = -1 <= 0', 'leaves batch norm out altogether', 'abs(gamma) = 1', 'Use gamma > 0']],
  ])('at gamma = %d', (gamma, parts) => {
    const [{ message }] = found([site(gamma)]);
    for (const part of parts) expect(message).toContain(part);
  });

  it('say the size of a negative gamma, and no total without D', () => {
    const [{ message }] = found([site(-1.5, { name: null, batchNorm: norm({ features: null }) })]);
    expect(message).toContain('abs(gamma) = 1.5 >= 1');
    expect(message).not.toContain('D =');
  });

  it('say nothing of a limit at gamma = 1: the floor is not positive there', () => {
    expect(found([site(1)])[0].message).not.toContain('more than 0 nats');
  });
});

describe('gamma-unfilled', () => {
  it('is one finding, and no gamma-exceeds-one', () => {
    const [finding, ...more] = found([site(1, { source: 'unfilled', literal: null, span: at(20, 41) })]);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ code: 'gamma-unfilled', severity: 'warning', value: 1, threshold: 1, related: [] });
    expect(finding.message).toContain('The weight of self.mu_bn is frozen but never filled, so gamma is its initial 1');
    expect(finding.message).toContain('gamma^2 + S > 1');
  });
});

describe('bn-eps', () => {
  it.each([
    [1e-8, false, 0],
    [1e-6, false, 0],
    [1.1e-6, false, 1],
    [1e-5, true, 1],
    [1e-3, true, 1],
    [null, false, 0],
  ])('of eps = %d (default: %s) is found %i times', (value, isDefault, times) => {
    const eps = { ...SAFE_EPS, value, isDefault };
    expect(codes([site(0.6, { batchNorm: norm({ eps }) })])).toEqual(Array(times).fill('bn-eps'));
  });

  it('with the default stands on the batch norm and inserts the keyword', () => {
    const [finding] = found([site(0.6, { batchNorm: norm({ eps: DEFAULT_EPS }) })]);
    expect(finding).toMatchObject({ severity: 'warning', value: 1e-5, threshold: 1e-6, span: at(20, 41), related: [] });
    expect(finding.edits).toEqual([{ span: at(40, 40), text: ', eps=1e-8' }]);
    expect(finding.message).toContain('self.mu_bn divides by sqrt(var + eps) with the default eps, 1e-5 (limit 1e-6)');
    expect(finding.message).toContain('gamma sqrt(var/(var + eps))');
    expect(finding.message).toContain('Use eps=1e-8');
  });

  it('without arguments inserts no comma, and uses the library’s word', () => {
    const eps = { ...DEFAULT_EPS, value: 1e-3, keyword: 'epsilon', needsComma: false };
    const [finding] = found([site(0.6, { batchNorm: norm({ eps }) })]);
    expect(finding.edits).toEqual([{ span: at(40, 40), text: 'epsilon=1e-8' }]);
    expect(finding.message).toContain('Use epsilon=1e-8');
  });

  it('with a literal stands on it and replaces it', () => {
    const [finding] = found([site(0.6, { batchNorm: norm({ eps: { ...SAFE_EPS, value: 1e-5 } }) })]);
    expect(finding.span).toEqual(at(30));
    expect(finding.edits).toEqual([{ span: at(30), text: '1e-8' }]);
    expect(finding.related).toEqual([{ span: at(20, 41), message: 'The batch norm that takes this eps.' }]);
    expect(finding.message).toContain('with eps = 1e-5 (limit 1e-6)');
  });

  it('is found once for several ways to set its gamma', () => {
    const batchNorm = norm({ eps: DEFAULT_EPS });
    expect(codes([site(0.6, { batchNorm }), site(0.5, { batchNorm, span: at(15) })])).toEqual(['bn-eps']);
  });

  it.each([
    ['comes from outside', null, 'outside', 1],
    ['is learned above a fixed floor', null, 'su-variant', 1],
    ['is 0', 0, 'literal', 0],
    ['is negative', -1, 'literal', 0],
  ] as const)('where gamma %s', (_, gamma, source, times) => {
    const findings = found([site(gamma, { source, batchNorm: norm({ eps: DEFAULT_EPS }) })]);
    expect(findings.filter(({ code }) => code === 'bn-eps')).toHaveLength(times);
  });
});

it('lost-continuation says what is lost and mends it', () => {
  const [finding] = findingsOf({ sites: [], lostContinuations: [LOST] });
  expect(finding).toMatchObject({ code: 'lost-continuation', severity: 'warning', value: 0.6, threshold: null });
  expect(finding).toMatchObject({ span: LOST.span, edits: LOST.repairs });
  expect(finding.message).toContain('never gets --gamma 0.6');
  const [unknown] = findingsOf({ sites: [], lostContinuations: [{ ...LOST, value: null }] });
  expect(unknown.message).toContain('never gets --gamma:');
});

describe('the user’s severities', () => {
  const ALL = {
    sites: [
      site(1.5, { batchNorm: norm({ eps: DEFAULT_EPS }) }),
      site(0, { span: at(1) }),
      site(1, { source: 'unfilled', span: at(5) }),
    ],
    lostContinuations: [LOST],
  };

  it('leave out, lower and raise', () => {
    const severities = { 'gamma-exceeds-one': 'info', 'bn-eps': 'error', 'gamma-zero': 'off' } as const;
    const findings = findingsOf(ALL, severities).map(({ code, severity }) => `${code} ${severity}`);
    expect(findings).toEqual([
      'gamma-unfilled warning',
      'gamma-exceeds-one info',
      'bn-eps error',
      'lost-continuation warning',
    ]);
  });

  it.each(SCRIPT_CODES)('know %s, which can occur', (code) => {
    expect(findingsOf(ALL).map((finding) => finding.code)).toContain(code);
    expect(findingsOf(ALL, { [code]: 'off' }).map((finding) => finding.code)).not.toContain(code);
  });
});
