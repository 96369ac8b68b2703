import { describe, expect, it } from 'vitest';
import { scanNumber } from '../../../src/dumps/jsonNumber';
import { toBytes } from './inMemory';
import { seededRandom } from './random';

function scan(text: string): { end: number; value: number } {
  const result = { value: Number.NaN };
  const bytes = toBytes(text);
  return { end: scanNumber(bytes, 0, bytes.length, result), value: result.value };
}

describe('scanNumber', () => {
  it.each([
    '0',
    '-0',
    '0.0',
    '-0.0e5',
    '1',
    '-12',
    '1e5',
    '1E+05',
    '1.5e-3',
    '0.1',
    '0.017004101150023918',
    '9007199254740993',
    '9007199254740993.0',
    '123456789012345678',
    '1234567890123456789012345678901234567890',
    '0.000000000000000000000000000001',
    '5e-324',
    '2.4703282292062328e-324',
    '2.4703282292062327e-324',
    '1.7976931348623157e308',
    '1.7976931348623159e308',
    '1e400',
    '-1e400',
    '1e-400',
    '1e99999999999999999999',
    '2.2250738585072011e-308',
    // Halfway between two float64 values, and a digit to either side.
    '9007199254740992.5',
    '9007199254740993.00000000000000001',
    '0.500000000000000166533453693773481063544750213623046875',
    '4503599627370496.5',
    '4503599627370497.5',
    // Within 2^-105 of halfway: beyond double-double arithmetic.
    '610817483635848468e-22',
    '613201669426864093e-22',
    '622738412590926593e-22',
    '3689857399914203e-22',
    '3462699973132672e-22',
    '3917014826695734e-22',
    '3235542546351141e-22',
    '1731349986566336e-22',
    '1958507413347867e-22',
    '1125899906842624.125',
    '1125899906842624.375',
  ])('reads %s as Number does', (text) => {
    expect(scan(`${text},`)).toEqual({ end: text.length, value: Number(text) });
    expect(scan(text)).toEqual({ end: text.length, value: Number(text) });
  });

  it('reads random decimals as Number does', () => {
    const next = seededRandom(7);
    const wrong: string[] = [];
    const float64 = new Float64Array(1);
    const bits = new Uint32Array(float64.buffer);
    for (let round = 0; round < 20_000; round++) {
      bits[0] = next() * 2 ** 32;
      // Exponents from 2^-127 to 2^127: where dumps live, and beyond the exact powers of ten on both sides.
      bits[1] = ((next() < 0.5 ? 0x80000000 : 0) | ((896 + next() * 254) << 20) | (next() * 2 ** 20)) >>> 0;
      const value = float64[0];
      const single = Math.fround(value);
      for (const text of [`${value}`, `${single}`, value.toFixed(round % 20), value.toPrecision(1 + (round % 21))]) {
        if (scan(text).value !== Number(text)) wrong.push(text);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['1.x', 2],
    ['1.e5', 2],
    ['-x', 1],
    ['-.5', 1],
    ['1ex', 2],
    ['1e+x', 3],
    ['1.2.', -1],
  ])('points at the byte that breaks the grammar in %s', (text, at) => {
    expect(scan(text).end).toBe(at < 0 ? 3 : -1 - at);
  });

  it.each(['-', '1', '1.', '1.5', '1e', '1e+', '1e5'])('reaches the limit in %s, which may go on', (text) => {
    expect(scan(text).end).toBe(text.length);
  });

  it('ends behind a leading 0', () => {
    expect(scan('-01')).toEqual({ end: 2, value: -0 });
  });
});
