import { describe, expect, test } from 'vitest';
import { floorsAt, rangesOf, reportGamma } from '../../../src/dashboard/gammaExplorer';
import {
  chosenMarks,
  distinctPoints,
  floorCurves,
  floorPoints,
  nearestPoint,
  sliderMarks,
} from '../../../src/dashboard/gammaExplorerMarks';
import { epsRow, explorerReading, explorerRows, rateAnswer } from '../../../src/dashboard/gammaExplorerText';
import type { Declared, LatentReport } from '../../../src/diagnostics/report';
import { dimension, preliminary, report } from './sampleReport';

const two = report([dimension(0), dimension(1, { gammaHat: 0.6, meanVariance: 0.64 })]);

function declaring(gamma: Declared['gamma'], { source, ...rest }: LatentReport = two, bnEps: number | null = null) {
  return { ...rest, source: { ...source, declared: { ...source.declared, gamma, bnEps } } };
}

function withFloor(declaredKlFloor: number, of: LatentReport): LatentReport {
  return { ...of, totals: { ...of.totals, declaredKlFloor } };
}

describe('where the explorer starts and how far it reaches', () => {
  test('it starts at the declared gamma, else at the measured one', () => {
    expect(reportGamma(declaring(-0.6))).toBeCloseTo(0.6, 12);
    expect(reportGamma(declaring([0.6, 0.8]))).toBeCloseTo(Math.sqrt(0.5), 12);
    expect(reportGamma(two)).toBeCloseTo(Math.sqrt(0.5), 12);
    expect(reportGamma(preliminary(two))).toBe(reportGamma(two));
  });

  test('axes reach 2, and farther where the data does; the rate twice a nat per dimension, or thrice the KL', () => {
    expect(rangesOf(two)).toEqual({ gammaMax: 2, natsMax: 1.2, rateMax: 4, rateStep: 0.02 });
    const far = rangesOf(report([dimension(0, { gammaHat: 3, klFloor: 4.5, kl: 5 })]));
    expect(far.gammaMax).toBeCloseTo(3.3, 12);
    expect(far.natsMax).toBeCloseTo(4.95, 12);
    expect(far.rateMax).toBeCloseTo(15, 12);
    expect(rangesOf(declaring(2.5)).gammaMax).toBe(2.8);
  });

  test.each([1, 2, 3, 7, 32, 700, 16_384])('the rate slider of %i dimensions ends on a step', (D) => {
    const { rateMax, rateStep } = rangesOf(report(Array.from({ length: D }, (_, j) => dimension(j))));
    expect(rateMax / rateStep).toBeCloseTo(Math.round(rateMax / rateStep), 9);
    expect(rateMax).toBeGreaterThanOrEqual(2 * D);
  });
});

describe('the floors', () => {
  test('the mismatch at the measured S vanishes at sqrt(1 - S)', () => {
    const one = report([dimension(0)]);
    expect(floorsAt(one, 0.8).measured).toBeCloseTo(0, 12);
    expect(floorsAt(one, 0.79).measured).toBeGreaterThan(0);
    expect(floorsAt(one, 0.81).measured).toBeGreaterThan(0);
  });

  test('none is guaranteed below 1; from there it lies below that at any S', () => {
    for (const floors of floorCurves(two, 2)) {
      if (floors.gamma <= 1) expect(floors.guaranteed).toBe(0);
      else expect(floors.guaranteed).toBeLessThan(floors.measured);
      expect(floors.kl).toBeCloseTo(floors.gamma ** 2 / 2, 12);
    }
  });

  test('the KL floor takes the measured beta, so that its curve runs through the mean of the points', () => {
    const shifted = report([dimension(0, { betaHat: 0.6 }), dimension(1)]);
    expect(floorsAt(shifted, 0.8).kl).toBeCloseTo((0.64 + 0.18) / 2, 12);
  });
});

describe('the marks', () => {
  const points = floorPoints(report([dimension(0, { gammaHat: 0.5, klFloor: 0.125 }), dimension(1)]));

  test('each dimension has both floors at its gamma', () => {
    expect(points).toHaveLength(4);
    expect(points[0]).toEqual({ index: 0, kind: 'kl', gamma: 0.5, nats: 0.125, collapsed: false });
  });

  test('the nearest point is the one within reach', () => {
    const pixel = { x: 0.01, y: 0.01 };
    expect(nearestPoint(points, { gamma: 0.52, nats: 0.13 }, pixel, 12)?.index).toBe(0);
    expect(nearestPoint(points, { gamma: 1.5, nats: 1 }, pixel, 12)).toBeNull();
  });

  test('of thousands of points those that cover each other are drawn once', () => {
    const many = floorPoints(report(Array.from({ length: 5000 }, (_, j) => dimension(j, { collapsed: j % 2 === 0 }))));
    expect(distinctPoints(many, { ...rangesOf(two) })).toHaveLength(4);
    expect(distinctPoints(points, rangesOf(two))).toBe(points);
  });

  test('the sliders mark gamma, its floors and the interval', () => {
    const { mark, crossings, interval } = sliderMarks(two, 1.5, 1);
    expect(mark[0].text).toBe('γ = 1.5');
    expect(crossings.map(({ nats }) => nats)).toEqual(Object.values(floorsAt(two, 1.5)));
    expect(interval[0].from).toBeCloseTo(Math.sqrt(1 - Math.exp(-1)), 12);
    expect(interval[0].to).toBe(1);
  });

  test('the chosen dimension marks its floors and its declared gamma', () => {
    const marks = chosenMarks(declaring([0.5, -0.7]), points, 1);
    expect(marks.chosen.map(({ text }) => text)).toEqual(['1', '']);
    expect(marks.declared).toEqual([{ gamma: 0.7, text: 'declared γ = -0.7' }]);
    expect(chosenMarks(two, points, 0).declared).toEqual([]);
  });
});

