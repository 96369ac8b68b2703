import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { matrix, npyFile } from './npyFile';

const scratch = mkdtempSync(join(tmpdir(), 'latent-lens-cli-'));
const SAMPLE = 'media/samples/digits_bnvae_g1.5_eps1e-8';

// Before the tests are collected: one of them reads a report to say what it tests.
execFileSync('node', ['esbuild.config.mjs'], { stdio: 'ignore' });
afterAll(() => rmSync(scratch, { recursive: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('node', ['dist/cli.js', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

let folders = 0;

/** Writes files into a new folder and gives its path. */
function folder(files: Record<string, string | Uint8Array>): string {
  const path = join(scratch, String(folders++));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

const MEAN = matrix(50, 3, (i, j) => Math.sin(i * (j + 1)));
const LOG_VARIANCE = matrix(50, 3, (i, j) => -1 - Math.abs(Math.cos(i + j)));
const pair = (changed: Record<string, string | Uint8Array>) =>
  folder({ 'mu.npy': MEAN, 'logvar.npy': LOG_VARIANCE, ...changed });
const bytes = (count: number) => new Uint8Array(count);

describe('latent-lens analyze --json', () => {
  const { status, stdout, stderr } = run('analyze', SAMPLE, '--json');
  const report = JSON.parse(stdout);

  it('prints one report and nothing else', () => {
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  it('has every field of the specification', () => {
    expect(report).toMatchObject({ schemaVersion: 1, tool: { name: 'latent-lens', version: expect.any(String) } });
    expect(report.source).toMatchObject({
      files: [expect.stringContaining('mu.npy'), expect.stringContaining('logvar.npy')],
      rows: 1797,
      dimensions: 8,
      skippedRows: 0,
      mean: { array: null, shape: [1797, 8], dtype: 'float32' },
      spread: { array: null, shape: [1797, 8], dtype: 'float32', kind: 'logvar', decidedBy: 'name' },
      declared: { gamma: 1.5, bnEps: 1e-8, betaWeight: 1, epoch: 150, from: expect.stringContaining('meta.json') },
    });
    const numbers = `betaHat gammaHat meanVariance meanLogVariance aggregateVariance kl klStandardError klFloor klJensenFloor
      aggregateKlFloor aggregateKl aggregateKlErrorBound negentropy reverseKl holeMass mutualInformation collapsedFraction`;
    for (const [index, dimension] of report.dimensions.entries()) {
      expect(dimension.index).toBe(index);
      expect(typeof dimension.active).toBe('boolean');
      for (const field of numbers.split(/\s+/)) expect(dimension[field], field).toEqual(expect.any(Number));
    }
    const totals = `kl klStandardError klFloor klJensenFloor aggregateKlSum aggregateKlFloorSum aggregateKlFloorFull
      gaussianTotalCorrelation mutualInformationSum activeUnits collapsedUnits declaredKlFloor`;
    for (const field of totals.split(/\s+/)) expect(report.totals[field], field).toEqual(expect.any(Number));
    expect(report.totals.squaredNorm).toMatchObject({ priorMean: 8, priorVariance: 16 });
    const estimate = { value: expect.any(Number), standardError: expect.any(Number) };
    expect(report.joint).toEqual({
      mutualInformation: { ...estimate, samples: 2000, capped: false },
      aggregateKl: estimate,
      totalCorrelation: estimate,
    });
    for (const finding of report.findings) {
      expect(finding).toEqual({
        code: expect.any(String),
        severity: expect.stringMatching(/^(error|warning|info)$/),
        dimensions: expect.any(Array),
        value: expect.any(Number),
        threshold: expect.any(Number),
        message: expect.any(String),
        help: `docs/diagnostics.md#${finding.code}`,
      });
    }
  });
});

describe('options', () => {
  const json = (...args: string[]) => JSON.parse(run('analyze', ...args, '--json').stdout);

  it('--joint-samples 0 leaves the joint part null', () => {
    const { joint, totals } = json(SAMPLE, '--joint-samples', '0');
    expect([joint, totals.aggregateKlFloorFull, totals.gaussianTotalCorrelation]).toEqual([null, null, null]);
  });

  it('--gamma and --beta-weight override the sidecar, also below zero', () => {
    const { declared } = json(SAMPLE, '--gamma', '-0.5', '--beta-weight', '0.001').source;
    expect(declared).toMatchObject({ gamma: -0.5, betaWeight: 0.001, from: 'user' });
  });

  it('--mean, --spread and --spread-kind say what is what', () => {
    const path = folder({
      'a.npy': MEAN,
      'b.npy': matrix(50, 3, (i, j) => Math.exp(-1 - Math.abs(Math.cos(i + j)))),
      'd.json': '{"here": [[1, 2], [2, 3]], "there": [[0.5, 0.5], [0.25, 0.5]]}',
    });
    const named = json(join(pair({}), 'mu.npy'));
    const chosen = json('--mean', join(path, 'a.npy'), '--spread', join(path, 'b.npy'), '--spread-kind', 'variance');
    expect(chosen.source.spread).toMatchObject({ kind: 'variance', decidedBy: 'user' });
    expect(chosen.totals.kl).toBeCloseTo(named.totals.kl, 12);
    const keys = ['--mean', `${join(path, 'd.json')}:here`, '--spread', `${join(path, 'd.json')}:there`];
    expect(json(...keys, '--spread-kind', 'std').source.mean).toMatchObject({ array: 'here', shape: [2, 2] });
  });

  it('--fail-on sets the exit status', () => {
    expect(run('analyze', SAMPLE, '--fail-on', 'error').status).toBe(1);
    expect(run('analyze', 'media/samples/digits_bnvae_g0.6', '--fail-on', 'error').status).toBe(0);
    expect(run('analyze', 'media/samples/digits_bnvae_g0.6', '--fail-on', 'warning').status).toBe(1);
    expect(run('analyze', 'media/samples/digits_vae', '--fail-on', 'warning').status).toBe(0);
  });

  it('prints a table without --json', () => {
    const { stdout } = run('analyze', SAMPLE);
    expect(stdout).toContain('gamma 1.5');
    expect(stdout).toMatch(/error\s+gamma-exceeds-one: /);
    expect(stdout.split('\n').filter((line) => /^[0-7] .* active$/.test(line))).toHaveLength(8);
  });

  it('leaves NaN rows out, and says where the first are', () => {
    const path = pair({ 'mu.npy': matrix(50, 3, (i, j) => (i === 7 && j === 2 ? Number.NaN : i - j)) });
    const { source, findings } = json(path);
    expect(source).toMatchObject({ rows: 49, skippedRows: 1, skippedAt: [[7, 2]] });
    expect(findings.map((f: { code: string }) => f.code)).toContain('nonfinite-values');
  });
});

/** What is written, and what the one line must name: file, place, found, expected. */
const BAD: [string, () => string[], RegExp][] = [
  [
    'a truncated file',
    () => [pair({ 'mu.npy': MEAN.subarray(0, 1000) })],
    /mu\.npy: byte 128.*found truncated.*expected 1200/,
  ],
  [
    'a wrong magic',
    () => [pair({ 'mu.npy': Buffer.concat([Buffer.from('XX'), MEAN]) })],
    /mu\.npy: byte 0.*expected a \.npy/,
  ],
  [
    'a header that lies about the shape',
    () => [pair({ 'mu.npy': npyFile('<f8', [40, 3], bytes(1200)) })],
    /mu\.npy: byte.*1200 bytes.*expected 960/,
  ],
  [
    'different shapes',
    () => [pair({ 'logvar.npy': matrix(40, 3, () => 0) })],
    /logvar\.npy: shape.*\[40, 3\].*expected \[50, 3\]/,
  ],
  [
    'an object array',
    () => [pair({ 'mu.npy': npyFile('|O', [50, 3], bytes(100)) })],
    /mu\.npy: byte.*'\|O'.*never unpickled.*expected a numeric/,
  ],
  [
    'a string array',
    () => [pair({ 'mu.npy': npyFile('<U4', [50, 3], bytes(2400)) })],
    /mu\.npy: byte.*text strings.*expected a numeric/,
  ],
  [
    'a complex array',
    () => [pair({ 'mu.npy': npyFile('<c8', [50, 3], bytes(1200)) })],
    /mu\.npy: byte.*complex.*expected a numeric/,
  ],
  [
    'an empty array',
    () => [pair({ 'mu.npy': matrix(0, 3, () => 0), 'logvar.npy': matrix(0, 3, () => 0) })],
    /mu\.npy: shape.*empty.*expected/,
  ],
  [
    'a 1-D array',
    () => [pair({ 'mu.npy': npyFile('<f8', [50], bytes(400)), 'logvar.npy': npyFile('<f8', [50], bytes(400)) })],
    /mu\.npy: shape.*1-D.*expected shape \[N, D\]/,
  ],
  [
    'nothing but NaN',
    () => [pair({ 'mu.npy': matrix(50, 3, () => Number.NaN) })],
    /mu\.npy: row 0, column 0.*NaN.*expected at least one row/,
  ],
  [
    'a negative variance',
    () => [folder({ 'mu.npy': MEAN, 'var.npy': matrix(50, 3, (i) => (i === 4 ? -1 : 1)) })],
    /var\.npy: row 4, column 0: found negative variance -1, expected/,
  ],
  [
    'an overflowing exponential',
    () => [pair({ 'logvar.npy': matrix(50, 3, (i, j) => (i === 3 && j === 1 ? 800 : 0)) })],
    /logvar\.npy: row 3, column 1: found log-variance 800.*overflows.*expected at most/,
  ],
  [
    'ragged JSON',
    () => [folder({ 'd.json': '{"mu": [[1, 2], [3]], "logvar": [[0, 0], [0, 0]]}' })],
    /d\.json: key "mu", row 1.*found 1 value.*expected 2/,
  ],
  [
    'non-numeric JSON',
    () => [folder({ 'd.json': '{"mu": [[1, 2], ["x", 3]], "logvar": [[0, 0], [0, 0]]}' })],
    /d\.json: key "mu", row 1, column 0.*found string "x".*expected a number/,
  ],
  [
    'truncated JSON',
    () => [folder({ 'd.json': '{"mu": [[1, 2], [3, 4]], "logvar": [[0, 0], [0' })],
    /d\.json: .*line 1.*found end of file.*expected/,
  ],
  [
    'a folder with two dumps',
    () => [
      folder({
        'train_mu.npy': MEAN,
        'train_logvar.npy': LOG_VARIANCE,
        'test_mu.npy': MEAN,
        'test_logvar.npy': LOG_VARIANCE,
      }),
    ],
    /found 2 dumps \(test_mu\.npy.*train_mu\.npy.*expected one/,
  ],
  ['a folder with none', () => [folder({ 'readme.txt': 'x' })], /found no dump.*expected mu\.npy/],
  ['a path that is not there', () => ['no/such/mu.npy'], /no\/such\/mu\.npy: .*found no such file.*expected/],
  [
    'a missing key',
    () => ['--mean', `${folder({ 'd.json': '{"a": [[1], [2]], "b": [[1], [2]]}' })}/d.json:c`],
    /found.*expected/,
  ],
  ['no path', () => [], /paths: found none, expected/],
  ['an unknown option', () => [SAMPLE, '--wrong'], /--wrong/],
  ['a gamma that is no number', () => [SAMPLE, '--gamma', 'much'], /--gamma: found "much", expected a finite number/],
  [
    'an unknown kind',
    () => [SAMPLE, '--spread-kind', 'sd'],
    /--spread-kind: found "sd", expected logvar, variance, std, logstd/,
  ],
];

describe('bad input', () => {
  it.each(BAD)('%s gives exit status 2 and one line', (_, args, message) => {
    const { status, stdout, stderr } = run('analyze', ...args(), '--json');
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});
