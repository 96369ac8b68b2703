import { expect, test } from 'vitest';
import {
  absentNumber,
  aggregateReading,
  declaredGamma,
  densityNote,
  klReading,
  planeReading,
  sampleSize,
} from '../../../src/dashboard/readings';
import { dimension, NO_DENSITY, preliminary, report } from './sampleReport';

const wide = dimension(0, { aggregateVariance: 2, aggregateKlFloor: 0.153, aggregateKl: 0.2 });
const narrow = dimension(1, { aggregateVariance: 0.5, aggregateKlFloor: 0.097, aggregateKl: 0.1, holeMass: 0.2 });
const fitting = dimension(2);

test('the KL line gives the floor, its share and the collapsed dimensions', () => {
  const text = klReading(report([fitting, dimension(3, { collapsed: true, kl: 0, klFloor: 0 })]));
  expect(text).toContain('The KL is 0.500 nats; 0.320 nats, 64\u00a0% of it,');
  expect(text).toContain('1 of 2 dimensions is collapsed.');
});

test('a KL of zero has no share', () => {
  const nothing = dimension(0, { kl: 0, klFloor: 0, collapsed: true });
  expect(klReading(report([nothing]))).not.toContain('%');
});

test('the aggregate line tells wide, narrow, shifted and fitting apart', () => {
  expect(aggregateReading(wide)).toContain('Dimension 0 is wider than the prior (variance t = 2.00)');
  expect(aggregateReading(narrow)).toContain('is narrower than the prior');
  expect(aggregateReading(narrow)).toContain('20\u00a0% of prior draws fall into a hole (H)');
  expect(aggregateReading(fitting)).toContain('is about as wide as the prior');
  expect(aggregateReading(fitting)).toContain('no hole');
  expect(aggregateReading(dimension(4, { betaHat: 0.5 }))).toContain('is shifted off the prior');
});

test('without a density the aggregate line says what the moments force', () => {
  expect(aggregateReading({ ...wide, ...NO_DENSITY })).toBe(
    'Dimension 0 is wider than the prior (variance t = 2.00): moments force F to be at least MM = 0.153 nats.',
  );
});

test('what a density would show is said to follow with the whole dump, or not at all', () => {
  const whole = report([{ ...wide, ...NO_DENSITY }]);
  expect(densityNote(preliminary(whole), 0)).toBe('The density of dimension 0 follows with the whole dump.');
  expect(densityNote(whole, 0)).toBe('The density of dimension 0 could not be computed.');
  expect([absentNumber(preliminary(whole)), absentNumber(whole)]).toEqual(['not computed yet', 'not computable']);
});

test('the plane line counts dimensions on each side of the circle', () => {
  expect(planeReading(report([wide, narrow, fitting]))).toBe(
    '1 of 3 dimensions is narrower than the prior, 1 of 3 dimensions is wider than the prior by more than 0.01 nats; the rest lie on the dashed circle.',
  );
  expect(planeReading(report([wide]))).toBe('1 of 1 dimension is wider than the prior by more than 0.01 nats.');
  expect(planeReading(report([fitting]))).toContain('to within 0.01 nats');
});

test('N and gamma', () => {
  expect(sampleSize(report([fitting]))).toBe('N = 1,797');
  const declared = { bnEps: null, betaWeight: null, epoch: null, from: null };
  expect(declaredGamma({ ...declared, gamma: 0.6 }, 3)).toBe(0.6);
  expect(declaredGamma({ ...declared, gamma: [0.5, 0.7] }, 1)).toBe(0.7);
  expect(declaredGamma({ ...declared, gamma: null }, 0)).toBeNull();
});
