import { expect, test } from 'vitest';
import { aggregateTables, explorerTables, klTable, planeTable, stripTable } from '../../../src/dashboard/dataTables';
import { findingsReading } from '../../../src/dashboard/readings';
import { curvesOf } from './sampleCurves';
import { dimension, finding, NO_DENSITY, report } from './sampleReport';

test('the chosen dimension: density over z, holes and histogram', () => {
  const [density, holes, means] = aggregateTables(report([dimension(0), dimension(1)]), curvesOf([1, 0.5]), 1);
  expect(density.caption).toBe('Aggregate posterior q and prior p of dimension 1');
  expect(density.rows).toHaveLength(80);
  expect(density.rows[40]).toEqual(['0.0500', '0.794', '0.398', '0.689', '']);
  // Half as wide as the prior: q < p/2 from |z| = 0.96 on, as ln 2 - 3 z^2/2 < -ln 2.
  expect(holes.rows.map(([from, to]) => [from, to])).toEqual([
    ['\u22124.00', '\u22121.00'],
    ['1.00', '4.00'],
  ]);
  expect(density.rows.filter(([, , , , hole]) => hole === 'hole')).toHaveLength(60);
  expect(means.rows).toEqual([['\u22120.400', '0', '2.50']]);
});

test('a density that is not known has no rows, and says why', () => {
  const [density, means] = aggregateTables(report([dimension(0, NO_DENSITY)]), curvesOf([Number.NaN]), 0);
  expect(density).toMatchObject({ caption: 'The density of dimension 0 could not be computed.', rows: [] });
  expect(means.rows).toHaveLength(1);
  const of = report([dimension(0, NO_DENSITY)]);
  expect(stripTable(of, curvesOf([Number.NaN]), of.dimensions).rows).toEqual([
    ['0', '1.00', '–', '–', 'not computable'],
  ]);
});

test('many cells of the curve are thinned, and the caption says so', () => {
  const curves = curvesOf([1]);
  const fine = { ...curves, points: 400, density: new Float32Array(400).fill(0.1), zStep: 0.02 };
  const [density] = aggregateTables(report([dimension(0)]), fine, 0);
  expect(density.rows).toHaveLength(80);
  expect(density.caption).toContain('every 5th cell');
});

test('the strip, in its own order, with the holes of each dimension', () => {
  const of = report([dimension(0), dimension(1, { collapsed: true, holeMass: 0.3 })]);
  const { rows } = stripTable(of, curvesOf([1, 0.5]), [of.dimensions[1], of.dimensions[0]]);
  expect(rows).toEqual([
    ['1, collapsed', '1.00', '0', '0.300', '\u22124.00 to \u22121.00, 1.00 to 4.00'],
    ['0', '1.00', '0', '0', 'none'],
  ]);
});

test('the KL has its standard error in a column, down to what is only rounding', () => {
  const errors = [0.0004, 4e-15, 0, null].map((klStandardError, j) => dimension(j, { klStandardError }));
  expect(klTable(errors).rows.map(([, , error]) => error)).toEqual(['4.0e\u22124', '< 1.0e\u221212', '0', '']);
});

test('the plane and the explorer: a row per dimension, and the floors by gamma', () => {
  const of = report([dimension(0), dimension(1, { active: false })]);
  expect(planeTable(of).rows).toEqual([
    ['0', '0.800', '0.600', '1.00', '0', '0'],
    ['1, inactive', '0.800', '0.600', '1.00', '0', '0'],
  ]);
  const [floors, points] = explorerTables(of);
  expect(floors.rows).toHaveLength(21);
  // (gamma^2 - 1 - ln gamma^2)/2 = 0.2195 at 1.5, whatever the spread.
  expect(floors.rows[15].slice(0, 3)).toEqual(['1.5', '1.13', '0.220']);
  expect(points.rows).toHaveLength(2);
});

test('how many findings there are, and what they concern', () => {
  expect(findingsReading(report([dimension(0)]))).toBe('No findings: no threshold was reached.');
  const found = [
    finding({ dimensions: [0, 1] }),
    finding({ severity: 'warning', dimensions: [1, 2] }),
    finding({ severity: 'info', dimensions: [3] }),
  ];
  const four = [0, 1, 2, 3].map((j) => dimension(j));
  expect(findingsReading(report(four, found))).toBe(
    '1 error, 1 warning, 1 for information; errors and warnings concern 3 of 4 dimensions. Worst first; a number chooses its dimension.',
  );
});
