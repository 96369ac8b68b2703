import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LatentReport } from '../../../src/diagnostics/report';
import { TEST_VERSION } from '../analysis/bundle';
import { float64Npy } from '../analysis/npyFile';
import { npyFile, npyOf } from '../dumps/inMemory';
import { bundledCommandLine, type CommandLine } from './commandLine';

const SAMPLE = 'media/samples/digits_bnvae_g1.5_eps1e-8';
const HEALTHY = 'media/samples/digits_vae';

let cli: CommandLine;
beforeAll(async () => {
  cli = await bundledCommandLine();
}, 30_000);
afterAll(() => cli.dispose());

type Files = Record<string, string | Uint8Array>;

const MEAN = float64Npy(50, 3, (i, j) => Math.sin(i * (j + 1)));
const LOG_VARIANCE = float64Npy(50, 3, (i, j) => -1 - Math.abs(Math.cos(i + j)));
const VARIANCE = float64Npy(50, 3, (i, j) => Math.exp(-1 - Math.abs(Math.cos(i + j))));
const pair = (changed: Files = {}) => cli.folder({ 'mu.npy': MEAN, 'logvar.npy': LOG_VARIANCE, ...changed });

/** A .npy file of this type whose data, all zero, need not fit its shape. */
const npy = (descr: string, shape: string, bytes: number) =>
  npyFile(`{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`, new Uint8Array(bytes));

describe.concurrent('a dump of one array', () => {
  it('of means prints what there is, and why no more', async () => {
    const { status, stdout, stderr } = await cli.run('analyze', cli.folder({ 'mu.npy': MEAN }));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^mean {4}.*mu\.npy float64 \[50, 3\]\nspread {2}none: no spread array beside mu\.npy \(looked for logvar, /,
    );
    expect(stdout).toContain(
      'Means only: the KL, the aggregate posterior and holes need the spread; write logvar beside mu.npy.\n',
    );
    expect(stdout).toMatch(/\nKL floor +[\d.]+ nats\nunits +3 active of 3\n/);
    expect(stdout).toMatch(/\nj +floor B +beta +gamma +unit\n0 /);
    expect(stdout).not.toMatch(/null|NaN|undefined/);
  });

  it('of samples is said to be one, by its name or by --samples', async () => {
    const folder = cli.folder({ 'draws.npy': MEAN });
    for (const args of [
      [`${folder}/draws.npy`, '--samples', 'draws.npy'],
      ['--samples', `${folder}/draws.npy`],
    ]) {
      const { status, stdout } = await cli.run('analyze', ...args);
      expect(status).toBe(0);
      expect(stdout).toMatch(/^samples .*draws\.npy float64 \[50, 3\]\n/);
      expect(stdout).toMatch(/\naggregate vs prior +moment floor [\d.]+ nats\n/);
      expect(stdout).toMatch(/\nj +MM +beta +t\n0 /);
    }
    await expectComplaint(['analyze', `${folder}/draws.npy`], /draws\.npy: shape: found float64 array/);
  });

  it('has null for what cannot be computed, as JSON, and nothing as CSV', async () => {
    const folder = cli.folder({ 'mu.npy': MEAN });
    const report = await cli.report(folder);
    expect(report).toMatchObject({ schemaVersion: 1, source: { spread: null, rows: 50 }, joint: null });
    expect(report.dimensions[0]).toMatchObject({ kl: null, aggregateKl: null, aggregateVariance: null });
    expect(report.totals).toMatchObject({ kl: null, activeUnits: 3, squaredNorm: null });
    const { stdout } = await cli.run('analyze', folder, '--csv');
    expect(stdout.split('\r\n')).toHaveLength(5);
  });

  it('may be named by --mean alone', async () => {
    const folder = cli.folder({ 'encoded.npy': MEAN });
    const report = await cli.report('--mean', `${folder}/encoded.npy`);
    expect(report.source).toMatchObject({ mean: { shape: [50, 3] }, spread: null });
  });
});

