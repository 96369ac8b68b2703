import { expect, test } from 'vitest';
import { decompositionPlot, decompositionReading, waterfallBars } from '../../../src/dashboard/decomposition';
import { decompositionRows } from '../../../src/dashboard/decompositionRows';
import { jointReport } from '../../../src/diagnostics/joint';
import type { LatentReport } from '../../../src/diagnostics/report';
import { dimension, NO_DENSITY, preliminary, report } from './sampleReport';

/** K = 4, sum F = 1 (of it 0.75 by moments), sum I = 3. */
const marginal = report(
  [0, 1].map((j) => dimension(j, { kl: 2, aggregateKl: 0.5, aggregateKlFloor: 0.375, mutualInformation: 1.5 })),
);

/** The same with I estimated from 100 draws, with a standard error of 0.1. */
function estimated(information: number, rows = 1797): LatentReport {
  const estimate = { samples: 100, mean: information, squares: 99 };
  const { kl, aggregateKlSum } = marginal.totals;
  const source = { ...marginal.source, rows };
  return { ...marginal, source, joint: jointReport(estimate, rows, kl, aggregateKlSum!) };
}

const steps = (found: LatentReport) => waterfallBars(found).map(({ part, from, to }) => [part, from, to]);

test('the parts stand on each other and reach K', () => {
  expect(steps(estimated(2))).toEqual([
    ['kl', 0, 4],
    ['information', 0, 2],
    ['correlation', 2, 3],
    ['floor', 3, 3.75],
    ['shape', 3.75, 4],
  ]);
});

test('before I is known, it and the total correlation are one bar, the sum over dimensions', () => {
  expect(steps(marginal).slice(1, 3)).toEqual([
    ['undivided', 0, 3],
    ['floor', 3, 3.75],
  ]);
  const [, undivided] = waterfallBars(marginal);
  const [, information, correlation] = waterfallBars(estimated(2));
  expect([undivided.left, undivided.right]).toEqual([information.left, correlation.right]);
  expect(decompositionPlot(marginal).rows.capLabel).toEqual([]);
});

test('without all densities there is K alone', () => {
  const sample = preliminary(report([dimension(0), { ...dimension(1), ...NO_DENSITY }]));
  expect(steps(sample)).toEqual([['kl', 0, 1]]);
  expect(decompositionPlot(sample).rows.links).toEqual([]);
  expect(decompositionReading(sample)).toBe('The KL is 1.00 nats; how it divides follows with the whole dump.');
  const rows = decompositionRows(sample);
  expect(rows.map(({ value }) => value).join()).not.toMatch(/NaN|null/);
  expect(rows[1].value).toBe('–');
});

test('a negative total correlation goes down from I, with its whisker', () => {
  const found = estimated(3.05);
  const [, , correlation] = waterfallBars(found);
  expect(correlation.from).toBe(3.05);
  expect(correlation.to).toBeCloseTo(3, 12);
  const { rows } = decompositionPlot(found);
  expect(rows.whiskers).toHaveLength(3);
  expect(rows.whiskers[2].column).toBe(2);
  expect(rows.whiskers[2].from).toBeCloseTo(2.9, 12);
  expect(decompositionReading(found)).toContain('none is told twice');
  expect(decompositionRows(found)[2]).toMatchObject({ value: '\u22120.0500 ± 0.10', share: '' });
});

test('an axis reaches what is negative', () => {
  const found = { ...marginal, totals: { ...marginal.totals, kl: 0, mutualInformationSum: 0, aggregateKlFloorSum: 0 } };
  found.totals.aggregateKlSum = 0;
  const { signals } = decompositionPlot({
    ...found,
    joint: jointReport({ samples: 2, mean: -0.01, squares: 0 }, 9, 0, 0),
  });
  expect(signals.yMin).toBeLessThan(-0.01);
  expect(signals.yMax).toBeGreaterThanOrEqual(0.1);
});

test('overlap is the difference between the sum over dimensions and I', () => {
  expect(decompositionReading(estimated(2))).toBe(
    'Of the KL, 4.00 nats, 2.00 (50\u00a0%) are mutual information, 1.00 (25\u00a0%) total correlation and 1.00 (25\u00a0%) ' +
      'the mismatch of single dimensions with the prior. Each by itself, dimensions have \u03a3 I_j = 3.00 nats of ' +
      'information: \u03a3 I_j \u2212 I = TC is what they tell more than once.',
  );
});

test('near ln N, F and TC are artefacts of the sample size', () => {
  const found = estimated(2, 10);
  expect(found.joint!.mutualInformation.capped).toBe(true);
  expect(decompositionReading(found)).toMatch(
    /within ln 2 of its cap ln N = 2\.30: .* artefacts of the sample size, N = 10\.$/,
  );
  const { rows, signals } = decompositionPlot(found);
  expect(rows.cap).toMatchObject([{ cap: Math.log(10), cappedFrom: Math.log(10) - Math.LN2 }]);
  expect(signals.yMax).toBeGreaterThan(Math.log(10));
});

test('a cap far above the KL is said, not drawn', () => {
  const { rows, signals } = decompositionPlot(estimated(2, 100_000));
  expect(rows.cap).toEqual([]);
  expect(rows.capLabel).toMatchObject([
    { nats: signals.yMax, inside: false, text: ['cap above the axis:', 'ln N = 11.5'] },
  ]);
});
