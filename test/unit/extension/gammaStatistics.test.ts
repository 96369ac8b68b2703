import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import type { LatentReport } from '../../../src/diagnostics/report';
import {
  belongsToScript,
  gammaHover,
  lensText,
  measuredNote,
  suggestedGamma,
} from '../../../src/extension/gammaStatistics';
import { fileAccess } from '../../../src/platform/node/fileAccess';
import type { BatchNorm, GammaSite } from '../../../src/trainingScripts/gammaSite';
import { codesOf, requestFor } from '../analysis/analyzed';
import { dimension, finding, preliminary, report } from '../dashboard/sampleReport';

const analysed = new Map<string, Promise<LatentReport>>();
/** The report of a trained dump. */
function reportOf(path: string): Promise<LatentReport> {
  const report = analysed.get(path) ?? analyze(requestFor({ paths: [path] }), fileAccess).then(({ report }) => report);
  analysed.set(path, report);
  return report;
}

const ESCAPED = 'media/samples/digits_bnvae_g1.5';
const WIDE = 'media/samples/digits_bnvae_g1.5_eps1e-8';
const HEALTHY = 'media/samples/digits_bnvae_g0.6';
const ZERO = 'media/samples/digits_bnvae_g0';
const PLAIN = 'media/samples/digits_vae';
const VANISHED = 'test/fixtures/trained/text_bnvae_g0.6_escaped';

const SPAN = { from: 0, to: 3 };

function batchNorm(changes: Partial<BatchNorm> = {}): BatchNorm {
  const eps = { value: 1e-5, literal: null, isDefault: true, keyword: 'eps', insertAt: 0, needsComma: true };
  return { span: SPAN, name: 'self.mu_bn', eps, features: 8, frozen: true, ...changes };
}

function site(gamma: number | null, changes: Partial<GammaSite> = {}): GammaSite {
  const literal = gamma === null ? null : SPAN;
  const source = gamma === null ? 'outside' : 'literal';
  return { span: SPAN, literal, gamma, source, name: '--gamma', uses: [], batchNorm: batchNorm(), ...changes };
}

/** A report whose run declared a gamma. */
function declaring(gamma: number | number[] | null, of: LatentReport): LatentReport {
  return { ...of, source: { ...of.source, declared: { ...of.source.declared, gamma } } };
}