describe.concurrent('analyze --json', () => {
  it('prints a long report to its end', async () => {
    const wide = cli.folder({
      'mu.npy': float64Npy(3, 1000, (i, j) => i - j / 1000),
      'logvar.npy': float64Npy(3, 1000, () => 0),
    });
    const report = await cli.report(wide, '--joint-samples', '0');
    expect(report.dimensions).toHaveLength(1000);
  });

  it('prints one JSON document, with every field of the specification, and nothing else', async () => {
    const { status, stdout, stderr } = await cli.run('analyze', SAMPLE, '--json');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\{.*\}\n$/);
    const report: LatentReport = JSON.parse(stdout);
    const number = expect.any(Number);
    expect(report).toMatchObject({ schemaVersion: 1, tool: { name: 'latent-lens', version: TEST_VERSION } });
    expect(report.source).toMatchObject({
      files: [expect.stringContaining('mu.npy'), expect.stringContaining('logvar.npy')],
      rows: 1797,
      dimensions: 8,
      skippedRows: 0,
      mean: { file: expect.stringContaining('mu.npy'), array: null, shape: [1797, 8], dtype: 'float32' },
      spread: {
        file: expect.stringContaining('logvar.npy'),
        array: null,
        shape: [1797, 8],
        dtype: 'float32',
        kind: 'logvar',
        decidedBy: 'name',
      },
      declared: { gamma: 1.5, bnEps: 1e-8, betaWeight: 1, epoch: 150, from: expect.stringContaining('meta.json') },
    });
    expect(report.dimensions).toEqual(
      Array.from({ length: 8 }, (_, index) => ({
        index,
        betaHat: number,
        gammaHat: number,
        meanVariance: number,
        meanLogVariance: number,
        aggregateVariance: number,
        kl: number,
        klStandardError: number,
        klFloor: number,
        klJensenFloor: number,
        aggregateKlFloor: number,
        aggregateKl: number,
        aggregateKlErrorBound: number,
        negentropy: number,
        reverseKl: number,
        holeMass: number,
        mutualInformation: number,
        collapsedFraction: number,
        active: true,
        collapsed: false,
      })),
    );
    expect(report.totals).toEqual({
      kl: number,
      klStandardError: number,
      klFloor: number,
      klJensenFloor: number,
      aggregateKlSum: number,
      aggregateKlFloorSum: number,
      aggregateKlFloorFull: number,
      gaussianTotalCorrelation: number,
      mutualInformationSum: number,
      activeUnits: 8,
      collapsedUnits: 0,
      declaredKlFloor: number,
      squaredNorm: { mean: number, variance: number, priorMean: 8, priorVariance: 16 },
    });
    const estimate = { value: number, standardError: number };
    expect(report.joint).toEqual({
      mutualInformation: { ...estimate, samples: 2000, capped: false },
      aggregateKl: estimate,
      totalCorrelation: estimate,
    });
    expect(report.findings).not.toEqual([]);
    for (const finding of report.findings) {
      expect(finding).toEqual({
        code: expect.stringMatching(/^[a-z]+(-[a-z]+)+$/),
        severity: expect.stringMatching(/^(error|warning|info)$/),
        dimensions: expect.any(Array),
        value: number,
        threshold: number,
        message: expect.any(String),
        help: `docs/diagnostics.md#${finding.code}`,
      });
    }
  });

  it('has null for what a dump without sidecar does not say', async () => {
    const { source, totals } = await cli.report(pair());
    expect(source.declared).toEqual({ gamma: null, bnEps: null, betaWeight: null, epoch: null, from: null });
    expect(totals.declaredKlFloor).toBeNull();
  });

  it('keeps the labels that it finds, and the examples of each class; as text, in one line', async () => {
    const labels = npyOf(
      [50],
      Array.from({ length: 50 }, (_, i) => (i < 20 ? 1 : 4)),
    );
    const path = pair({ 'labels.npy': labels });
    expect((await cli.report(path, '--joint-samples', '0')).source.labels).toEqual({
      source: 'labels.npy',
      classes: [
        { name: '1', count: 20 },
        { name: '4', count: 30 },
      ],
      note: null,
    });
    const { stdout } = await cli.run('analyze', path, '--joint-samples', '0');
    expect(stdout).toMatch(/^labels {2}labels\.npy, 2 classes$/m);
    expect((await cli.report(pair(), '--joint-samples', '0')).source.labels).toBeNull();
  });

  it('leaves NaN rows out, says where the first are, and succeeds', async () => {
    const path = pair({ 'mu.npy': float64Npy(50, 3, (i, j) => (i === 7 && j === 2 ? Number.NaN : i - j)) });
    const { status, stdout, stderr } = await cli.run('analyze', path, '--json');
    const { source, findings } = JSON.parse(stdout);
    expect([status, stderr]).toEqual([0, '']);
    expect(source).toMatchObject({ rows: 49, skippedRows: 1, skippedAt: [[7, 2]] });
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'nonfinite-values', severity: 'error', value: 0.02 }),
    );
  });

  it('reads NaN and Infinity as Python writes them into JSON', async () => {
    const text = '{"mu": [[1, 2], [NaN, 3], [4, 5]], "logvar": [[-1, -1], [-1, -1], [-1, -Infinity]]}';
    const { source } = await cli.report(join(cli.folder({ 'd.json': text }), 'd.json'));
    expect(source).toMatchObject({ rows: 1, skippedRows: 2 });
  });
});