describe('the words', () => {
  test('the read-out has the lines of the hover on a gamma, and those that only the explorer has', () => {
    expect(explorerRows(two, 0.6, null)).toEqual([
      ['KL floor, D/2 (γ² + β²)', '0.36 nats, 0.18 per dimension, β as measured'],
      ['mismatch KL(q_j ‖ p), any S', '0: S may fill 1 − γ² = 0.64'],
      ['mismatch at the measured S', 'at least 0.0243 nats'],
      ['matching mean S, 1 − γ²', '0.64; measured 0.5'],
      ['matching γ, √(1 − S)', '0.707 (0.6 to 0.8 over dimensions), at this S, which moves with γ'],
      ['γ for the measured K, 1 nats', '0.795 (matches the prior) to 1 (the floor takes it all)'],
      [expect.stringMatching(/^batch norm's eps = 1e-5, PyTorch's default, assumed/), expect.any(String)],
    ]);
  });

  test('a gamma above 1 leaves no S', () => {
    const rows = new Map(explorerRows(two, 1.5, 0.5));
    expect(rows.get('matching mean S, 1 − γ²')).toBe('none: γ² ≥ 1; measured 0.5');
    expect(rows.get('mismatch KL(q_j ‖ p), any S')).toBe('more than 0.439 nats, 0.22 per dimension');
    expect([...rows.keys()]).toContain('γ for the target rate, 0.5 nats');
  });

  test('collapsed dimensions say nothing of S', () => {
    const half = report([dimension(0), dimension(1, { collapsed: true, meanVariance: 1 })]);
    expect(new Map(explorerRows(half, 0.6, null)).get('matching mean S, 1 − γ²')).toBe(
      '0.64; measured 0.36 in the 1 of 2 dimensions in use',
    );
    expect(new Map(explorerRows(half, 0.6, null)).get('mismatch at the measured S')).toMatch(
      /in the 1 of 2 .* in use$/,
    );
    expect(floorsAt(half, 0.8).measured).toBeCloseTo(0, 12);
    const none = report([dimension(0, { collapsed: true })]);
    expect(sliderMarks(none, 0.8, 1).crossings).toHaveLength(2);
    expect(new Map(explorerRows(none, 0.6, null)).get('matching mean S, 1 − γ²')).toContain(
      'every dimension is collapsed',
    );
  });

  test('eps: gammaHat is 0.8 gamma at the variance named', () => {
    const [name, text] = epsRow(declaring(0.5, two, 1e-3), 0.5);
    expect(name).toBe("batch norm's eps = 0.001");
    const variance = Number(/< ([\d.]+)$/.exec(text)![1]);
    expect(Math.sqrt(variance / (variance + 1e-3))).toBeCloseTo(0.8, 3);
    expect(text).toContain('below 0.8 γ = 0.4 where');
  });

  test('the answer names the interval, and 1 where it reaches beyond', () => {
    expect(rateAnswer(two, 0.5)).toBe(
      'For a KL of 0.5 nats take γ between 0.627 and 0.707: at 0.627 the aggregate posterior can match the prior, below that it is narrower; above 0.707 the floor alone exceeds the rate.',
    );
    expect(rateAnswer(two, 2)).toContain('Stay below 1');
    expect(rateAnswer(two, 0)).toContain('no room');
  });

  test('the reading says which gamma matches, and what the declared one costs', () => {
    expect(explorerReading(withFloor(0.36, declaring(0.6)))).toBe(
      'At the measured S = 0.5 a γ of 0.707 would match the prior; the declared γ = 0.6 sets a KL floor of 0.36 nats and a mismatch with the prior of at least 0.0243 nats.',
    );
    expect(explorerReading(withFloor(2.25, declaring(1.5)))).toMatch(/nats, 0.439 of them whatever S\.$/);
  });

  test('the reading of a dump without a declared gamma says what was measured', () => {
    expect(explorerReading(two)).toBe(
      'At the measured S = 0.5 a γ of 0.707 would match the prior; the dump, of γ̂ = 0.6 to 0.8, has a KL floor of 0.64 nats and a mismatch with the prior of at least 0 nats.',
    );
    const wide = report([dimension(0, { meanVariance: 1.2 })]);
    expect(explorerReading(wide)).toContain('No γ matches the prior at the measured S = 1.2 ≥ 1;');
    const collapsed = report([dimension(0, { collapsed: true })]);
    for (const each of [collapsed, declaring(0, collapsed)]) {
      expect(explorerReading(each)).toContain('Every dimension is collapsed');
      expect(explorerReading(each)).not.toContain('NaN');
    }
  });
});
