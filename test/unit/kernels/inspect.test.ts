import { describe, expect, it } from 'vitest';
import { shiftOf } from '../../../src/diagnostics/moments';
import { SCANNERS } from './scanned';

const KINDS = SCANNERS.flatMap(([name, create]) =>
  [false, true].map((single) => [`${name}, ${single ? 'float32' : 'float64'}`, create, single] as const),
);

describe.each(KINDS)('inspect (%s)', (_, create, single) => {
  const shift = shiftOf(new Float64Array(), new Float64Array(), 0, 3);
  const { block, inspect } = create(shift, 4, { single });
  const inspected = (values: number[], array = block.spread) => {
    // What lies beyond the inspected does not count.
    array.fill(-Infinity).set(values);
    return inspect(array, values.length, 100);
  };
  const positive = { within: true, negative: false, nonzero: true };

  it.each([1, 2, 3, 4, 5, 6, 7, 12])('finds one value at any place among %i', (count) => {
    for (const array of [block.mean, block.spread]) {
      for (let place = 0; place < count; place++) {
        const among = (value: number, others: number) =>
          inspected(
            Array.from({ length: count }, (_, k) => (k === place ? value : others)),
            array,
          );
        for (const beyond of [NaN, Infinity, 100.1]) expect(among(beyond, 1)).toEqual({ ...positive, within: false });
        for (const beyond of [-Infinity, -100.1]) {
          expect(among(beyond, 1)).toEqual({ within: false, negative: true, nonzero: true });
        }
        expect(among(-1e-30, 1)).toEqual({ ...positive, negative: true });
        expect(among(1e-30, 0)).toEqual(positive);
      }
    }
  });

  it('tells values within their bound, and all 0', () => {
    expect(inspected([100, 5, 1e-9])).toEqual(positive);
    expect(inspected([-100, -5])).toEqual({ ...positive, negative: true });
    expect(inspected([0, -0, 0])).toEqual({ within: true, negative: false, nonzero: false });
    expect(inspected([])).toEqual({ within: true, negative: false, nonzero: false });
  });
});