describe.concurrent('what is analysed', () => {
  it('is the same by folder, by mean, by spread, by sidecar and by both files', async () => {
    const path = pair({ 'meta.json': '{"gamma": 0.7}', 'labels.npy': npy('<i8', '50,', 400) });
    const file = (name: string) => join(path, name);
    const calls = [
      [path],
      [file('mu.npy')],
      [file('logvar.npy')],
      [file('meta.json')],
      [file('logvar.npy'), file('mu.npy')],
    ];
    const [first, ...others] = await Promise.all(calls.map((paths) => cli.report(...paths, '--joint-samples', '0')));
    expect(first.source.declared.gamma).toBe(0.7);
    for (const other of others) expect(other).toEqual(first);
  });

  it('without its worker beside it the command line does the work alone', async () => {
    const withWorker = await cli.report(HEALTHY, '--joint-samples', '0');
    expect(await cli.reportWithoutWorker(HEALTHY, '--joint-samples', '0')).toEqual(withWorker);
  });
});

describe.concurrent('options', () => {
  it('--joint-samples 0 leaves the joint part null', async () => {
    const { joint, totals } = await cli.report(pair(), '--joint-samples', '0');
    expect([joint, totals.aggregateKlFloorFull, totals.gaussianTotalCorrelation]).toEqual([null, null, null]);
  });

  it('--joint-samples says how many', async () => {
    expect((await cli.report(pair(), '--joint-samples=100')).joint!.mutualInformation.samples).toBe(100);
  });

  it.each([
    ['0.5', 0.5],
    ['-0.5', -0.5],
  ])('--gamma %s overrides the sidecar', async (text, gamma) => {
    const { source, findings } = await cli.report(pair({ 'meta.json': '{"gamma": 1.5}' }), '--gamma', text);
    expect(source.declared).toMatchObject({ gamma, from: 'user' });
    expect(findings.some((f) => f.code === 'gamma-zero')).toBe(gamma <= 0);
  });

  it('--beta-weight below 0.01 makes information of the aggregate findings', async () => {
    const wide = pair({ 'mu.npy': float64Npy(50, 3, (i, j) => 3 * Math.sin(i * (j + 1))) });
    const aggregate = async (...args: string[]) => {
      const { findings } = await cli.report(wide, ...args);
      return findings.find((f) => f.code === 'aggregate-overdispersed')!.severity;
    };
    expect(await aggregate()).toBe('error');
    expect(await aggregate('--beta-weight', '0.009')).toBe('info');
  });

  it('--mean, --spread and --spread-kind say what is what', async () => {
    const path = cli.folder({ 'a.npy': MEAN, 'b.npy': VARIANCE });
    const named = await cli.report(join(pair(), 'mu.npy'));
    const chosen = await cli.report(
      '--mean',
      join(path, 'a.npy'),
      '--spread',
      join(path, 'b.npy'),
      '--spread-kind',
      'variance',
    );
    expect(chosen.source.spread).toMatchObject({ kind: 'variance', decidedBy: 'user' });
    expect(chosen.totals.kl).toBeCloseTo(named.totals.kl, 12);
    expect(chosen.totals.aggregateKlSum).toBeCloseTo(named.totals.aggregateKlSum!, 12);
  });

  it('--mean FILE:ARRAY and --spread FILE:ARRAY name keys of a JSON dump', async () => {
    const text = '{"here": [[1, 2], [2, 3]], "there": [[0.5, 0.5], [0.25, 0.5]]}';
    const file = join(cli.folder({ 'd.json': text }), 'd.json');
    const { source } = await cli.report('--mean', `${file}:here`, '--spread', `${file}:there`, '--spread-kind', 'std');
    expect(source.mean).toMatchObject({ file, array: 'here', shape: [2, 2], dtype: 'json' });
    expect(source.spread).toMatchObject({ file, array: 'there', kind: 'std' });
  });

  it.each([
    [SAMPLE, 'error', 1],
    [SAMPLE, 'warning', 1],
    ['media/samples/digits_bnvae_g0.6', 'error', 0],
    ['media/samples/digits_bnvae_g0.6', 'warning', 1],
    [HEALTHY, 'warning', 0],
  ])('%s --fail-on %s gives exit status %i, and the report', async (path, level, status) => {
    const ending = await cli.run('analyze', path, '--json', '--fail-on', level, '--joint-samples', '0');
    expect(ending.status).toBe(status);
    expect(JSON.parse(ending.stdout).schemaVersion).toBe(1);
    expect(ending.stderr).toBe('');
  });

  it('--help prints how to use it', async () => {
    const { status, stdout, stderr } = await cli.run('--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Usage: latent-lens analyze PATH [PATH] [options]');
  });

  it('--version prints the version', async () => {
    expect(await cli.run('--version')).toEqual({ status: 0, stdout: `${TEST_VERSION}\n`, stderr: '' });
  });
});