describe('the hover on a gamma', () => {
  it('with a dump gives the floors at this gamma and what was measured', async () => {
    const measured = { name: 'dumps/wide', report: await reportOf(WIDE) };
    expect(gammaHover(site(1.5), measured, null)).toBe(
      [
        '`gamma of self.mu_bn = 1.5 (--gamma)`',
        '',
        '| γ = 1.5 | D = 8 |',
        '| :-- | :-- |',
        '| KL floor, D/2 (γ² + β²) | 9.04 nats, 1.13 per dimension, β as measured |',
        '| mismatch KL(q_j ‖ p), any S | more than 1.76 nats, 0.22 per dimension |',
        '| mismatch at the measured S | at least 3.26 nats |',
        '| measured | K = 9.49 nats, floor 9.03; γ̂ = 1.43 to 1.54 |',
        '| matching γ, √(1 − S) | 0.628 (0.593 to 0.675 over dimensions), at this S, which moves with γ |',
        '| γ for the measured K, 9.49 nats | 0.952 (matches the prior) to 1.54 (the floor takes it all) |',
        "| eps of `self.mu_bn` | 1e-5, the library's default |",
        '',
        'Measured on `dumps/wide`: D = 8, N = 1,797, declared γ = 1.5.',
      ].join('\n'),
    );
  });

  it('has the KL floor of the report where the dump declares this gamma', async () => {
    const measured = { name: 'd', report: await reportOf(ESCAPED) };
    expect(measured.report.totals.declaredKlFloor!.toFixed(2)).toBe('9.68');
    expect(gammaHover(site(1.5), measured, null)).toContain('γ² + β²) | 9.68 nats');
  });

  it('moves the mismatch with the gamma that stands there, not the one of the run', async () => {
    const measured = { name: 'd', report: await reportOf(WIDE) };
    const text = gammaHover(site(0.63), measured, null);
    expect(text).toContain('| mismatch at the measured S | at least 0.0389 nats |');
    expect(text).toContain('| mismatch KL(q_j ‖ p), any S | 0: S may fill 1 − γ² = 0.603 |');
    expect(text).toContain('declared γ = 1.5.');
  });

  it('without a dump says what the script alone allows', () => {
    expect(gammaHover(site(0.6), null, 4)).toBe(
      [
        '`gamma of self.mu_bn = 0.6 (--gamma)`',
        '',
        '| γ = 0.6 | D = 8 |',
        '| :-- | :-- |',
        '| KL floor, D/2 (γ² + β²) | 1.44 nats, 0.18 per dimension, β = 0 |',
        '| mismatch KL(q_j ‖ p), any S | 0: S may fill 1 − γ² = 0.64 |',
        '| γ for the target rate, 4 nats | 0.795 (matches the prior) to 1 (the floor takes it all) |',
        "| eps of `self.mu_bn` | 1e-5, the library's default |",
        '',
        "No dump of this script is known: open one's dashboard, or link it.",
      ].join('\n'),
    );
    expect(gammaHover(site(0.6), null, null)).not.toContain('γ for');
  });

  it('in a config knows neither D nor batch norm', () => {
    const text = gammaHover(site(1.2, { source: 'config', name: 'model.gamma', batchNorm: null }), null, 4);
    expect(text).toContain('`gamma = 1.2 (model.gamma)`');
    expect(text).toContain('| KL floor, D/2 (γ² + β²) | 0.72 nats per dimension, β = 0 |');
    expect(text).toContain('| more than 0.0377 nats per dimension |');
    expect(text).not.toMatch(/D = |eps|target rate/);
  });

  it('prefers the target rate to the measured KL', () => {
    const measured = { name: 'd', report: report([dimension(0), dimension(1)]) };
    const text = gammaHover(site(0.8), measured, 3);
    expect(text).toContain('| γ for the target rate, 3 nats | 0.975 (matches');
    expect(text).not.toContain('for the measured K');
  });

  it('at gamma = 1 and below 0', () => {
    expect(gammaHover(site(1), null, null)).toContain('any S | 0 only as S vanishes |');
    const negative = gammaHover(site(-1), null, null);
    expect(negative).toContain('| 4 nats, 0.5 per dimension, β = 0 |');
    expect(negative).toContain("| γ ≤ 0 | BN-VAE's reference code leaves batch norm out altogether");
    expect(gammaHover(site(0.1), null, null)).not.toContain('γ ≤ 0');
  });

  it('says where no gamma matches', async () => {
    const zero = { name: 'd', report: await reportOf(ZERO) };
    expect(gammaHover(site(0), zero, null)).toContain('| matching γ, √(1 − S) | none: mean S = 1.03 ≥ 1 |');
    const vanished = { name: 'd', report: await reportOf(VANISHED) };
    expect(gammaHover(site(0.6), vanished, null)).toContain('√(1 − S) | none: every dimension is collapsed |');
  });

  it('leaves collapsed dimensions out of the match', async () => {
    const measured = { name: 'd', report: await reportOf(PLAIN) };
    expect(gammaHover(site(0.6), measured, null)).toContain('| 0.901 (0.855 to 0.92 over 4 of 8 dimensions),');
    expect(gammaHover(site(0.6), measured, null)).toContain('N = 1,797, no γ declared.');
  });

  it('takes the gamma of the run where it comes from outside the file', () => {
    const run = declaring(0.5, report([dimension(0)]));
    const text = gammaHover(site(null), { name: 'd', report: run }, null);
    expect(text).toContain('`gamma of self.mu_bn comes from outside the file (--gamma)`');
    expect(text).toContain('| γ = 0.5, declared by the dump | D = 1 |');
    expect(text).toContain('| 0.125 nats, 0.125 per dimension');
    const alone = gammaHover(site(null, { batchNorm: null }), null, null);
    expect(alone.split('\n\n')).toHaveLength(2);
    expect(alone).not.toContain('|');
  });

  it("of Su's variant has no gamma to set", () => {
    const measured = { name: 'd', report: declaring(0.5, report([dimension(0)])) };
    const text = gammaHover(site(null, { source: 'su-variant', name: null }), measured, 3);
    expect(text).toContain('| KL floor, D/2 (γ² + β²) | more than τ/2 nats per dimension, as γ² > τ |');
    expect(text).toContain('| measured | K = 0.5 nats');
    expect(text).not.toMatch(/matching|target rate|declared by the dump/);
  });

  it.each([
    [{ value: 1e-8, isDefault: false }, '1e-8'],
    [{ value: null, isDefault: false }, 'from outside the file'],
    [{ value: 0.001, isDefault: true }, "0.001, the library's default"],
  ])('tells of eps %j', (eps, text) => {
    const given = batchNorm({ eps: { ...batchNorm().eps, ...eps } });
    expect(gammaHover(site(0.6, { batchNorm: given }), null, null)).toContain(`| eps of \`self.mu_bn\` | ${text} |`);
  });

  it('says that a weight which is trained has no floor', () => {
    const trained = gammaHover(site(0.6, { batchNorm: batchNorm({ frozen: false }) }), null, null);
    expect(trained).toContain('| weight | trained: γ is its first value, not a floor |');
    expect(gammaHover(site(0.6), null, null)).not.toContain('| weight |');
  });

  it('cannot be broken by names', () => {
    const text = gammaHover(
      site(0.6, { name: '`](command:x)' }),
      { name: '`a`', report: report([dimension(0)]) },
      null,
    );
    expect(text.split('\n')[0]).toBe('`gamma of self.mu_bn = 0.6 ( ](command:x))`');
    expect(text).toContain('Measured on ` a `:');
  });

  it('says that an early report is one', () => {
    const text = gammaHover(site(0.6), { name: 'd', report: preliminary(report([dimension(0)])) }, null);
    expect(text).toContain('N = 1,797 of 800,000, preliminary');
  });
});

