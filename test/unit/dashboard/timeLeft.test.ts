import { expect, it } from 'vitest';
import { secondsLeft } from '../../../src/dashboard/views/timeLeft';

it('estimates the time left from the pace so far', () => {
  expect(secondsLeft(2000, 100, 300)).toBe(', about 6 s left');
  expect(secondsLeft(10_000, 10, 300)).toBe(', about 5 min left');
});

it('says nothing while there is no pace to go by', () => {
  expect(secondsLeft(200, 100, 300)).toBe('');
  expect(secondsLeft(5000, 0, 300)).toBe('');
});
