import { expect, test } from 'vitest';
import { keyNumbers } from '../../../src/dashboard/keyNumbers';
import { dimension, NO_DENSITY, preliminary, report } from './sampleReport';

const known = [dimension(0, { aggregateKl: 0.25 }), dimension(1, { aggregateKl: 0.5 })];
const partly = [known[0], { ...known[1], ...NO_DENSITY, aggregateKlFloor: 0.2 }];
const named = (numbers: ReturnType<typeof keyNumbers>, name: string) => numbers.find((n) => n.name === name)!;

test('sums over dimensions have their unit, context and all digits', () => {
  const numbers = keyNumbers(report(known));
  expect(numbers.map(({ absent }) => absent)).toEqual([null, null, null, null, null]);
  expect(named(numbers, 'Aggregate KL')).toMatchObject({
    value: '0.750',
    unit: 'nats',
    context: 'sum; moment floor 0',
  });
  expect(named(numbers, 'Aggregate KL').title).toContain('KL(q_j || p): 0.75 nats');
  expect(named(numbers, 'Mutual information').title).toContain('K - F: 1 nats');
});

test.each([
  ['of a sample', preliminary(report(partly)), 'not computed yet'],
  ['of the whole', report(partly), 'not computable'],
])('sums that lack a density are dashes that say why: %s', (_, found, reason) => {
  const numbers = keyNumbers(found);
  expect(numbers.filter(({ absent }) => absent === reason).map(({ name }) => name)).toEqual([
    'Aggregate KL',
    'Mutual information',
  ]);
  for (const { value, title, context, absent } of numbers) {
    expect(value === '–').toBe(absent !== null);
    expect(`${value} ${title} ${context}`).not.toMatch(/null|NaN/);
    if (absent) expect(title).toContain(reason);
  }
  expect(named(numbers, 'Aggregate KL').context).toBe('sum; moment floor 0.200');
});
