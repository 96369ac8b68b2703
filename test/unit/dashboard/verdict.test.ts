import { expect, test } from 'vitest';
import { firstClause, verdictOf } from '../../../src/dashboard/verdict';
import { dimension, finding, NO_DENSITY, report } from './sampleReport';

test('the worst finding gives the sentence and the others are counted', () => {
  const findings = [
    finding({ severity: 'warning', code: 'uninformative-dimension' }),
    finding({ message: 'gamma = 1.5 >= 1 guarantees posterior holes: at least 0.22 nats. Use gamma < 1.' }),
    finding({ severity: 'warning' }),
    finding({ severity: 'info', code: 'active-units-forced' }),
  ];
  expect(verdictOf(report([dimension(0)], findings))).toEqual({
    severity: 'error',
    headline: 'Posterior hole forced by gamma',
    sentence: 'gamma = 1.5 >= 1 guarantees posterior holes: at least 0.22 nats. Also 2 warnings.',
  });
});

test('information alone is no warning', () => {
  const verdict = verdictOf(report([dimension(0), dimension(1)], [finding({ severity: 'info' })]));
  expect(verdict.severity).toBe('good');
  expect(verdict.sentence).toBe(
    '2 of 2 units are active, and the marginals of the aggregate posterior are 0 nats from the prior in sum.',
  );
});

test('without the density of a dimension the good news are what the moments prove', () => {
  const dimensions = [
    dimension(0, { aggregateKlFloor: 0.004, aggregateKl: 0.005 }),
    dimension(1, { ...NO_DENSITY, aggregateKlFloor: 0.008 }),
  ];
  expect(verdictOf(report(dimensions)).sentence).toBe(
    '2 of 2 units are active, and the marginals of the aggregate posterior are at least 0.0120 nats from the prior in sum.',
  );
});

test('a clause ends at a semicolon or full stop outside parentheses, not inside a number', () => {
  expect(firstClause('K = 0.003 nats (limit 0.01; N = 5); the rest. More.')).toBe(
    'K = 0.003 nats (limit 0.01; N = 5).',
  );
  expect(firstClause('All is said. Set eps=1e-8.')).toBe('All is said.');
  expect(firstClause('no end')).toBe('no end');
});
