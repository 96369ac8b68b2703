import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileAccess } from 'platform/fileAccess';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import { problemOf } from '../dumps/inMemory';
import { requestFor } from './analyzed';
import { float32Npy } from './npyFile';

const folder = mkdtempSync(join(tmpdir(), 'latent-lens-changing-'));
const mu = join(folder, 'mu.npy');
const logvar = join(folder, 'logvar.npy');
const ROWS = 200_000;
const MEANS = float32Npy(ROWS, 4, (i, j) => Math.sin(i + j));
const LOG_VARIANCES = float32Npy(ROWS, 4, () => -1);

beforeEach(() => {
  writeFileSync(mu, MEANS);
  writeFileSync(logvar, LOG_VARIANCES);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Analyses the pair; `change` happens once, when this stage is first heard of. */
async function analyzedWhile(change: () => void, stage = 'Reading rows') {
  let changed = false;
  const onProgress = (now: string) => {
    if (changed || now !== stage) return;
    changed = true;
    change();
  };
  const request = { ...requestFor({ paths: [mu] }), jointSamples: 50 };
  const problem = await problemOf(() => analyze(request, fileAccess, { onProgress }));
  expect(changed).toBe(true);
  return problem;
}

describe('a file that changes while it is read', () => {
  it('because it shrinks gives an error that names the byte', async () => {
    const problem = await analyzedWhile(() => truncateSync(logvar, 100_000));
    // The block that is being read when the file shrinks ends there, or the next begins past it.
    expect(problem).toMatchObject({ file: logvar, found: 'end of file' });
    expect(Number(problem.place.replace('byte ', ''))).toBeGreaterThanOrEqual(100_000);
    expect(problem.expected).toContain(`${LOG_VARIANCES.length} bytes when it was opened`);
  });

  it.each(['Reading rows', 'Aggregate posterior', 'Joint mutual information'])(
    'because it grows gives an error (%s)',
    async (stage) => {
      const problem = await analyzedWhile(() => appendFileSync(mu, 'more'), stage);
      expect(problem).toMatchObject({ file: mu, place: 'file' });
      expect(problem.found).toBe(`${MEANS.length + 4} bytes, changed while it was read`);
      expect(problem.expected).toContain(`the file of ${MEANS.length} bytes`);
    },
  );

  it('because it is written anew at the same size gives an error', async () => {
    const problem = await analyzedWhile(() => {
      writeFileSync(logvar, LOG_VARIANCES);
      utimesSync(logvar, 1, 1);
    });
    expect(problem).toMatchObject({ file: logvar, found: expect.stringContaining('changed while it was read') });
  });

  it('because another takes its place gives an error', async () => {
    const problem = await analyzedWhile(() => {
      writeFileSync(join(folder, 'next'), MEANS);
      renameSync(join(folder, 'next'), mu);
    });
    expect(problem).toMatchObject({ file: mu, found: expect.stringContaining('changed while it was read') });
  });

  it('because it vanishes gives an error', async () => {
    const problem = await analyzedWhile(() => rmSync(mu));
    expect(problem).toMatchObject({ file: mu, place: 'file', found: expect.stringContaining('no such file') });
  });
});
