import { describe, expect, it } from 'vitest';
import { normalDensity } from '../../../src/dashboard/gaussian';
import { brightestDensity, paintPair } from '../../../src/dashboard/pairPaint';
import { axisMarks, classMarks, PLOT, plotScale, pointMarks, shapeMarks } from '../../../src/dashboard/pairPlot';
import { classStyle, pointGroups, scaleColour } from '../../../src/dashboard/pairScatter';
import {
  labelsNote,
  offeredPairs,
  offerText,
  pairDescription,
  pairReading,
  pairTables,
  placeRows,
  samplesNote,
  shownPair,
} from '../../../src/dashboard/pairText';
import type { Theme } from '../../../src/dashboard/theme';
import type { PairDensity } from '../../../src/dashboardProtocol';
import { dimension, NO_DENSITY, report } from './sampleReport';

const POINTS = 80;
const Z_STEP = 0.1;
const centre = (cell: number) => -4 + (cell + 0.5) * Z_STEP;
const THEME = new Proxy({}, { get: (_, name) => `colour-of-${String(name)}` }) as Theme;
const NO_LABELS = { source: null, note: null, classes: null, values: null };

/** A pair whose density is this function. */
function pairOf(q: (a: number, b: number) => number, changes: Partial<PairDensity> = {}): PairDensity {
  const density = Float32Array.from({ length: POINTS * POINTS }, (_, k) =>
    q(centre(k % POINTS), centre(Math.floor(k / POINTS))),
  );
  return {
    a: 0,
    b: 1,
    examples: 1797,
    zMin: -4,
    zStep: Z_STEP,
    points: POINTS,
    density,
    mass: 1,
    correlation: 0.6,
    means: Float32Array.of(0, 0, 1, 1, -1, 2, 3, -3),
    labels: NO_LABELS,
    ...changes,
  };
}

const standard = (a: number, b: number) => normalDensity(a) * normalDensity(b);
const two = report([dimension(0), dimension(1)]);
const readingOf = (correlation: number) => pairReading(shownPair(pairOf(standard, { correlation }), two, null));
const classes = {
  source: 'labels.npy',
  note: null,
  classes: ['cat', 'dog'],
  values: Float32Array.of(0, 1, Number.NaN, 1),
};

describe('the reading', () => {
  it('says what correlation hides from the marginals', () => {
    expect(readingOf(0.75)).toBe(
      'r = 0.75: the aggregate posterior of dimensions 0 and 1 is tilted; the marginals alone hide a full-floor excess of 0.413 nats.',
    );
    expect(readingOf(-0.09)).toContain(
      'r = −0.09: dimensions 0 and 1 are hardly correlated; their covariance adds only 0.00407 nats to what the marginals alone say. r sees what is linear, the picture the rest.',
    );
    expect(readingOf(-1e-16)).toContain(
      'r = 0.00: dimensions 0 and 1 are hardly correlated; their covariance adds less than 0.001 nats',
    );
    expect(readingOf(1)).toContain('lie on a line');
  });

  it('takes the correlation of all examples where that is known, whichever way round the axes are', () => {
    const known = [{ a: 0, b: 1, covariance: 0.3, correlation: 0.31 }];
    expect(shownPair(pairOf(standard), two, known).correlation).toBe(0.31);
    expect(shownPair(pairOf(standard, { a: 1, b: 0 }), two, known)).toMatchObject({
      correlation: 0.31,
      dimensions: [{ index: 1 }, { index: 0 }],
    });
    expect(shownPair(pairOf(standard), two, []).correlation).toBe(0.6);
  });
});

