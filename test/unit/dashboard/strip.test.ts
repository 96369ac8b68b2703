import { expect, test } from 'vitest';
import { normalDensity } from '../../../src/dashboard/gaussian';
import { logRatio, logRatioPlot } from '../../../src/dashboard/logRatio';
import { stripReading } from '../../../src/dashboard/readings';
import { averageRows, HOLE_LEVEL, LEVELS, levelOf, stripCells } from '../../../src/dashboard/stripCells';
import { type Rgb, stripColours, toOklab } from '../../../src/dashboard/stripColours';
import { collapsedRuns, labelledRows, rowAt, scrollToRow, stripLayout } from '../../../src/dashboard/stripLayout';
import { paintStrip } from '../../../src/dashboard/stripPaint';
import type { AggregateCurves } from '../../../src/dashboardProtocol';
import { dimension, NO_DENSITY, report } from './sampleReport';

const POINTS = 400;

/** Curves of one dimension per given density, on -5..5. */
function curvesOf(...densities: ((z: number) => number)[]): AggregateCurves {
  const zStep = 10 / POINTS;
  const values = densities.flatMap((q) => Array.from({ length: POINTS }, (_, k) => q(-5 + (k + 0.5) * zStep)));
  const meanHistogram = new Float32Array((POINTS / 5) * densities.length);
  return { zMin: -5, zStep, points: POINTS, density: Float32Array.from(values), cellsPerBin: 5, meanHistogram };
}

const wide = (z: number) => normalDensity(z, 0, 2.25);
const unknown = () => Number.NaN;
const cellAt = (z: number) => Math.floor((z + 5) / (10 / POINTS));

test('levels run from much too thin over equal to much too thick', () => {
  expect([levelOf(-Infinity), levelOf(-3), levelOf(0), levelOf(3), levelOf(9)]).toEqual([1, 1, 128, LEVELS, LEVELS]);
  expect(levelOf(Math.log(0.49))).toBeLessThan(HOLE_LEVEL);
  expect(levelOf(Math.log(0.51))).toBeGreaterThanOrEqual(HOLE_LEVEL);
});

test('cells hold ln q/p, fade out where neither density has mass, and say what is not known', () => {
  const { level, opacity } = stripCells(curvesOf(normalDensity, wide, unknown), 3);
  expect(level[cellAt(1)]).toBe(128);
  expect([opacity[cellAt(0)], opacity[cellAt(4.5)]]).toEqual([255, 0]);
  // ln N(3; 0, 2.25)/p = 4.5 - 2 - ln 1.5.
  expect(level[POINTS + cellAt(3)]).toBeCloseTo(levelOf(2.5 - Math.log(1.5)), -1);
  // A wide q has mass where the prior has none.
  expect(opacity[POINTS + cellAt(4.5)]).toBeCloseTo(opacity[POINTS + cellAt(-4.51)], -1);
  expect(opacity[POINTS + cellAt(4.5)]).toBeGreaterThan(100);
  expect(level.subarray(2 * POINTS).every((value) => value === 0)).toBe(true);
});

test('an overview averages the dimensions that fall on one row, in the order of the strip', () => {
  const cells = stripCells(curvesOf(normalDensity, wide, unknown, unknown), 4);
  const mixed = averageRows(cells, [1, 2, 0, 3], 2);
  const at = cellAt(2);
  expect([mixed.level[at], mixed.level[POINTS + at]]).toEqual([cells.level[POINTS + at], cells.level[at]]);
  const all = averageRows(cells, [0, 1, 2, 3], 1);
  expect(all.level[at]).toBe(Math.round((cells.level[at] + cells.level[POINTS + at]) / 2));
  expect(averageRows(cells, [2, 3], 1).level[at]).toBe(0);
});

test.each<[string, Rgb, Rgb]>([
  ['dark', [31, 31, 31], [204, 204, 204]],
  ['light', [255, 255, 255], [59, 59, 59]],
  ['high contrast', [0, 0, 0], [255, 255, 255]],
])('colours of a %s theme part by hue, and by lightness alone', (_, background, foreground) => {
  const inks = {
    background,
    foreground,
    aggregate: [55, 148, 255],
    hole: [241, 76, 76],
    muted: [128, 128, 128],
  } as const;
  const { ramp } = stripColours(inks);
  const rgbOf = (level: number): Rgb => [ramp[level] & 255, (ramp[level] >> 8) & 255, ramp[level] >> 16];
  const lab = Array.from({ length: LEVELS }, (_, k) => toOklab(rgbOf(k + 1)));
  const towardsForeground = Math.sign(toOklab(foreground)[0] - toOklab(background)[0]);
  for (let k = 10; k < LEVELS; k++) expect(towardsForeground * (lab[k][0] - lab[k - 10][0])).toBeGreaterThan(0);
  const [thin, even, thick] = [lab[0], lab[127], lab[LEVELS - 1]];
  expect(Math.hypot(even[1], even[2])).toBeLessThan(0.01);
  // Red, and blue.
  expect(thin[1]).toBeGreaterThan(0.04);
  expect(thick[2]).toBeLessThan(-0.04);
});

