import { describe, expect, it } from 'vitest';
import { type Place, placeOf } from '../../../src/analysis/places';
import type { Finding, FindingCode } from '../../../src/diagnostics/report';
import { problemOf } from '../dumps/inMemory';
import { analyzed, codesOf } from './analyzed';
import { float64Npy } from './npyFile';

const find = (code: FindingCode) => ({ code }) as Finding;

/** The text at a place, or the whole file's name. */
function textAt({ file, range }: { file: string; range?: Place['range'] }, files: Record<string, unknown>): string {
  if (!range) return file;
  const { line, column, endLine, endColumn } = range;
  const lines = (files[file.replace('/d/', '')] as string).split('\n').slice(line, endLine + 1);
  lines.push(lines.pop()!.slice(0, endColumn));
  return lines.join('\n').slice(column);
}

/** Where a finding that the analysis does make stands. */
async function foundAt(code: FindingCode, files: Record<string, string>): Promise<string> {
  const { report, places } = await analyzed(files, { paths: ['/d/d.json'] });
  expect(codesOf(report)).toContain(code);
  return textAt(placeOf(find(code), places), files);
}

/** A JSON dump of 40 rows, with its other keys before the arrays. */
function jsonDump(keys: string, spread = '"logvar"', value = '-1', scale = 1.5): Record<string, string> {
  const row = (i: number) => `[${[1, 2].map((k) => (scale * Math.sin(1 + 1.7 * i * k)).toFixed(3)).join(', ')}]`;
  const rows = (text: (i: number) => string) => `[${Array.from({ length: 40 }, (_, i) => text(i)).join(', ')}]`;
  return { 'd.json': `{${keys} "mu": ${rows(row)}, ${spread}: ${rows(() => `[${value}, ${value}]`)}}` };
}

describe('in a JSON dump a finding is about', () => {
  const files = {
    'd.json':
      '{\n "epoch": 3,\n "gamma": 1.5,\n "mu": [[1, 2], [3, NaN], [5, 6]],\n "bn_eps": 1e-5,\n "logvar": [[-1, -1], [-1, -1], [-1, -2]]\n}',
  };

  it.each([
    ['gamma-exceeds-one', '1.5'],
    ['gamma-zero', '1.5'],
    ['aggregate-overdispersed', '1.5'],
    ['posterior-hole', '1.5'],
    ['below-declared-floor', '1.5'],
    ['bn-escaped', '1e-5'],
    ['collapsed-dimension', '"mu"'],
    ['kl-vanishing', '"mu"'],
    ['gamma-inferred', '"mu"'],
    ['small-sample', '"mu"'],
    ['spread-suspect', '"logvar"'],
    ['spread-guessed', '"logvar"'],
    ['su-variant', '"logvar"'],
    ['nonfinite-values', 'NaN'],
  ] as const)('%s at %s', async (code, text) => {
    const { places } = await analyzed(files);
    expect(textAt(placeOf(find(code), places), files)).toBe(text);
  });

  it('the first key stands for places that an editor does not reach', async () => {
    const { places } = await analyzed(files);
    expect(textAt(places.firstKey!, files)).toBe('"epoch"');
  });

  it('the key of the mean where no gamma is declared', async () => {
    const plain = { 'd.json': '{"mu": [[1], [2]], "logvar": [[-1], [-1]]}' };
    const { places } = await analyzed(plain);
    expect(textAt(placeOf(find('aggregate-overdispersed'), places), plain)).toBe('"mu"');
    expect(textAt(placeOf(find('bn-escaped'), places), plain)).toBe('"mu"');
  });

  it('the gamma of a sidecar beside it', async () => {
    const beside = { 'd.json': '{"mu": [[1], [2]], "logvar": [[-1], [-1]]}', 'meta.json': '{"gamma": 2}' };
    const { places } = await analyzed(beside);
    const place = placeOf(find('gamma-exceeds-one'), places);
    expect([place.file, textAt(place, beside)]).toEqual(['/d/meta.json', '2']);
  });
});