describe('pairs are offered', () => {
  const four = report([0.1, 0.4, 0.2, 0.3].map((aggregateKl, j) => dimension(j, { aggregateKl })));

  it('by correlation, those without one left out', () => {
    const pairs = [
      { a: 2, b: 3, covariance: -0.9, correlation: -0.82 },
      { a: 0, b: 3, covariance: 0.1, correlation: 0.12 },
      { a: 0, b: 1, covariance: 0, correlation: -0.001 },
    ];
    expect(offeredPairs(four, pairs)).toEqual([
      { a: 2, b: 3, reason: 'r = −0.82' },
      { a: 0, b: 3, reason: 'r = 0.12' },
    ]);
    expect(offerText(four, pairs)).toBe('2 pairs of the highest |r|');
    expect(offerText(four, pairs.slice(2))).toContain('No pair is correlated');
  });

  it('by mismatch where correlations are not known, of a sample by the moments', () => {
    const pairs = offeredPairs(four, null);
    expect(pairs).toHaveLength(6);
    expect(pairs[0]).toEqual({ a: 1, b: 3, reason: 'F = 0.700' });
    const sample = report([0.1, 0.4].map((aggregateKlFloor, j) => dimension(j, { aggregateKlFloor, ...NO_DENSITY })));
    expect(offeredPairs(sample, null)).toEqual([{ a: 0, b: 1, reason: 'F = 0.500' }]);
    expect(offerText(four, null)).toContain('come with the joint part');
    const many = report(Array.from({ length: 1025 }, (_, j) => dimension(j)));
    expect(offerText(many, null)).toContain('not computed above D = 1,024');
    expect(offeredPairs(many, null)).toHaveLength(10);
  });
});

it('notes say how many examples, how much beside the plot, and where labels are from', () => {
  expect(samplesNote(pairOf(standard, { examples: 4 }), 4)).toBe('Density of all 4 examples.');
  const large = pairOf(standard, { examples: 32_768, mass: 0.97 });
  expect(samplesNote(large, 1_000_000)).toBe(
    'Density of 32,768 of 1,000,000 examples, drawn evenly; means of 4 of them; 3\u00a0% of the mass lies beside the plot.',
  );
  const note = (labels: PairDensity['labels']) => labelsNote(pairOf(standard, { labels }));
  expect(note(classes)).toBe('Means are coloured by labels.npy.');
  expect(note({ ...classes, note: 'y.npy would fit as well' })).toBe(
    'Means are coloured by labels.npy. y.npy would fit as well.',
  );
  expect(note({ ...NO_LABELS, note: 'labels.npy has 900 entries, expected 1,797' })).toBe(
    'Means are not coloured: labels.npy has 900 entries, expected 1,797.',
  );
  expect(note(NO_LABELS)).toContain('no array of labels beside the dump');
});

it('the prior itself has the prior\u2019s shares in its circles, and q = p everywhere', () => {
  const pair = pairOf(standard);
  const [circles, places] = pairTables(pair);
  expect(circles.rows.map(([, , p]) => p)).toEqual(['39.3\u00a0%', '86.5\u00a0%', '98.9\u00a0%']);
  circles.rows.forEach(([, q, p]) => {
    expect(Math.abs(Number.parseFloat(q) - Number.parseFloat(p))).toBeLessThan(0.6);
  });
  expect(pairDescription(pair, 'A reading.')).toMatch(/A reading\. .* within 2σ 86\.\d\s% \(prior 86\.5\s%\)/);
  expect(places.rows).toHaveLength(10);
  expect(places.columns[1]).toBe('−3.55');
  expect([places.rows[0][0], places.rows.at(-1)![0]]).toEqual(['3.65', '−3.55']);
  expect(Object.fromEntries(placeRows(pair, 0.02, -1.04)!)).toMatchObject({
    'z, dimension 0': '0.0500',
    'z, dimension 1': '−1.05',
    'ln q/p': expect.stringMatching(/^(0|[−\d.e]+e−\d+) nats$/),
  });
  expect(
    Object.fromEntries(
      placeRows(
        pairOf(() => 0),
        0,
        0,
      )!,
    )['ln q/p'],
  ).toBe('−∞ nats, hole');
  expect(placeRows(pair, 4.01, 0)).toBeNull();
  expect(placeRows(pair, 0, -4.01)).toBeNull();
});