test('holes are hatched, the unknown is dotted, and rows stand apart', () => {
  const hole = (z: number) => (z < 0 ? normalDensity(z) : 0.4 * normalDensity(z));
  const cells = stripCells(curvesOf(hole, unknown), 2);
  const colours = { ramp: new Uint32Array(LEVELS + 1).fill(1), hatch: 2, unknown: 3 };
  const size = { width: POINTS, height: 24, rowHeight: 12, top: 0, scale: 1 };
  const pixels = paintStrip(cells, [0, 1], size, colours);
  const colour = (x: number, y: number) => pixels[y * POINTS + x] & 0xffffff;
  const share = (from: number, to: number, y: number, value: number) =>
    Array.from({ length: to - from }, (_, k) => colour(from + k, y)).filter((at) => at === value).length / (to - from);
  expect(share(100, 196, 5, 2)).toBe(0);
  expect(share(202, 298, 5, 2)).toBeCloseTo(1 / 6, 1);
  expect(colour(150, 11)).toBe(0);
  expect([share(0, POINTS, 12, 3), share(0, POINTS, 13, 3)]).toEqual([expect.closeTo(1 / 6, 2), 0]);
  // Scrolled by one row, its picture is the same: the hatch moves with its row.
  const scrolled = paintStrip(cells, [1, 0], { ...size, top: 12 }, colours);
  expect(scrolled.subarray(0, 12 * POINTS)).toEqual(pixels.subarray(0, 12 * POINTS));
});

test('few rows are high, more are lower, and thousands scroll', () => {
  expect([8, 32, 128, 200].map((rows) => stripLayout(rows).rowHeight)).toEqual([18, 13, 3, 2]);
  expect(stripLayout(200).scrolls).toBe(false);
  const many = stripLayout(4096);
  expect(many).toMatchObject({ rowHeight: 2, height: 420, scrolls: true });
  expect([rowAt(many, -1), rowAt(many, 0), rowAt(many, 8191), rowAt(many, 8192)]).toEqual([null, 0, 4095, null]);
  expect([scrollToRow(many, 4095, 0), scrollToRow(many, 0, 500), scrollToRow(many, 300, 500)]).toEqual([7772, 0, 500]);
});

test('labels do not touch, and the chosen row has one', () => {
  expect(labelledRows(stripLayout(8), 8, 3, 0).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const labelled = labelledRows(stripLayout(4096), 4096, 1003, 1990).sort((a, b) => a - b);
  expect(labelled).toContain(1003);
  expect(labelled).not.toContain(1000);
  expect(Math.min(...labelled.slice(1).map((row, k) => row - labelled[k]))).toBeGreaterThanOrEqual(7);
});

test('collapsed rows beside each other are one run', () => {
  const rows = [true, true, false, true].map((collapsed) => ({ collapsed }));
  expect(collapsedRuns(rows, 0, 4)).toEqual([
    { first: 0, end: 2 },
    { first: 3, end: 4 },
  ]);
});

test('the log ratio is drawn in full within the plot and along the edge beyond it', () => {
  const curves = curvesOf((z) => normalDensity(z, 0, 0.25), unknown);
  // ln N(z; 0, 1/4)/p = ln 2 - 3 z^2/2.
  expect(logRatio(curves, 0, cellAt(1))).toBeCloseTo(Math.log(2) - 1.5 * 1.0125 ** 2, 5);
  const { inside, beyond, arrows, holes } = logRatioPlot(curves, 0);
  expect(arrows.map(({ side, z }) => [side, Math.sign(z)])).toEqual([
    ['below', -1],
    ['below', 1],
  ]);
  expect(Math.max(...inside.map(({ z }) => z))).toBeCloseTo(Math.sqrt((Math.log(2) + 4) / 1.5), 1);
  expect(beyond.every(({ ratio }) => ratio === -4)).toBe(true);
  expect(holes.every(({ from, to }) => from === -Math.log(2) && to < from)).toBe(true);
  expect(logRatioPlot(curves, 1)).toEqual({ inside: [], beyond: [], arrows: [], holes: [] });
});

test('the line above the strip counts widths and names the worst hole', () => {
  const broad = dimension(0, { aggregateVariance: 2, holeMass: 0.05 });
  const narrow = dimension(1, { aggregateVariance: 0.5, holeMass: 0.12 });
  expect(stripReading(report([broad, narrow, dimension(2)]))).toBe(
    '1 of 3 dimensions is narrower than the prior, 1 of 3 dimensions is wider than the prior; q is more than twice too thin for 12\u00a0% of the prior\u2019s mass in dimension 1, the worst.',
  );
  expect(stripReading(report([dimension(0)]))).toBe(
    'All 1 dimension are as wide as the prior; none has a hole (H below 0.1\u00a0%).',
  );
  expect(stripReading(report([broad, { ...narrow, ...NO_DENSITY }]))).toContain('in dimension 0.');
  expect(stripReading(report([{ ...broad, ...NO_DENSITY }]))).toBe('1 of 1 dimension is wider than the prior.');
});
