import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/analyze';
import type { LatentReport } from '../../src/diagnostics/report';
import { DEFAULT_THRESHOLDS } from '../../src/diagnostics/thresholds';
import { fileAccess } from '../../src/platform/node/fileAccess';

/** Trained dumps with what reference.py makes of them (expect.sh). */
const DUMPS = [
  'media/samples/digits_bnvae_g0',
  'media/samples/digits_bnvae_g0.6',
  'media/samples/digits_bnvae_g1.5',
  'media/samples/digits_bnvae_g1.5_eps1e-8',
  'media/samples/digits_vae',
  'test/fixtures/trained/mnist_bnvae_g0.5',
  'test/fixtures/trained/mnist_su_tau0.5',
  'test/fixtures/trained/text_bnvae_g0.6_escaped',
];

/** Our field, reference.py's. */
const PER_DIMENSION: [keyof LatentReport['dimensions'][number], string][] = [
  ['betaHat', 'mean'],
  ['meanVariance', 'mean_var'],
  ['meanLogVariance', 'mean_logvar'],
  ['aggregateVariance', 'agg_var'],
  ['kl', 'K'],
  ['klStandardError', 'K_se'],
  ['klFloor', 'B'],
  ['klJensenFloor', 'BJ'],
  ['aggregateKlFloor', 'MM'],
  ['aggregateKl', 'F'],
  ['negentropy', 'J'],
  ['reverseKl', 'R'],
  ['mutualInformation', 'I'],
  ['collapsedFraction', 'frac_below_eps'],
];
const TOTALS: [keyof LatentReport['totals'], string][] = [
  ['kl', 'K'],
  ['klFloor', 'B'],
  ['klJensenFloor', 'BJ'],
  ['aggregateKlSum', 'F_sum'],
  ['aggregateKlFloorSum', 'MM'],
  ['aggregateKlFloorFull', 'MM_full'],
  ['gaussianTotalCorrelation', 'gaussian_tc'],
  ['mutualInformationSum', 'I_sum'],
  ['activeUnits', 'active_units'],
];

interface Reference {
  per_dim: Record<string, number[]>;
  total: Record<string, number>;
}

/** Absolute below 1, relative above. */
const apart = (ours: number, theirs: number) => Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));

describe.each(DUMPS)('%s against reference.py', async (folder) => {
  const expected = `test/reference/expected/${folder.split('/').pop()}.json`;
  const reference: Reference = JSON.parse(readFileSync(expected, 'utf8'));
  const request = {
    dump: { paths: [`${folder}/mu.npy`] },
    thresholds: DEFAULT_THRESHOLDS,
    jointSamples: 1,
    curves: false,
  };
  const { report } = await analyze(request, fileAccess);

  it('has a sidecar', () => expect(existsSync(`${folder}/meta.json`)).toBe(true));

  it.each(PER_DIMENSION)('%s to 1e-6', (field, name) => {
    const worst = report.dimensions.map((d, j) => apart(d[field] as number, reference.per_dim[name][j]));
    expect(Math.max(...worst)).toBeLessThan(1e-6);
  });

  it('gammaHat to 1e-6', () => {
    const worst = report.dimensions.map((d, j) => apart(d.gammaHat ** 2, reference.per_dim.var_mu[j]));
    expect(Math.max(...worst)).toBeLessThan(1e-6);
  });

  it.each(TOTALS)('total %s to 1e-6', (field, name) => {
    expect(apart(report.totals[field] as number, reference.total[name])).toBeLessThan(1e-6);
  });

  it('squared norm to 1e-6', () => {
    const { mean, variance } = report.totals.squaredNorm;
    expect(apart(mean, reference.total.norm2_mean)).toBeLessThan(1e-6);
    expect(apart(variance, reference.total.norm2_var)).toBeLessThan(1e-6);
  });
});
