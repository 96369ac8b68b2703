import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { formatNumber } from '../../../src/dashboard/format';
import type { AggregateCurves } from '../../../src/dashboardProtocol';
import type { CorrelatedPair } from '../../../src/diagnostics/covariance';
import type { LatentReport } from '../../../src/diagnostics/report';
import { numbersCsv, numbersJson } from '../../../src/report/numbers';
import { reportPage } from '../../../src/report/reportPage';
import { analyzed } from '../analysis/analyzed';
import { float64Npy } from '../analysis/npyFile';
import { dimension, finding, NO_DENSITY, report } from '../dashboard/sampleReport';

const page = (of: LatentReport, curves: AggregateCurves, pairs: CorrelatedPair[] | null = null) =>
  reportPage({
    title: 'run/mu.npy',
    report: of,
    curves,
    pairs,
    command: 'c',
    date: new Date(0),
    notes: ['a <b>note</b>'],
  });

/** Curves of as many dimensions, the prior's own. */
function curvesOf(dimensions: number, known = true): AggregateCurves {
  const points = 40;
  const density = new Float32Array(dimensions * points).map((_, k) => {
    const z = -4 + 0.2 * ((k % points) + 0.5);
    return known ? Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) : Number.NaN;
  });
  return { zMin: -4, zStep: 0.2, points, density, cellsPerBin: 5, meanHistogram: new Float32Array(dimensions * 8) };
}

const rows = (html: string) => [...html.matchAll(/<tr[^>]*><th scope="row">\d+<\/th>/g)].length;

describe('the page', { timeout: 120_000 }, () => {
  it.each([1, 2, 64, 65, 300, 4096])('has a row for each of %i dimensions', async (count) => {
    const all = Array.from({ length: count }, (_, j) => dimension(j, { kl: 0.1 + (j % 7), collapsed: j % 5 === 4 }));
    const html = await page(report(all), curvesOf(count));
    expect(rows(html)).toBe(count);
    expect(html).not.toMatch(/NaN|undefined|\[object/);
    // Of many dimensions the largest alone have a bar of their own.
    const bars = html.match(/<section id="kl"[\s\S]*?<\/section>/)![0];
    expect(bars.includes('ranks 1 to 128')).toBe(count > 128);
    expect(html.length).toBeLessThan(4e6);
  });

  it('says so where a density is not known', async () => {
    const all = [dimension(0, NO_DENSITY), dimension(1, NO_DENSITY)];
    const html = await page(report(all, [finding({ dimensions: [1] })]), curvesOf(2, false));
    expect(html).toContain('The density of dimension 1 could not be computed.');
    expect(html).not.toContain('id="worst"');
    expect(html).toContain('not computable');
    expect(html).not.toMatch(/NaN|undefined/);
  });

  it('is the same whatever was drawn before', async () => {
    const { report: of, curves } = await analyzed({
      'mu.npy': float64Npy(200, 3, (i, j) => Math.sin(i * (j + 1.7))),
      'logvar.npy': float64Npy(200, 3, () => -2),
    });
    const first = await page(of, curves);
    await page(report([dimension(0)]), curvesOf(1));
    expect(await page(of, curves)).toBe(first);
    expect(first).toContain('a &lt;b&gt;note&lt;/b&gt;');
    expect(first).toContain('1970-01-01 00:00 UTC');
  });
});

describe('the most correlated pairs', () => {
  const two = report([dimension(0), dimension(1)]);
  const pairsOf = async (pairs: CorrelatedPair[] | null, of = two) => {
    const html = await page(of, curvesOf(of.dimensions.length), pairs);
    expect(html).not.toMatch(/NaN|undefined|\[object/);
    return html.match(/<section id="pairs"[\s\S]*?<\/section>/)?.[0] ?? null;
  };
  const pair = (correlation: number) => ({ a: 0, b: 1, covariance: correlation, correlation });

  it('are those of the analysis, with r and the number of examples', async () => {
    const {
      report: of,
      curves,
      pairs,
    } = await analyzed(
      {
        'mu.npy': float64Npy(200, 3, (i, j) => (j === 2 ? Math.cos(i) : (j === 1 ? -1 : 1) * Math.sin(i))),
        'logvar.npy': float64Npy(200, 3, () => -2),
      },
      {},
      { jointSamples: 10 },
    );
    const html = await page(of, curves, pairs);
    const section = html.match(/<section id="pairs"[\s\S]*?<\/section>/)![0];
    const [{ a, b, correlation }] = pairs!;
    expect([a, b]).toEqual([0, 1]);
    expect(correlation).toBeLessThan(-0.7);
    const first = section.match(/<tbody><tr>([\s\S]*?)<\/tr>/)![1].replace(/<svg[\s\S]*?<\/svg>/, '');
    const excess = formatNumber(-Math.log(1 - correlation ** 2) / 2);
    expect([...first.matchAll(/<t[hd][^>]*>([^<]*)/g)].map(([, text]) => text)).toEqual([
      '0 \u00d7 1',
      '',
      correlation.toFixed(2).replace('-', '\u2212'),
      excess,
    ]);
    expect(section).toContain('C = Cov(\u03bc) + diag S over the examples, N = 200.');
    expect(section).toContain(
      `dimensions 0 and 1 is tilted; the marginals alone hide a full-floor excess of ${excess}`,
    );
  });

  it('on a line hide what is infinite', async () => {
    expect(await pairsOf([pair(1)])).toMatch(/<td>1\.00<\/td><td>\u221e<\/td>/);
  });

  it('are told why there are none', async () => {
    expect(await pairsOf([pair(-0.001)])).toContain('No pair is correlated (all |r| &lt; 0.005).');
    expect(await pairsOf(null)).toContain('Correlations come with the joint part.');
    const many = report(Array.from({ length: 1025 }, (_, j) => dimension(j)));
    expect(await pairsOf(null, many)).toContain('Correlations are not computed above D = 1,024.');
    expect(await pairsOf(null)).not.toContain('<table');
  });

  it('are no figure of one dimension', async () => {
    expect(await pairsOf([], report([dimension(0)]))).toBeNull();
  });
});

it('has its numbers as CSV that any reader takes, every digit', async () => {
  const of = report([dimension(0, { kl: 0.1 + 0.2, collapsed: true }), dimension(1, NO_DENSITY)]);
  const read = parse(numbersCsv(of), { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];
  expect(read).toHaveLength(2);
  expect(Object.keys(read[0])).toEqual(Object.keys(of.dimensions[0]));
  expect(Number(read[0].kl)).toBe(0.30000000000000004);
  expect([read[0].collapsed, read[1].collapsed]).toEqual(['true', 'false']);
  expect([read[1].aggregateKl, read[1].holeMass]).toEqual(['', '']);
  expect(JSON.parse(numbersJson(of))).toEqual(of);
});