describe.concurrent('the table', () => {
  it('has the totals, a row per dimension and the findings', async () => {
    const { status, stdout, stderr } = await cli.run('analyze', SAMPLE);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('N = 1,797, D = 8, 0 rows left out, gamma 1.5');
    expect(stdout).toMatch(/^KL +9\.49 \+- 0\.0\d+ nats; floor 9\.03, by declared gamma 9\.04$/m);
    expect(stdout).toMatch(/^units +8 active, 0 collapsed of 8$/m);
    expect(stdout.split('\n').filter((line) => /^[0-7] .* active$/.test(line))).toHaveLength(8);
    expect(stdout).toMatch(/^ {2}error {3}gamma-exceeds-one: /m);
    expect(stdout).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it('of one example has no standard error', async () => {
    const path = cli.folder({ 'd.json': '{"mu": [[1]], "logvar": [[-1]]}' });
    const { status, stdout } = await cli.run('analyze', path);
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it('says how many dimensions it leaves out', async () => {
    const columns = 200;
    const path = cli.folder({
      'mu.npy': float64Npy(3, columns, (i) => i),
      'logvar.npy': float64Npy(3, columns, () => 0),
    });
    const { stdout } = await cli.run('analyze', path, '--joint-samples', '0');
    expect(stdout).toContain('... 72 more dimensions: --json prints all');
  });
});

/** What is given, and what the one line says of it: file, place, found, expected. */
const BAD_DUMPS: [string, () => Files, RegExp][] = [
  [
    'a truncated file',
    () => ({ 'mu.npy': MEAN.subarray(0, 1000) }),
    /mu\.npy: byte \d+.*found truncated.*expected 1200/,
  ],
  ['a wrong magic', () => ({ 'mu.npy': `XX${'x'.repeat(200)}` }), /mu\.npy: byte 0.*found.*expected a \.npy/],
  [
    'a shape smaller than the data',
    () => ({ 'mu.npy': npy('<f8', '40, 3', 1200) }),
    /mu\.npy: byte.*1200 bytes.*expected 960/,
  ],
  [
    'different shapes',
    () => ({ 'logvar.npy': npy('<f8', '40, 3', 960) }),
    /logvar\.npy: shape.*\[40, 3\].*expected \[50, 3\]/,
  ],
  [
    'an object array',
    () => ({ 'mu.npy': npy('|O', '50, 3', 100) }),
    /mu\.npy: byte.*'\|O'.*never unpickled.*expected a numeric/,
  ],
  [
    'a string array',
    () => ({ 'mu.npy': npy('<U4', '50, 3', 2400) }),
    /mu\.npy: byte.*text strings.*expected a numeric/,
  ],
  ['a complex array', () => ({ 'mu.npy': npy('<c8', '50, 3', 1200) }), /mu\.npy: byte.*complex.*expected a numeric/],
  [
    'an empty array',
    () => ({ 'mu.npy': npy('<f8', '0, 3', 0), 'logvar.npy': npy('<f8', '0, 3', 0) }),
    /mu\.npy: shape.*empty.*\[0, 3\].*expected at least one row/,
  ],
  [
    'a 1-D array',
    () => ({ 'mu.npy': npy('<f8', '50,', 400), 'logvar.npy': npy('<f8', '50,', 400) }),
    /mu\.npy: shape.*1-D.*expected shape \[N, D\]/,
  ],
  [
    'nothing but NaN',
    () => ({ 'mu.npy': float64Npy(50, 3, () => Number.NaN) }),
    /mu\.npy: row 0, column 0.*NaN.*expected at least one row/,
  ],
  [
    'an overflowing exponential',
    () => ({ 'logvar.npy': float64Npy(50, 3, (i, j) => (i === 3 && j === 1 ? 800 : 0)) }),
    /logvar\.npy: row 3, column 1: found log-variance 800.*overflows.*expected at most/,
  ],
  ['a sidecar that is no JSON', () => ({ 'meta.json': '{"gamma": }' }), /meta\.json: .*line 1.*found.*expected/],
  [
    'a gamma for other dimensions',
    () => ({ 'meta.json': '{"gamma": [1, 2]}' }),
    /meta\.json: key "gamma".*found an array of 2.*expected 3/,
  ],
];

const BAD_FOLDERS: [string, () => Files, RegExp][] = [
  [
    'a negative variance',
    () => ({ 'mu.npy': MEAN, 'var.npy': float64Npy(50, 3, (i) => (i === 4 ? -1 : 1)) }),
    /var\.npy: row 4, column 0: found negative variance -1, expected variances above 0/,
  ],
  [
    'ragged JSON',
    () => ({ 'd.json': '{"mu": [[1, 2], [3]], "logvar": [[0, 0], [0, 0]]}' }),
    /d\.json: key "mu", row 1.*found 1 value.*expected 2/,
  ],
  [
    'non-numeric JSON',
    () => ({ 'd.json': '{"mu": [[1, 2], ["x", 3]], "logvar": [[0, 0], [0, 0]]}' }),
    /d\.json: key "mu", row 1, column 0.*found string "x".*expected a number/,
  ],
  [
    'truncated JSON',
    () => ({ 'd.json': '{"mu": [[1, 2], [3, 4]], "logvar": [[0, 0], [0' }),
    /d\.json: .*line 1, column \d+.*found end of file.*expected/,
  ],
  [
    'two dumps',
    () => ({
      'train_mu.npy': MEAN,
      'train_logvar.npy': LOG_VARIANCE,
      'test_mu.npy': MEAN,
      'test_logvar.npy': LOG_VARIANCE,
    }),
    /folder: found 2 dumps \(test_mu\.npy.*train_mu\.npy.*expected one/,
  ],
  [
    'no dump',
    () => ({ 'readme.txt': 'x' }),
    /folder: found no dump among readme\.txt.*expected mu\.npy and logvar\.npy/,
  ],
  [
    'a mean beside a spread of another name',
    () => ({ 'mu.npy': MEAN, 'test_logvar.npy': LOG_VARIANCE }),
    /folder: found mu\.npy but no spread array among mu\.npy, test_logvar\.npy.*expected/,
  ],
  ['a spread alone', () => ({ 'logvar.npy': LOG_VARIANCE }), /folder: found no dump among logvar\.npy.*expected/],
];

async function expectComplaint(args: string[], message: RegExp): Promise<void> {
  const { status, stdout, stderr } = await cli.run(...args);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^latent-lens: [^\n]*: found [^\n]*, expected [^\n]*\n$/);
  expect(stdout).toBe('');
  expect(status).toBe(2);
}

describe.concurrent('bad input gives exit status 2 and one line', () => {
  it.each(BAD_DUMPS)('%s', (_, changed, message) => expectComplaint(['analyze', pair(changed()), '--json'], message));

  it.each(BAD_FOLDERS)('%s', (_, files, message) => expectComplaint(['analyze', cli.folder(files())], message));

  it('a path that is not there', () =>
    expectComplaint(['analyze', 'no/such/mu.npy'], /no\/such\/mu\.npy: .*found no such file/));

  it('a file that is not there', () =>
    expectComplaint(['analyze', pair(), '--mean', 'other.npy'], /other\.npy: .*found no such file/));

  it('a key that is not there', () => {
    const file = join(cli.folder({ 'd.json': '{"a": [[1], [2]], "b": [[1], [2]]}' }), 'd.json');
    return expectComplaint(
      ['analyze', '--mean', `${file}:c`, '--spread', `${file}:b`],
      /d\.json: key "c": found no such key, expected one of a, b/,
    );
  });

  it('several lines and control characters in a name', () =>
    expectComplaint(['analyze', 'no\nsuch\r\nfile.npy'], /no such file\.npy/));
});

describe.concurrent('bad use gives exit status 2 and one line', () => {
  it('of nothing', () => expectComplaint([], /command: found "", expected analyze, report or lint \(see --help\)/));

  it('of an option', () =>
    expectComplaint(['analyze', SAMPLE, '--gamma', 'much'], /--gamma: found "much", expected a finite number/));

  it('of an unknown option', async () => {
    const { status, stdout, stderr } = await cli.run('analyze', SAMPLE, '--wrong');
    expect(stderr).toMatch(/^latent-lens: [^\n]*--wrong[^\n]*\n$/);
    expect([status, stdout]).toEqual([2, '']);
  });
});
