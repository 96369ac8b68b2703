import { describe, expect, it } from 'vitest';
import type { AnalyzeArguments } from '../../../src/cli/analyzeArguments';
import { parseArguments } from '../../../src/cli/arguments';
import { UsageError } from '../../../src/cli/optionValues';

const parsed = (...argv: string[]) => parseArguments(argv) as AnalyzeArguments;

it('paths alone leave everything else open', () => {
  expect(parsed('analyze', 'mu.npy', 'logvar.npy')).toEqual({
    type: 'analyze',
    dump: { paths: ['mu.npy', 'logvar.npy'] },
    format: 'text',
    jointSamples: 2000,
    failOn: null,
  });
});

it('options may stand anywhere', () => {
  expect(parsed('--json', 'analyze', '--gamma', '0.5', 'd', '--fail-on=warning', '--joint-samples', '0')).toMatchObject(
    {
      dump: { paths: ['d'], gamma: 0.5 },
      format: 'json',
      jointSamples: 0,
      failOn: 'warning',
    },
  );
});

it.each([
  ['--gamma', '-0.5', { gamma: -0.5 }],
  ['--gamma', '-.5', { gamma: -0.5 }],
  ['--gamma', '1e-3', { gamma: 0.001 }],
  ['--beta-weight', '0', { betaWeight: 0 }],
  ['--spread-kind', 'logstd', { spreadKind: 'logstd' }],
  ['--mean', 'a.json:z_mu', { mean: { file: 'a.json', array: 'z_mu' } }],
  ['--spread', 'b.npy', { spread: { file: 'b.npy', array: null } }],
  ['--mean', 'C:\\d\\mu.npy', { mean: { file: 'C:\\d\\mu.npy', array: null } }],
])('%s %s', (option, value, dump) => {
  expect(parsed('analyze', 'd', option, value).dump).toMatchObject(dump);
  expect(parsed('analyze', 'd', `${option}=${value}`).dump).toMatchObject(dump);
});

it('mean and spread by name need no path', () => {
  expect(parsed('analyze', '--mean', 'a.npy', '--spread', 'b.npy').dump.paths).toEqual([]);
});

it.each([
  [['--help'], 'help'],
  [['analyze', '--help'], 'help'],
  [['--version'], 'version'],
])('%j asks for the %s', (argv, type) => expect(parseArguments(argv)).toEqual({ type }));

it.each([
  [['report', 'd'], null],
  [['report', 'd', '-o', 'out/r.html'], 'out/r.html'],
  [['--output=r.html', 'report', 'd'], 'r.html'],
  [['report', '-o', '-', 'd'], '-'],
])('%j', (argv, output) => {
  const dump = { paths: ['d'] };
  expect(parseArguments(argv)).toEqual({ type: 'report', dump, jointSamples: 2000, failOn: null, output });
});

describe('bad use says what was found and what was expected', () => {
  it.each([
    [[], 'command: found "", expected analyze, report or lint'],
    [['analyze'], 'paths: found none, expected a file, a mean and a spread file, or a folder'],
    [['analyze', '--spread', 'a.npy'], 'paths: found none, expected'],
    [['analyze', '--samples', 'a.npy', '--mean', 'b.npy'], '--samples: found --mean too, expected samples alone'],
    [['analyze', 'a', 'b', 'c'], 'paths: found 3, expected one dump'],
    [['analyse', 'd'], 'command: found "analyse", expected analyze'],
    [['--json'], 'command: found "", expected analyze'],
    [['analyze', 'd', '--gamma', 'much'], '--gamma: found "much", expected a finite number'],
    [['analyze', 'd', '--gamma', ''], '--gamma: found "", expected a finite number'],
    [['analyze', 'd', '--gamma', '0.5,0.6'], '--gamma: found "0.5,0.6", expected a finite number'],
    [['analyze', 'd', '--gamma', 'Infinity'], '--gamma: found "Infinity", expected a finite number'],
    [['analyze', 'd', '--gamma', '-1x'], '--gamma: found "-1x", expected a finite number'],
    [['analyze', 'd', '--beta-weight', 'x'], '--beta-weight: found "x", expected a finite number'],
    [['analyze', 'd', '--spread-kind', 'sd'], '--spread-kind: found "sd", expected logvar, variance, std, logstd'],
    [['analyze', 'd', '--joint-samples', '0.5'], '--joint-samples: found "0.5", expected a whole number from 0'],
    [['analyze', 'd', '--joint-samples', '-1'], '--joint-samples: found "-1", expected a whole number from 0'],
    [['analyze', 'd', '--fail-on', 'info'], '--fail-on: found "info", expected warning, error'],
    [['analyze', 'd', '--wrong'], "Unknown option '--wrong'"],
    [['analyze', 'd', '--gamma'], '--gamma'],
    [['analyze', 'd', '--json=yes'], '--json'],
    [['analyze', 'd', '--json', '--csv'], '--csv: found --json too, expected one of them'],
    [['report', 'd', '--json'], "Unknown option '--json'"],
    [['report'], 'paths: found none, expected'],
    [['report', 'd', '-o'], '-o'],
  ])('%j', (argv, message) => {
    const call = () => parseArguments(argv);
    expect(call).toThrow(UsageError);
    expect(call).toThrow(message);
    expect(call).not.toThrow(/\n/);
  });
});
