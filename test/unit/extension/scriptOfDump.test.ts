import { describe, expect, it } from 'vitest';
import { bestDump, matches } from '../../../src/extension/scriptOfDump';

const SCRIPT = { path: '/home/ada/vae/train.py', gammas: [0.6, 1.5] };

/** A dump below the script's folder, with the script's gamma unless told otherwise. */
const dump = (changes: { path?: string; gamma?: number | number[] | null; script?: unknown }) => ({
  path: '/home/ada/vae/dumps/run1/meta.json',
  gamma: 1.5,
  script: null,
  ...changes,
});

describe('a sidecar names the script', () => {
  it.each([
    '/home/ada/vae/train.py',
    '/home/ada/vae/src/../train.py',
    'train.py',
    './train.py',
    'vae/train.py',
    'home/ada/vae/train.py',
    '~/vae/train.py',
    'vae\\train.py',
  ])('as %s', (script) => {
    expect(matches(SCRIPT, dump({ script, gamma: null }))).toBe('named');
    // Wherever the dump lies, whatever gamma it had.
    expect(matches(SCRIPT, dump({ script, gamma: 0.1, path: '/data/run1' }))).toBe('named');
  });

  it.each([
    '../../train.py',
    '..\\..\\train.py',
    './../../train.py',
    '../../../vae/train.py',
    '../../model/../train.py',
    'sub/../../../train.py',
  ])('as %s, from the folder of the dump', (script) => {
    expect(matches(SCRIPT, dump({ script, gamma: null }))).toBe('named');
    const named = (path: string) => matches({ ...SCRIPT, path }, dump({ script }));
    expect(named('/home/ada/vae/model/train.py')).toBeNull();
    expect(named('/home/ada/gan/train.py')).toBeNull();
    expect(named('/home/ada/train.py')).toBeNull();
    expect(named('/train.py')).toBeNull();
    expect(matches(SCRIPT, dump({ script, path: '/home/ada/gan/dumps/run1/meta.json' }))).toBe(
      script.includes('vae') ? 'named' : null,
    );
  });

  it('as a path that leads above the root, no script is named', () => {
    expect(matches(SCRIPT, dump({ script: '../../../../../../home/ada/vae/train.py' }))).toBeNull();
  });

  it('as ../$PROJECT/train.py, from anywhere', () => {
    expect(matches(SCRIPT, dump({ script: '../$PROJECT/train.py', path: '/data/run1/meta.json' }))).toBe('named');
  });

  it('by a path of Windows, with the drive in upper case', () => {
    const script = { ...SCRIPT, path: '/c:/vae/train.py' };
    expect(matches(script, dump({ script: 'C:\\vae\\train.py' }))).toBe('named');
    expect(matches(script, dump({ script: 'D:\\vae\\train.py' }))).toBeNull();
  });
});

it.each([
  '/home/ada/other/train.py',
  '/vae/train.py',
  'other/train.py',
  'pretrain.py',
  'rain.py',
  'train',
  'eval.py',
  '/home/a/home/ada/vae/train.py',
  'root/home/ada/vae/train.py',
])('a sidecar that names %s names another script, near or not', (script) => {
  expect(matches(SCRIPT, dump({ script }))).toBeNull();
});

describe('a sidecar that names no script', () => {
  it.each([null, undefined, '', 3, ['train.py']])('as by %j goes by place and gamma', (script) => {
    expect(matches(SCRIPT, dump({ script }))).toBe('near');
  });

  it.each(['/home/ada/vae', '/home/ada/vae/mu.npy', '/home/ada/vae/a/b/c'])('is near in %s', (path) => {
    expect(matches(SCRIPT, dump({ path }))).toBe('near');
  });

  it.each(['/work', '/home/ada/vae2/mu.npy', '/home/ada/other/vae/mu.npy', '/data/vae'])(
    'is not near in %s',
    (path) => {
      expect(matches(SCRIPT, dump({ path }))).toBeNull();
    },
  );

  it.each<[number | number[] | null, 'near' | null]>([
    [0.6, 'near'],
    [Math.fround(0.6), 'near'],
    [0.60001, null],
    [[1.5, 1.5, 1.5], 'near'],
    [[1.5, 0.6], null],
    [[], null],
    [0, null],
    [null, null],
    [Number.NaN, null],
  ])('and declares gamma %j is %s', (gamma, match) => {
    expect(matches(SCRIPT, dump({ gamma }))).toBe(match);
  });

  it('is near a script whose gamma is 0 only if its own is', () => {
    const script = { ...SCRIPT, gammas: [0] };
    expect(matches(script, dump({ gamma: 0 }))).toBe('near');
    expect(matches(script, dump({ gamma: 1e-12 }))).toBeNull();
  });

  it('is near no script that sets no gamma', () => {
    expect(matches({ ...SCRIPT, gammas: [] }, dump({}))).toBeNull();
  });
});

describe('of several dumps', () => {
  const best = (...dumps: (Parameters<typeof dump>[0] & { mtime: number })[]) =>
    bestDump(
      SCRIPT,
      dumps.map(({ mtime, ...changes }) => ({ ...dump(changes), mtime })),
    )?.dump.mtime;

  it('takes one whose sidecar names the script, then one of its gamma, then the newest', () => {
    expect(best({ mtime: 1, script: 'vae/train.py', gamma: 0.1 }, { mtime: 2 })).toBe(1);
    expect(best({ mtime: 1, script: 'vae/train.py' }, { mtime: 2, script: 'vae/train.py', gamma: 0.1 })).toBe(1);
    expect(best({ mtime: 1 }, { mtime: 3 }, { mtime: 2, gamma: 0.6 })).toBe(3);
  });

  it('takes a bare script name for this one only by gamma or place', () => {
    const elsewhere = { mtime: 1, script: 'train.py', path: '/home/ada/gan/run/meta.json' };
    expect(best({ ...elsewhere, gamma: 0.1 })).toBeUndefined();
    expect(best(elsewhere)).toBe(1);
    expect(best({ mtime: 1, script: 'train.py', gamma: 0.1 })).toBe(1);
  });
});
