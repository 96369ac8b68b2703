import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../../src/diagnostics/thresholds';
import { reproducingCommand, settingsNotes } from '../../../src/report/command';
import { dumpName, dumpTitle } from '../../../src/report/dumpName';

it.each([
  ['/data/run/mu.npy', 'run/mu.npy', 'run'],
  ['/data/run/train_z_mean.npy', 'run/train_z_mean.npy', 'train'],
  ['/data/run/digits.json', 'run/digits.json', 'digits'],
  ['C:\\data\\run\\mu.npy', 'run/mu.npy', 'run'],
  ['/mu.npy', 'mu.npy', 'mu'],
])('%s is called %s, its report %s', (file, title, name) => {
  expect(dumpTitle(file)).toBe(title);
  expect(dumpName(file)).toBe(name);
});

it.each([
  [{ paths: ['run'] }, 2000, 'latent-lens report run'],
  [{ paths: ['mu.npy', 'logvar.npy'] }, 0, 'latent-lens report mu.npy logvar.npy --joint-samples 0'],
  [
    { paths: [], mean: { file: 'a.json', array: 'z' }, spread: { file: 'b.npy', array: null }, gamma: -0.5 },
    2000,
    'latent-lens report --mean a.json:z --spread b.npy --gamma -0.5',
  ],
])('%j with %i draws', (dump, samples, command) => expect(reproducingCommand(dump, samples)).toBe(command));

it('writes arguments so that a shell takes them as they are', () => {
  const paths = ["it's a run", '$(echo no) `no`', 'a"b\\c\n;d'];
  const command = reproducingCommand({ paths }, 2000).replace(/^latent-lens report/, "printf '%s\\0'");
  expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe(`${paths.join('\0')}\0`);
});

it('notes what the settings change', () => {
  expect(settingsNotes(DEFAULT_THRESHOLDS, new Set())).toEqual([]);
  expect(settingsNotes({ ...DEFAULT_THRESHOLDS, holeMass: 0.1 }, new Set(['small-sample']))).toEqual([
    'thresholds set in VS Code: holeMass 0.1 (default 0.05)',
    'findings silenced in VS Code: small-sample',
  ]);
});
