import { expect, test } from 'vitest';
import { parseFilter } from '../../../src/dashboard/dimensionFilter';
import { dimension, finding, NO_DENSITY } from './sampleReport';

const dimensions = [
  dimension(0, { kl: 0.5, aggregateKl: 0.02, negentropy: 0.2 }),
  dimension(1, { kl: 0, collapsed: true, active: false, aggregateKl: 0 }),
  dimension(2, { kl: 2, aggregateKl: 0.03, betaHat: -0.5 }),
  dimension(3, { kl: 0.04, active: false, ...NO_DENSITY }),
  dimension(4, { kl: 1, collapsedFraction: 0.25, meanVariance: 1e-3 }),
];
const context = {
  pinned: [4, 0],
  findings: [finding({ code: 'posterior-hole', dimensions: [2, 3] })],
};

function kept(text: string): number[] {
  const { keep, error } = parseFilter(text, context);
  expect(error).toBeNull();
  return dimensions.filter(keep!).map(({ index }) => index);
}
const refusal = (text: string) => parseFilter(text, context).error;

test.each([
  ['', [0, 1, 2, 3, 4]],
  [' , ', [0, 1, 2, 3, 4]],
  ['3', [3]],
  ['3, 0-1', [0, 1, 3]],
  ['0\u20131 4', [0, 1, 4]],
  ['2 - 999999999999', [2, 3, 4]],
  ['collapsed', [1]],
  ['Active', [0, 2, 4]],
  ['inactive', [3]],
  ['not collapsed', [0, 2, 3, 4]],
  ['pinned', [0, 4]],
  ['posterior-hole', [2, 3]],
  ['kl > 0.5', [2, 4]],
  ['K>=.5', [0, 2, 4]],
  ['f >= 0.03', [2]],
  ['F<3%', [0, 1, 4]],
  ['j > 2', [3, 4]],
  ['J > 0.1', [0]],
  ['c \u2265 25%', [4]],
  ['beta < \u22120.1', [2]],
  ['\u03b2\u0302 != 0', [2]],
  ['S <= 1e-3', [4]],
  ['meanVariance = 0.001', [4]],
  ['0-3 kl > 0.1 and not active', []],
  ['0-3, not active', [1, 3]],
] as [string, number[]][])('"%s"', (text, indices) => {
  expect(kept(text)).toEqual(indices);
});

test.each([
  ['collapsd', '\u201ccollapsd\u201d'],
  ['active, kl >> 1', '\u201ckl >> 1\u201d'],
  ['kl >', '\u201ckl >\u201d'],
  ['kl', '\u201ckl\u201d'],
  ['3-', '\u201c3-\u201d'],
  ['2, %', '\u201c%\u201d'],
  ['klx > 1', 'compares \u201cklx\u201d, expected one of j, K, B, F, MM'],
  ['20-10', 'range 20-10, expected its smaller end first'],
])('"%s" is refused in one sentence that quotes it', (text, quoted) => {
  const error = refusal(text)!;
  expect(error).toMatch(/^The filter .*[^.]\.$/);
  expect(error).toContain(quoted);
});