describe('the picture', () => {
  it('has the dense cells in full colour, z_b upwards, and nothing where there is nothing', () => {
    const pair = pairOf((a, b) => (a > 0 && b > 0 ? 1 : 0));
    const pixels = paintPair(pair, [10, 20, 30]);
    expect(pixels[POINTS - 1]).toBe(0xff1e140a);
    expect(pixels[0]).toBe(0x001e140a);
    expect(pixels[POINTS * (POINTS - 1) + POINTS - 1] >>> 24).toBe(0);
    // One spike of little mass leaves the others their colour.
    const spiked = pairOf((a, b) => (Math.abs(a) < 0.06 && Math.abs(b) < 0.06 ? 0.5 : 0.02));
    expect(brightestDensity(spiked)).toBeCloseTo(0.02, 6);
    expect(brightestDensity(pairOf(() => 0))).toBeGreaterThan(0);
  });

  /** Corners of a path's bounding box. */
  const boxOf = (d: string) => {
    const points = [...d.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  };

  it('has the prior\u2019s circles and the ellipse of the moments at their places', () => {
    const pair = pairOf(standard);
    const { x, y } = plotScale(pair);
    const wide = dimension(0, { betaHat: 0.5, aggregateVariance: 2.25 });
    const paths = shapeMarks(pair, [wide, dimension(1)], 0.8, THEME).filter(({ attributes }) =>
      [THEME.prior, THEME.moment].includes(String(attributes.stroke)),
    );
    const boxes = paths.map(({ attributes }) => boxOf(String(attributes.d)));
    expect(boxes).toHaveLength(4);
    for (const [k, [left, right, top, bottom]] of boxes.entries()) {
      const expected = k < 3 ? [-k - 1, k + 1, k + 1, -k - 1] : [0.5 - 3, 0.5 + 3, 2, -2];
      expect(left).toBeCloseTo(x(expected[0]), -0.5);
      expect(right).toBeCloseTo(x(expected[1]), -0.5);
      expect(top).toBeCloseTo(y(expected[2]), -0.5);
      expect(bottom).toBeCloseTo(y(expected[3]), -0.5);
    }
  });

  it('has whole numbers on its axes, fewer where the range is wide', () => {
    const numbers = (changes: Partial<PairDensity>) =>
      axisMarks(pairOf(standard, changes), THEME)
        .filter(({ text }) => text && /^−?\d+$/.test(text))
        .map(({ text }) => text);
    expect(new Set(numbers({}))).toEqual(new Set(['−4', '−3', '−2', '−1', '0', '1', '2', '3', '4']));
    const wide = numbers({ zMin: -40, zStep: 1.2 });
    expect(wide.length / 2).toBeLessThanOrEqual(PLOT.side / 28 + 1);
  });

  it('has classes of different colour and shape, the unlabelled below them, and names beside the means', () => {
    const styles = Array.from({ length: 20 }, (_, k) => classStyle(k, true));
    expect(new Set(styles.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(20);
    styles.slice(1).forEach(({ colour, shape }, k) => {
      expect(colour).not.toBe(styles[k].colour);
      expect(shape).not.toBe(styles[k].shape);
    });
    const pair = pairOf(standard, { labels: classes });
    const groups = pointGroups(pair, true, 'plain');
    expect(groups.map(({ name, indices }) => [name, indices])).toEqual([
      [null, [2]],
      ['cat', [0]],
      ['dog', [1, 3]],
    ]);
    expect(pointMarks(pair, groups, THEME)).toHaveLength(3);
    const names = classMarks(pair, groups, THEME);
    expect(names.map(({ text }) => text)).toEqual(['cat', 'dog']);
    const { x, y } = plotScale(pair);
    expect(names[0].attributes).toMatchObject({ x: x(0), y: y(0) + 4 });
    // Of two classes in one place one name stands there: the key has both.
    const together = pairOf(standard, { labels: classes, means: new Float32Array(8) });
    expect(classMarks(together, pointGroups(together, true, 'plain'), THEME)).toHaveLength(1);
  });

  it('has numbers on a scale from low to high, and one colour without labels', () => {
    const values = Float32Array.of(10, 20, 30, Number.NaN);
    const labels = { source: 'y.npy', note: null, classes: null, values };
    const groups = pointGroups(pairOf(standard, { labels }), false, 'plain');
    expect(groups.map(({ indices }) => indices)).toEqual([[3], [0], [1], [2]]);
    expect(groups[1].style.colour).toBe(scaleColour(0, false));
    expect(groups[3].style.colour).toBe(scaleColour(1, false));
    expect(groups.every(({ name }) => name === null)).toBe(true);
    expect(pointGroups(pairOf(standard), false, 'plain')).toEqual([
      { style: { colour: 'plain', shape: 0 }, indices: [0, 1, 2, 3], name: null },
    ]);
  });
});
