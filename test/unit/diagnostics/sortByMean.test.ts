import { expect, test } from 'vitest';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { sortByMean } from '../../../src/diagnostics/sortByMean';

const { next, uniform } = normalGenerator(9);
const COUNT = 5000;
const MEANS: Record<string, (i: number) => number> = {
  drawn: () => next(),
  'of few values': () => Math.floor(3 * uniform()),
  'all equal': () => 0.5,
  ascending: (i) => i,
  descending: (i) => -i,
  'rising and falling': (i) => Math.min(i, COUNT - i),
  'with infinities': (i) => (i % 7 === 0 ? Infinity : i % 5 === 0 ? -Infinity : next()),
};

test.each(Object.keys(MEANS))('components with means %s come in their order, each with its own sigma', (name) => {
  for (const count of [0, 1, 2, 3, 24, 25, 100, COUNT]) {
    const mean = Float64Array.from({ length: count }, (_, i) => MEANS[name](i));
    const sigma = Float64Array.from({ length: count }, (_, i) => i);
    const before = mean.slice();
    sortByMean(mean, sigma);
    expect(mean).toEqual(before.slice().sort());
    expect(Array.from(sigma, (i) => before[i])).toEqual(Array.from(mean));
    expect(sigma.slice().sort()).toEqual(Float64Array.from({ length: count }, (_, i) => i));
  }
});