describe('the code lens', () => {
  it('gives the KL, the units and the mismatch', async () => {
    expect(lensText(await reportOf(WIDE))).toBe('KL 9.49 (floor 9.03) · 8/8 active · mismatch ≥ 3.26');
    expect(lensText(await reportOf(VANISHED))).toBe('KL 0.0132 (floor 0.0129) · 0/32 active · mismatch ≥ 0.0115');
  });

  it('says that an early report is one', () => {
    expect(lensText(preliminary(report([dimension(0)])))).toBe(
      'KL 0.5 (floor 0.32) · 1/1 active · mismatch ≥ 0 · preliminary',
    );
  });
});

describe('the gamma to set', () => {
  it.each([
    [WIDE, 0.63],
    [HEALTHY, 0.77],
    [PLAIN, 0.9],
    [ZERO, null],
    [VANISHED, null],
  ])('by %s is %d', async (path, gamma) => {
    expect(suggestedGamma(await reportOf(path))).toBe(gamma);
  });

  it('is none where it rounds to 0 or 1', () => {
    const at = (meanVariance: number) => suggestedGamma(report([dimension(0, { meanVariance })]));
    expect(at(1 - 0.0049 ** 2)).toBeNull();
    expect(at(1 - 0.006 ** 2)).toBe(0.01);
    expect(at(1 - 0.994 ** 2)).toBe(0.99);
    expect(at(1 - 0.996 ** 2)).toBeNull();
  });
});

describe('the measured note', () => {
  it.each([
    [
      'gamma-exceeds-one',
      WIDE,
      'gammaHat = 1.43 to 1.54, K = 9.49 nats (floor 9.03), KL(q_j||p) at least 3.26 nats over all dimensions',
    ],
    ['gamma-zero', ZERO, 'gammaHat = 0, K = 0.634 nats (floor 8.46e-5), 0 of 8 units collapsed'],
    ['gamma-zero', PLAIN, 'gammaHat = 0.0229 to 0.959, K = 3.59 nats (floor 1.73), 4 of 8 units collapsed'],
    [
      'bn-eps',
      ESCAPED,
      'gammaHat = 0.0588 to 1.01 against the declared gamma = 1.5 and eps = 1e-5: escaped in 8 of 8 dimensions',
    ],
    [
      'bn-eps',
      HEALTHY,
      'gammaHat = 0.578 to 0.619 against the declared gamma = 0.6 and eps = 1e-5: nothing has escaped yet',
    ],
    ['bn-eps', PLAIN, 'gammaHat = 0.0229 to 0.959 and no gamma > 0 declared to compare it with'],
    ['bn-eps', ZERO, 'gammaHat = 0 and no gamma > 0 declared to compare it with'],
    ['gamma-unfilled', WIDE, 'gammaHat = 1.43 to 1.54'],
    ['lost-continuation', ZERO, 'gamma = 0 is declared, gammaHat = 0'],
    ['lost-continuation', PLAIN, 'no gamma is declared, gammaHat = 0.0229 to 0.959'],
  ] as const)('of %s by %s', async (code, path, text) => {
    expect(measuredNote(code, await reportOf(path), 'runs/a')).toBe(`Measured on runs/a (N = 1,797): ${text}.`);
  });

  it('does not say that nothing escaped where the finding is silenced or has another cause', async () => {
    const escaped = await reportOf(ESCAPED);
    const silenced = { ...escaped, findings: escaped.findings.filter(({ code }) => code !== 'bn-escaped') };
    expect(measuredNote('bn-eps', silenced, 'd')).toContain(': below 0.8 of it in 8 of 8 dimensions.');
  });

  it('compares with the gamma of each dimension', () => {
    const dimensions = [dimension(0, { gammaHat: 0.5 }), dimension(1, { gammaHat: 0.5 })];
    const note = measuredNote('bn-eps', declaring([0.5, 1], report(dimensions)), 'd');
    expect(note).toContain('the declared gamma = 0.5 to 1 over dimensions: below 0.8 of it in 1 of 2 dimensions.');
  });
});

describe('the findings of a dump that stand on the gamma of its script', () => {
  const standing = async (path: string, gamma: number | null) => {
    const { findings } = await reportOf(path);
    return findings.filter((found) => belongsToScript(found, site(gamma))).map(({ code }) => code);
  };

  it('are those that gamma and its batch norm answer for', async () => {
    expect(await standing(ESCAPED, 1.5)).toEqual(['bn-escaped', 'aggregate-shifted']);
    expect(await standing(WIDE, 1.5)).toEqual(['aggregate-overdispersed', 'kl-at-floor']);
    expect(await standing(VANISHED, 0.6)).toEqual(['kl-vanishing', 'bn-escaped']);
    expect(codesOf(await reportOf(ZERO))).toContain('variance-coded');
    expect(await standing(ZERO, 0)).toEqual([]);
  });

  it('repeat what the gamma itself does only where the script does not say gamma', async () => {
    expect(await standing(WIDE, null)).toContain('gamma-exceeds-one');
    expect(await standing(ZERO, null)).toEqual(['gamma-zero']);
    expect(belongsToScript(finding({ code: 'gamma-exceeds-one' }), site(0.5))).toBe(false);
  });
});
