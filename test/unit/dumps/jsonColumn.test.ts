import { describe, expect, it } from 'vitest';
import { jsonPlaceAt } from '../../../src/dumps/jsonColumn';

/** The place at the `|` in a text without it, in words: key, indices, and the text it spans. */
function at(marked: string): string | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const place = jsonPlaceAt(text, offset);
  if (!place) return undefined;
  const { key, keyStart, from, to, element } = place;
  expect(text[keyStart]).toBe('"');
  const indices = element ? `[${element.slab}, ${element.row}, ${element.column}]` : '';
  return `${key}${indices} ${text.slice(from, to)}`;
}

describe('jsonPlaceAt finds', () => {
  it.each([
    ['{"mu": [[1.5, 2|], [3, 4]]}', 'mu[0, 0, 1] 2'],
    ['{"mu": [[|1.5, 2], [3, 4]]}', 'mu[0, 0, 0] 1.5'],
    ['{"mu": [[1.5, 2], [-3e-|05, 4]]}', 'mu[0, 1, 0] -3e-05'],
    ['{"mu": [[1.5, 2], [3, -Inf|inity]], "lv": [[5, 6]]}', 'mu[0, 1, 1] -Infinity'],
    ['{"mu": [[1, 2]], "lv": [[5, 6], [7, |8]]}', 'lv[0, 1, 1] 8'],
    ['{"mu": [[1, 2]], "labels": ["a", "]"], "lv": [[5|]]}', 'lv[0, 0, 0] 5'],
  ])('the number in %s', (marked, found) => {
    expect(at(marked)).toBe(found);
  });

  it('the column of a place between numbers', () => {
    expect(at('{"mu": [[1, |  2, 3]]}')).toBe('mu[0, 0, 1] ');
    expect(at('{"mu": [[1,| 2, 3]]}')).toBe('mu[0, 0, 1] ');
    expect(at('{"mu": [[1|, 2, 3]]}')).toBe('mu[0, 0, 0] 1');
    expect(at('{"mu": [[1, 2, 3 |]]}')).toBe('mu[0, 0, 2] ');
  });

  it.each(['\n', '\r\n'])('every number of an indented dump, with lines ended by %j', (newline) => {
    const value = [...Array(6).keys()].map((i) => [10 + i, -0.5 * i, 1e-9 * i + 7]);
    const text = JSON.stringify({ a: { b: [1] }, mu: value, 'log"var': value }, null, 2).replaceAll('\n', newline);
    for (const [key, name] of [
      ['mu', '"mu"'],
      ['log"var', String.raw`"log\"var"`],
    ]) {
      let from = text.indexOf(name);
      for (const [row, numbers] of value.entries()) {
        for (const [column, number] of numbers.entries()) {
          from = text.indexOf(String(number), from);
          const to = from + String(number).length;
          const place = { key, keyStart: text.indexOf(name), from, to, element: { slab: 0, row, column } };
          for (const offset of [from, from + 1, to]) expect(jsonPlaceAt(text, offset)).toEqual(place);
          from = to;
        }
      }
    }
  });

  it.each([
    ['{"z": [[[1], [2]], [[3], [4]|]]}', undefined],
    ['{"z": [[[1], [2|]], [[3], [4]]]}', 'z[0, 1, 0] 2'],
    ['{"z": [[[1], [2]], [[3|], [4]]]}', 'z[1, 0, 0] 3'],
    ['{"z": [\n[[1],\n[2]\n],\n[[3], [\n4|]\n]\n]}', 'z[1, 1, 0] 4'],
  ])('the slab of a stacked array: %j', (marked, found) => {
    expect(at(marked)).toBe(found);
  });

  it.each([
    ['{"gamma": 1, "m|u": [[1, 2]]}', 'mu "mu"'],
    ['{"gamma": 1, |"mu": [[1, 2]]}', 'mu "mu"'],
    ['{"gamma": 1, "mu|"\n : \n[[1, 2]]}', 'mu "mu"'],
    ['{"\\u03bc|": [[1, 2]]}', 'μ "\\u03bc"'],
    ['{"a\\\\|": [[1, 2]]}', 'a\\ "a\\\\"'],
  ])('the key of an array: %s', (marked, found) => {
    expect(at(marked)).toBe(found);
  });

  it.each([
    '{"gam|ma": 1, "mu": [[1, 2]]}',
    '{"gamma": 1|, "mu": [[1, 2]]}',
    '{"mu"|: [[1, 2]]}',
    '{"mu": |[[1, 2]]}',
    '{"mu": [|[1, 2]]}',
    '{"mu": [[1, 2]|, [3, 4]]}',
    '{"mu": [[1, 2], |[3, 4]]}',
    '{"mu": [[1, 2]]|, "n": 3}',
    '{"mu": [[1, 2]], "n": 3|}',
    '{"mu": [[1, 2]]}|',
    '{"mu": [[1, 2|',
    '{"mu": [["a", "b|"]]}',
    '{"not|e": "x, mu: [[1, 2]]"}',
    '{"note": "x, mu: [[1|, 2]]"}',
    '{"mu|',
    '{"\\u03|": [[1, 2]]}',
    '|',
  ])('nothing in %s', (marked) => {
    expect(at(marked)).toBeUndefined();
  });
});
