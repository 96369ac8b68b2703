import { describe, expect, it } from 'vitest';
import { type Place, placeOf } from '../../../src/analysis/places';
import type { Finding, FindingCode } from '../../../src/diagnostics/report';
import { analyzed } from './analyzed';
import { float64Npy } from './npyFile';

const find = (code: FindingCode) => ({ code }) as Finding;

/** The text at a place, or the whole file's name. */
function textAt(place: Place, files: Record<string, string | Uint8Array>): string {
  if (place.range === null) return place.file;
  const { line, column, endLine, endColumn } = place.range;
  expect(endLine).toBe(line);
  const text = files[place.file.replace('/d/', '')] as string;
  return text.split('\n')[line].slice(column, endColumn);
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

describe('in .npy files a finding is about', () => {
  const arrays = { 'mu.npy': float64Npy(2, 1, (i) => i), 'logvar.npy': float64Npy(2, 1, () => -1) };
  const CODES: FindingCode[] = [
    'gamma-exceeds-one',
    'bn-escaped',
    'collapsed-dimension',
    'spread-suspect',
    'nonfinite-values',
  ];

  it.each(CODES)('the gamma of the sidecar: %s', async (code) => {
    const files = { ...arrays, 'meta.json': '{"bn_eps": 1e-5,\n "gamma": 1.25}' };
    const place = placeOf(find(code), (await analyzed(files)).places);
    expect([place.file, textAt(place, files)]).toEqual(['/d/meta.json', '1.25']);
  });

  it.each(CODES)('the mean as a whole where no gamma is declared: %s', async (code) => {
    for (const files of [arrays, { ...arrays, 'meta.json': '{"bn_eps": 1e-5}' }]) {
      expect(placeOf(find(code), (await analyzed(files)).places)).toEqual({ file: '/d/mu.npy', range: null });
    }
  });
});
