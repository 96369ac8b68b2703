import { expect, test } from 'vitest';
import { densityPlot, meansPlot } from '../../../src/dashboard/aggregatePlot';
import { normalCurve, normalDensity } from '../../../src/dashboard/gaussian';
import { cellCentre, findHoles } from '../../../src/dashboard/holes';
import type { AggregateCurves } from '../../../src/dashboardProtocol';
import { dimension, NO_DENSITY } from './sampleReport';

/** Curves of one dimension per given density, on -4..4 with 800 cells. */
function curvesOf(...densities: ((z: number) => number)[]): AggregateCurves {
  const points = 800;
  const zStep = 8 / points;
  const values = densities.flatMap((q) => Array.from({ length: points }, (_, k) => q(-4 + (k + 0.5) * zStep)));
  return {
    zMin: -4,
    zStep,
    points,
    density: Float32Array.from(values),
    cellsPerBin: 10,
    meanHistogram: new Float32Array((points / 10) * densities.length).fill(1 / 8),
  };
}

const curves = curvesOf(
  normalDensity,
  (z) => normalDensity(z, 0, 0.25),
  (z) => (normalDensity(z, 2, 0.1) + normalDensity(z, -2, 0.1)) / 2,
);
const edges = (j: number) =>
  findHoles(curves, j).map(({ first, end }) => [cellCentre(curves, first), cellCentre(curves, end - 1)]);

test('the prior itself has no hole', () => {
  expect(findHoles(curves, 0)).toEqual([]);
});

test('a narrow aggregate posterior has a hole on either side', () => {
  // q < p/2 where 2 exp(-2 z^2) < exp(-z^2/2)/2, that is z^2 > ln 4 / 1.5.
  const edge = Math.sqrt(Math.log(4) / 1.5);
  const [left, right] = edges(1);
  expect(left[1]).toBeCloseTo(-edge, 1);
  expect(right[0]).toBeCloseTo(edge, 1);
  // 2 (1 - Phi(0.9613)), less what lies beyond the grid.
  const mass = findHoles(curves, 1).reduce((sum, hole) => sum + hole.mass, 0);
  expect(mass).toBeCloseTo(0.3363, 2);
});

test('two modes have a hole between them', () => {
  const middle = edges(2).find(([from, to]) => from < 0 && to > 0)!;
  expect(middle[0]).toBeCloseTo(-middle[1], 6);
});

test('the plot hatches holes, labels the largest with H and does not let a spike flatten the prior', () => {
  const { rows, signals } = densityPlot(curves, dimension(2, { holeMass: 0.6 }));
  expect(rows.label).toEqual([{ z: 0, density: normalDensity(0), align: 'center', text: 'H = 0.600' }]);
  expect(new Set(rows.holes.map(({ hole }) => hole)).size).toBe(findHoles(curves, 2).length);
  const spike = densityPlot(
    curvesOf((z) => (Math.abs(z) < 0.05 ? 10 : 0)),
    dimension(0),
  );
  expect(spike.signals.yMax).toBeCloseTo(2.16);
  expect(signals.zMin).toBe(-4);
});

test('a density that is not known has no curve and no holes, and no NaN is drawn', () => {
  const unknown = curvesOf(() => Number.NaN);
  expect(findHoles(unknown, 0)).toEqual([]);
  const { rows, signals } = densityPlot(unknown, dimension(0, { ...NO_DENSITY, aggregateVariance: 0.25 }));
  expect(rows).toMatchObject({ curve: [], holes: [], label: [] });
  const drawn = [...rows.moment.flatMap(({ z, density }) => [z, density]), ...Object.values(signals)];
  expect(drawn.filter((value) => !Number.isFinite(value))).toEqual([]);
  // The plot is as high as where the prior is the highest.
  expect(signals).toEqual(densityPlot(curves, dimension(0)).signals);
});

test('the histogram covers the axis, and gamma = 0 draws no normal density', () => {
  const { rows } = meansPlot(curves, dimension(0), 0);
  expect(rows.normal).toEqual([]);
  expect(rows.bins).toHaveLength(80);
  expect(rows.bins.at(-1)!.to).toBeCloseTo(4);
});

test('a narrow normal curve keeps its peak', () => {
  const peak = Math.max(...normalCurve(0.3, 1e-6, -4, 4).map(({ density }) => density));
  expect(peak).toBeCloseTo(normalDensity(0, 0, 1e-6), 6);
});