describe('a finding made in a JSON dump stands at', () => {
  it('the value of gamma, also where that is an array over several lines', async () => {
    expect(await foundAt('gamma-exceeds-one', jsonDump('"gamma": -1.5,'))).toBe('-1.5');
    expect(await foundAt('gamma-zero', jsonDump('"gamma": 0,'))).toBe('0');
    const array = '[0.5,\n 1.5]';
    expect(await foundAt('gamma-exceeds-one', jsonDump(`"gamma": ${array},`))).toBe(array);
    expect(await foundAt('gamma-zero', jsonDump('"gamma": [0, 1.1],'))).toBe('[0, 1.1]');
    const bn = '"bn": {"running_var": [1, 1]},';
    expect(await foundAt('gamma-mismatch', jsonDump(`${bn} "gamma": [1.0, 1.0],`))).toBe('[1.0, 1.0]');
  });

  it('bn_eps, where the dump declares it', async () => {
    const escaped = (keys: string) => foundAt('bn-escaped', jsonDump(keys, '"logvar"', '-1', 0.2));
    expect(await escaped('"gamma": 0.6, "bn_eps": 1e-3,')).toBe('1e-3');
    expect(await escaped('"gamma": 0.6,')).toBe('0.6');
  });

  it('the spread that looks like a variance, whether or not kl_nats differs for it', async () => {
    expect(await foundAt('spread-suspect', jsonDump('', '"logvar"', '0.3'))).toBe('"logvar"');
    expect(await foundAt('spread-suspect', jsonDump('"kl_nats": 9,', '"logvar"', '0.3'))).toBe('"logvar"');
  });

  it('the value of kl_nats that the KL differs from, in the dump or its sidecar', async () => {
    expect(await foundAt('spread-suspect', jsonDump('"kl_nats": 9,'))).toBe('9');
    expect(await foundAt('spread-suspect', jsonDump('"kl_nats": 9,', '"var"', '0.3'))).toBe('9');
    expect(await foundAt('spread-suspect', { ...jsonDump(''), 'meta.json': '{"kl_nats": 8}' })).toBe('8');
  });

  it("what shows Su's variant: tau or gamma_sigma, else the signed spread", async () => {
    expect(await foundAt('su-variant', jsonDump('"tau": 0.5,'))).toBe('0.5');
    expect(await foundAt('su-variant', jsonDump('"tau": null, "gamma_sigma": [0.6, 0.7],'))).toBe('[0.6, 0.7]');
    expect(await foundAt('su-variant', jsonDump('"tau": 0.5,', '"std"', '-0.5'))).toBe('"std"');
  });

  it('the key of a spread that was guessed, of a stacked array too', async () => {
    expect(await foundAt('spread-guessed', { 'd.json': '{"z": [[[1], [2]], [[0.5], [0.5]]]}' })).toBe('"z"');
  });

  it('the first value that is not finite', async () => {
    const dump = (mu: string, spread: string, name = 'logvar') => ({ 'd.json': `{"mu": ${mu}, "${name}": ${spread}}` });
    const at = (...arrays: [string, string, string?]) => foundAt('nonfinite-values', dump(...arrays));
    expect(await at('[[1, 2], [3, 4]]', '[[-1, -1], [-1, -Infinity]]')).toBe('-Infinity');
    expect(await at('[[1, 2], [NaN, 4]]', '[[-1, -1], [Infinity, -1]]')).toBe('NaN');
    expect(await at('[[1, 2], [3, 4]]', '[[1, 1], [1, 0.0]]', 'var')).toBe('0.0');
  });
});

describe('a JSON dump that cannot be used is refused at', () => {
  it.each([
    ['the row of another length', '{"mu": [[1, 2], [3, 4], [5],\n [6]], "lv": [[0, 0]]}', '[5]'],
    ['the shorter array: the spread', '{"mu": [[1], [2], [3]], "lv": [[0], [0]]}', '"lv"'],
    ['the shorter array: the mean', '{"mu": [[1], [2]], "lv": [[0], [0], [0]]}', '"mu"'],
    ['the narrower array', '{"mu": [[1], [2]], "lv": [[0, 0], [0, 0]]}', '"mu"'],
    ['the spread, where neither is the shorter', '{"mu": [[1, 2, 3], [4, 5, 6]], "lv": [[0], [0], [0]]}', '"lv"'],
    ['the array of the wrong rank', '{"mu": [[1], [2]], "lv": [1, 2]}', '"lv"'],
    ['the array of one row', '{"mu": [[1, 2]], "lv": [[1, 2]]}', '"mu"'],
    ['the first value, where no row is finite', '{"mu": [[1, NaN], [NaN, 2]], "lv": [[0, 0], [0, 0]]}', 'NaN'],
    ['the value that is no variance', '{"mu": [[1], [2]], "var": [[1], [-0.5]]}', '-0.5'],
    ['the value that is no number', '{"mu": [[1], [null]], "lv": [[0], [0]]}', 'null'],
    ['the gamma of the wrong length', '{"gamma": [1, 2], "mu": [[1], [2]], "lv": [[0], [0]]}', '[1, 2]'],
  ])('%s', async (_, text, expected) => {
    const files = { 'd.json': text };
    expect(textAt(await problemOf(() => analyzed(files)), files)).toBe(expected);
  });
});

describe('in .npy files a finding is about', () => {
  const arrays = { 'mu.npy': float64Npy(2, 1, (i) => i), 'logvar.npy': float64Npy(2, 1, () => -1) };
  const CODES: FindingCode[] = [
    'gamma-exceeds-one',
    'bn-escaped',
    'collapsed-dimension',
    'spread-suspect',
    'su-variant',
    'nonfinite-values',
  ];
  const keys = '"bn_eps": 1e-5, "kl_nats": 3, "tau": 0.5';

  it.each(CODES)('the gamma of the sidecar: %s', async (code) => {
    const files = { ...arrays, 'meta.json': `{${keys},\n "gamma": 1.25}` };
    const place = placeOf(find(code), (await analyzed(files)).places);
    expect([place.file, textAt(place, files)]).toEqual(['/d/meta.json', '1.25']);
  });

  it.each(CODES)('the mean as a whole where no gamma is declared: %s', async (code) => {
    for (const files of [arrays, { ...arrays, 'meta.json': `{${keys}}` }]) {
      expect(placeOf(find(code), (await analyzed(files)).places)).toEqual({ file: '/d/mu.npy', range: null });
    }
  });
});
