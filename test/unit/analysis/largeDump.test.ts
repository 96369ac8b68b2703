import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import { aggregateDivergences } from '../../../src/diagnostics/aggregatePosterior';
import { singly } from '../../../src/diagnostics/mixtureCells';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import type { LatentReport } from '../../../src/diagnostics/report';
import { loadKernels } from '../../../src/kernels/kernels';
import { folder } from '../dumps/inMemory';
import { requestFor } from './analyzed';
import { float32Npy } from './npyFile';

type Component = (uniform: () => number, normal: () => number, i: number) => [mean: number, logVariance: number];

/** One dimension each: more than all of them together is kept singly, so that all go to cells. */
const MIXTURES: Record<string, Component> = {
  'a trained dimension': (_u, n) => [0.8 * n(), -1.5 + 0.8 * n()],
  'a heavy tail of means': (u, n) => [n() / Math.max(0.01, u()), -1 + 0.5 * n()],
  'a heavy tail of variances': (u, n) => [n(), Math.min(6, 1 / Math.max(0.01, u())) - 3],
  'two scales': (_u, n, i) => [n(), i % 2 ? 0 : 2 * Math.log(1e-4)],
  'narrow components': (_u, n) => [0.5 * n(), -8 + 0.3 * n()],
  'a collapsed dimension': (_u, n) => [0.001 * n(), 0.001 * n()],
  'a dimension of one value': () => [0.25, -1],
  'modes far apart': (u, n, i) => [20 * (i % 3) + n(), -3 + u()],
  'an underdispersed dimension': (_u, n) => [0.1 * n(), -4.5 + 0.3 * n()],
  'an overdispersed dimension': (_u, n) => [1.5 * n(), -0.7 + 0.2 * n()],
  'a rare cluster': (_u, n, i) => [i % 5000 === 77 ? 40 + n() : n(), -1 + 0.3 * n()],
  'means sorted by class': (_u, n, i) => [Math.floor(i / 6000) + 0.1 * n(), -3 + 0.1 * n()],
};
const NAMES = Object.keys(MIXTURES);
const DIMENSIONS = NAMES.length;

function columns(rows: number) {
  const { uniform, next } = normalGenerator(11);
  return NAMES.map((name) => {
    const components = Array.from({ length: rows }, (_, i) => MIXTURES[name](uniform, next, i).map(Math.fround));
    return { mean: components.map(([mu]) => mu), logVariance: components.map(([, lv]) => lv) };
  });
}

/** @param repeats how often each dimension occurs: few rows go to cells where they have many dimensions */
async function run(
  rows: number,
  repeats: number,
): Promise<{ report: LatentReport; exact: ReturnType<typeof exactly>[] }> {
  const each = columns(rows);
  const access = folder({
    'mu.npy': float32Npy(rows, repeats * DIMENSIONS, (i, j) => each[j % DIMENSIONS].mean[i]),
    'logvar.npy': float32Npy(rows, repeats * DIMENSIONS, (i, j) => each[j % DIMENSIONS].logVariance[i]),
  });
  const { report } = await analyze(requestFor({ paths: ['/d'] }), access);
  return { report, exact: each.map(({ mean, logVariance }) => exactly(mean, logVariance)) };
}

/** The same by every component. */
function exactly(mean: number[], logVariance: number[]) {
  const sigma = Float64Array.from(logVariance, (lv) => Math.exp(lv / 2));
  const m = mean.reduce((a, b) => a + b, 0) / mean.length;
  const t = mean.reduce((sum, mu, i) => sum + (mu - m) ** 2 + sigma[i] ** 2, 0) / mean.length;
  return { m, t, ...aggregateDivergences(singly(Float64Array.from(mean), sigma), m, t, loadKernels()) };
}

/** SPEC section 3: to 1e-6 nats up to 20,000 rows, to 1e-4 beyond. */
describe.each([
  { rows: 20_000, repeats: 5, accuracy: 1e-6 },
  { rows: 100_000, repeats: 1, accuracy: 1e-4 },
])('a dump of $rows rows, in cells', ({ rows, repeats, accuracy }) => {
  let done: ReturnType<typeof run>;
  const result = () => {
    done ??= run(rows, repeats);
    return done;
  };

  it.each(NAMES)('has the divergences that all components give: %s', async (name) => {
    const { report, exact } = await result();
    const j = NAMES.indexOf(name);
    const found = report.dimensions[j];
    const { m, t, aggregateKl, reverseKl, holeMass } = exact[j];
    expect(Math.abs(found.betaHat - m)).toBeLessThan(1e-11 * (1 + Math.abs(m)));
    expect(Math.abs(found.aggregateVariance - t)).toBeLessThan(1e-11 * t);
    const error = Math.abs(found.aggregateKl! - aggregateKl);
    expect(error).toBeLessThanOrEqual(found.aggregateKlErrorBound! + 1e-10);
    expect(found.aggregateKlErrorBound).toBeLessThan(accuracy);
    expect(error).toBeLessThan(1e-6);
    // Where no component lives, cells are taken for Gaussians.
    expect(Math.abs(found.reverseKl! - reverseKl)).toBeLessThan(1e-5 + 0.02 * reverseKl);
    expect(Math.abs(found.holeMass! - holeMass)).toBeLessThan(1e-4);
  });
});
