import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import { fileAccess } from '../../../src/platform/node/fileAccess';
import { requestFor } from './analyzed';

const all = (count: number) => Array.from({ length: count }, (_, j) => j);

/** Trained dumps with everything that the rules of the specification find in them: code, severity, dimensions. */
const DUMPS: [string, [string, string, number[]][]][] = [
  [
    'media/samples/digits_bnvae_g0',
    [
      ['gamma-zero', 'warning', all(8)],
      ['variance-coded', 'info', all(8)],
    ],
  ],
  [
    'media/samples/digits_bnvae_g0.6',
    [
      ['aggregate-underdispersed', 'warning', [2, 3]],
      ['active-units-forced', 'info', []],
    ],
  ],
  [
    // PyTorch's default eps swallowed the floor: gammaHat is 0.04 to 0.67 of gamma.
    'media/samples/digits_bnvae_g1.5',
    [
      ['bn-escaped', 'error', all(8)],
      ['aggregate-shifted', 'error', [0, 1, 2, 3, 6, 7]],
      ['uninformative-dimension', 'warning', [6, 7]],
      ['gamma-exceeds-one', 'warning', all(8)],
    ],
  ],
  [
    'media/samples/digits_bnvae_g1.5_eps1e-8',
    [
      ['gamma-exceeds-one', 'error', all(8)],
      ['aggregate-overdispersed', 'error', all(8)],
      ['kl-at-floor', 'info', []],
      ['active-units-forced', 'info', []],
    ],
  ],
  // 500 rows of the dump before.
  [
    'media/samples/digits_json/digits_bnvae_g1.5.json',
    [
      ['gamma-exceeds-one', 'error', all(8)],
      ['aggregate-overdispersed', 'error', all(8)],
      ['kl-at-floor', 'info', []],
      ['active-units-forced', 'info', []],
    ],
  ],
  // A healthy ordinary VAE, which prunes dimensions, gets information only.
  ['media/samples/digits_vae', [['collapsed-dimension', 'info', [0, 2, 6, 7]]]],
  [
    'test/fixtures/trained/mnist_bnvae_g0.5',
    [
      ['aggregate-underdispersed', 'error', [1, 2, 6, 8, 9, 10, 13, 14, 16, 18, 21, 22, 23, 26]],
      ['active-units-forced', 'info', []],
    ],
  ],
  ['test/fixtures/trained/mnist_su_tau0.5', [['su-variant', 'info', []]]],
  [
    'test/fixtures/trained/text_bnvae_g0.6_escaped',
    [
      ['kl-vanishing', 'error', all(32)],
      ['bn-escaped', 'error', all(32)],
    ],
  ],
];

describe.each(DUMPS)('%s', (path, expected) => {
  it('gives these findings and no others', async () => {
    const { report } = await analyze(requestFor({ paths: [path] }), fileAccess);
    const found = report.findings.map(({ code, severity, dimensions }) => [code, severity, dimensions]);
    const byCode = (list: unknown[][]) => [...list].sort((a, b) => String(a[0]).localeCompare(String(b[0])));
    expect(byCode(found)).toEqual(byCode(expected));
  });
});
