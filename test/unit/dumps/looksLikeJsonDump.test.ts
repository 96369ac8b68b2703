import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { looksLikeJsonDump } from '../../../src/dumps/looksLikeJsonDump';
import { toBytes } from './inMemory';

describe('looksLikeJsonDump', () => {
  it.each([
    '{"mu": [[1, 2], [3, 4]], "logvar": [[0]]}',
    '{"gamma": 1.5, "labels": [1, 2], "z_log_var": \n [ [0.5',
    '\ufeff{"a": {"b": [[1]]}, "mean":[[',
    '{"mu": [[[1]]]}',
    '{"mu": [',
    '{"mu": ',
    '{"mu"',
    '{"mu": [[1 oops',
  ])('yes: %j', (text) => expect(looksLikeJsonDump(toBytes(text))).toBe(true));

  it.each([
    '',
    '{}',
    '[]',
    '[[[1]]]',
    '{"name": "mu", "version": "1.0.0"}',
    '{"mu_kl": [0.1, 0.2], "mean_var": [0.5]}',
    '{"mean": [0.485, 0.456], "std": [0.229, 0.224]}',

    '{"a": {"mu": [[1]]}}',
    '{"mean": 0.1307, "std": 0.30',
    '{"mean": -',
    '{"mu": {"a": [[1]]}}',
    '{"mu": ["a", ["b"]]}',
    '{"labels": [[1]]}',
    "{'mu': [[1]]}",
    'not JSON',
  ])('no: %j', (text) => expect(looksLikeJsonDump(toBytes(text))).toBe(false));

  it('tells dumps from other JSON in the samples and in this package', () => {
    const head = (path: string) => looksLikeJsonDump(new Uint8Array(readFileSync(path)).subarray(0, 4096));
    expect(head('media/samples/digits_json/digits_bnvae_g1.5.json')).toBe(true);
    expect(head('media/samples/digits_vae/stats.json')).toBe(false);
    expect(head('media/samples/digits_bnvae_g1.5/stats.json')).toBe(false);
    expect(head('media/samples/digits_bnvae_g1.5/meta.json')).toBe(false);
    expect(head('package.json')).toBe(false);
    expect(head('package-lock.json')).toBe(false);
    expect(head('tsconfig.json')).toBe(false);
  });

  it('is not misled where the head is cut', () => {
    const stats = new Uint8Array(readFileSync('media/samples/digits_vae/stats.json'));
    const guesses = Array.from(stats, (_, length) => looksLikeJsonDump(stats.subarray(0, length)));
    // Between "mu_kl" and its first number it cannot be told.
    expect(guesses.filter((yes) => yes).length).toBeLessThan(30);
  });
});
