import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/dumps/byteSource';
import { DumpError } from '../../../src/dumps/dumpError';
import { findLabels } from '../../../src/dumps/labels';
import { openDump } from '../../../src/dumps/openDump';
import { matches } from '../../../src/extension/scriptOfDump';
import { fileAccess } from '../../../src/platform/node/fileAccess';
import { WRITER_TEXT } from '../../../src/writers/dumpWriter';
import { pythonWithNumpy, runPython } from './python';

const python = pythonWithNumpy();

/** Tensors as the frameworks have them: one that NumPy cannot read before it is detached, and one that it can. */
const TENSORS = `
import numpy as np


class TorchTensor:
    def __init__(self, values, dtype='float32', place='cuda, with gradient'):
        self.values, self.dtype, self.place = np.asarray(values), dtype, place
        self.shape = self.values.shape

    def detach(self):
        return TorchTensor(self.values, self.dtype, 'cuda')

    def cpu(self):
        return TorchTensor(self.values, self.dtype, 'cpu' if self.place == 'cuda' else self.place)

    def is_floating_point(self):
        return self.dtype != 'int64'

    def float(self):
        return TorchTensor(self.values, 'float32', self.place)

    def __array__(self, dtype=None, copy=None):
        if self.place != 'cpu':
            raise TypeError(f"can't convert a tensor of {self.place} to numpy")
        if self.dtype == 'bfloat16':
            raise TypeError('Got unsupported ScalarType BFloat16')
        return self.values


class Array:
    def __init__(self, values):
        self.values = np.asarray(values)
        self.shape = self.values.shape

    def __array__(self, dtype=None, copy=None):
        return self.values


class Layer:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)
`;

const OLD = 'save_latent_dump("run", np.full((3, 2), 1.0), np.full((3, 2), -1.0), labels=[1] * 3, gamma=1)\n';
const WHOLE = ['labels.npy', 'logvar.npy', 'meta.json', 'mu.npy'];

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'latent-lens-writer-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Runs a script that has the writer. */
function run(script: string) {
  writeFileSync(join(root, 'train.py'), `${WRITER_TEXT}${TENSORS}\n${script}`);
  return runPython('train.py', root);
}

function succeed(script: string): void {
  expect(run(script)).toMatchObject({ stderr: '', status: 0 });
}

/** The dump in a folder, as the extension reads it. */
async function read(folder = 'run') {
  const opened: ByteSource[] = [];
  const dump = await openDump({ paths: [join(root, folder)] }, fileAccess);
  const { mean, spread } = await dump.readRows(0, dump.rows);
  const labels = await findLabels(dump, fileAccess, async (path) => {
    opened.push(await fileAccess.open(path));
    return opened.at(-1)!;
  });
  const read = await labels.read?.(Array.from({ length: dump.rows }, (_, row) => row));
  await Promise.all([dump, ...opened].map((source) => source.close()));
  return { ...dump, values: { mean: [...mean], spread: [...spread] }, labels: read };
}

const filesIn = (folder = 'run') => readdirSync(join(root, folder)).sort();

/** Which of the two dumps a folder holds; null where nothing is a dump. */
async function whichDump(folder = 'run'): Promise<'old' | 'new' | 'a mixture' | null> {
  try {
    const { values, declared, labels } = await read(folder);
    const k = values.mean[0];
    const isWhole =
      values.mean.every((value) => value === k) &&
      values.spread.every((value) => value === -k) &&
      labels?.every((value) => value === k) &&
      declared.gamma === k;
    return !isWhole ? 'a mixture' : k === 1 ? 'old' : 'new';
  } catch (error) {
    if (error instanceof DumpError) return null;
    throw error;
  }
}

if (python === null) {
  it('python3 with NumPy is missing here: only that a run would fail is known', () => {
    expect(runPython('-c', 'import numpy').status).not.toBe(0);
  });
} else {
  describe(`save_latent_dump, run by ${python}`, () => {
    it('writes a dump that reads back to the same numbers, with what the sidecar says', async () => {
      succeed(`
mu = np.arange(6, dtype=np.float64).reshape(3, 2)
save_latent_dump('run', mu, -mu, labels=np.array([7, 8, 9]), gamma=0.5, bn_eps=1e-8,
                 epoch=np.int64(12), beta_weight=np.float32(0.25), model='bn-vae')
`);
      const dump = await read();
      expect(dump).toMatchObject({
        rows: 3,
        dimensions: 2,
        spreadKind: 'logvar',
        values: { mean: [0, 1, 2, 3, 4, 5], spread: [-0, -1, -2, -3, -4, -5] },
        labels: [7, 8, 9],
        declared: { gamma: 0.5, bnEps: 1e-8, betaWeight: 0.25, epoch: 12 },
        sidecar: { n: 3, model: 'bn-vae', spreadKind: 'logvar', bn: null },
      });
      expect([dump.mean.dtype, dump.spread.dtype]).toEqual(['float32', 'float32']);
      expect(filesIn()).toEqual(WHOLE);
    });

    it('names the script and the line of the call, so that the dump is found to be its own', async () => {
      succeed('mu = np.zeros((3, 2))\nsave_latent_dump("out/run", mu, mu)\n');
      const { script, line } = JSON.parse(readFileSync(join(root, 'out/run/meta.json'), 'utf8'));
      const train = join(root, 'train.py');
      expect(join(root, 'out/run', script)).toBe(train);
      expect(readFileSync(train, 'utf8').split('\n')[line - 1]).toMatch(/^save_latent_dump/);
      const dump = { path: join(root, 'out/run/meta.json'), gamma: null, script };
      expect(matches({ path: train, gammas: [] }, dump)).toBe('named');
    });

    it('names the notebook of a cell, and no script where there is none', () => {
      writeFileSync(join(root, 'book.ipynb'), '{}');
      succeed(`
cell = "save_latent_dump('run', np.zeros((3, 2)), np.zeros((3, 2)))"
book = {'save_latent_dump': save_latent_dump, 'np': np, '__vsc_ipynb_file__': 'book.ipynb'}
exec(compile(cell, '<cell>', 'exec'), book)
meta = open('run/meta.json').read()
del book['__vsc_ipynb_file__']
exec(compile(cell, '<cell>', 'exec'), book)
open('run/of_book.txt', 'w').write(meta)
`);
      expect(JSON.parse(readFileSync(join(root, 'run/of_book.txt'), 'utf8'))).toMatchObject({
        script: join('..', 'book.ipynb'),
        line: null,
      });
      expect(JSON.parse(readFileSync(join(root, 'run/meta.json'), 'utf8'))).toEqual({ n: 3, spread_kind: 'logvar' });
    });

    it("takes PyTorch's tensors in batches, from the GPU and with gradients, bfloat16 too", async () => {
      succeed(`
mu = [TorchTensor([[1.0, 2.0], [3.0, 4.0]]), TorchTensor([[5.0, 6.0]], 'bfloat16')]
logvar = [TorchTensor([[-1.0, -2.0], [-3.0, -4.0]]), TorchTensor([[-5.0, -6.0]])]
bn = Layer(weight=TorchTensor([0.5, 0.5]), bias=TorchTensor([0.0, 0.1]), running_mean=TorchTensor([1.0, 2.0]),
           running_var=TorchTensor([3.0, 4.0]), eps=1e-5)
save_latent_dump('run', mu, logvar, [TorchTensor([1, 2], 'int64'), TorchTensor([3], 'int64')], bn=bn,
                 gamma=TorchTensor(0.5))
`);
      expect(await read()).toMatchObject({
        values: { mean: [1, 2, 3, 4, 5, 6], spread: [-1, -2, -3, -4, -5, -6] },
        labels: [1, 2, 3],
        declared: { gamma: 0.5, bnEps: 1e-5 },
        sidecar: { bn: { weight: [0.5, 0.5], bias: [0, 0.1], runningMean: [1, 2], runningVar: [3, 4] } },
      });
    });

    it.each([
      [
        "Keras's layer",
        'Layer(gamma=None, scale=False, beta=Array([0.0, 0.1]), moving_mean=Array([1.0, 2.0]), moving_variance=Array([3.0, 4.0]), epsilon=1e-3)',
        null,
      ],
      [
        "Flax's layer",
        'Layer(scale=Array([0.5, 0.5]), bias=Array([0.0, 0.1]), mean=Array([1.0, 2.0]), var=Array([3.0, 4.0]), epsilon=1e-3)',
        [0.5, 0.5],
      ],
      [
        "Flax's parameters",
        '{"scale": Array([0.5, 0.5]), "bias": Array([0.0, 0.1]), "mean": Array([1.0, 2.0]), "var": Array([3.0, 4.0]), "epsilon": 1e-3}',
        [0.5, 0.5],
      ],
    ])('takes arrays as Keras and JAX have them, and the batch norm of %s', async (_, bn, weight) => {
      succeed(`save_latent_dump('run', [Array([[1.0], [2.0]]), Array([[3.0]])], Array([[-1.0], [-2.0], [-3.0]]),
                 labels=Array([[1], [2], [3]]), bn=${bn})`);
      const { labels, values, declared } = await read();
      expect({ labels, values, eps: declared.bnEps }).toEqual({
        labels: [1, 2, 3],
        values: { mean: [1, 2, 3], spread: [-1, -2, -3] },
        eps: 1e-3,
      });
      expect(JSON.parse(readFileSync(join(root, 'run/meta.json'), 'utf8')).bn).toEqual({
        weight,
        bias: [0, 0.1],
        running_mean: [1, 2],
        running_var: [3, 4],
      });
    });

    it('saves what it is given: infinities, and names for labels', async () => {
      succeed(`
mu = np.array([[1.0, np.nan], [np.inf, 2.0]])
save_latent_dump('run', mu, mu, labels=['cat', 'dog'], kl_nats=float('nan'), out=__import__('pathlib').Path('x'))
`);
      const { values, labels, sidecar } = await read();
      expect(values.mean).toEqual([1, Number.NaN, Infinity, 2]);
      expect(labels).toEqual(['cat', 'dog']);
      expect(sidecar).toMatchObject({ klNats: null, unknown: { out: 'x' } });
    });

    it('leaves no labels of an older dump', async () => {
      succeed(`${OLD}save_latent_dump('run', np.zeros((2, 2)), np.zeros((2, 2)))\n`);
      expect(filesIn()).toEqual(['logvar.npy', 'meta.json', 'mu.npy']);
      expect((await read()).rows).toBe(2);
    });

    it.each([
      ['np.zeros(3), np.zeros(3)', 'mu: found shape (3,), expected (N, D) or batches of it'],
      ['[], []', 'mu: found shape (0,), expected (N, D) or batches of it'],
      ['np.zeros((0, 2)), np.zeros((0, 2))', 'mu: found shape (0, 2), expected (N, D) or batches of it'],
      ['np.zeros((3, 2)), np.zeros((3, 1))', 'logvar: found shape (3, 1), expected (3, 2)'],
      ['np.zeros((3, 2)), np.zeros((3, 2)), np.zeros((3, 10))', 'labels: found shape (3, 10), expected (3,)'],
    ])('refuses (%s) before it writes anything', async (given, message) => {
      const { status, stderr } = run(`${OLD}save_latent_dump('run', ${given})\n`);
      expect(status).toBe(1);
      expect(stderr).toContain(`ValueError: ${message}\n`);
      expect(await whichDump()).toBe('old');
    });

    /**
     * Writes the new dump over the old one in folders "fsync-1", ... and "replace-1", ...: in each, something happens
     * instead of that call of the function of `os`.
     */
    const atEachCall = (happens: string) => `
import os, signal

def attempt(name, k):
    real, calls = getattr(os, name), []
    def watched(*given):
        calls.append(given)
        if len(calls) == k:
            ${happens}
        return real(*given)
    setattr(os, name, watched)
    try:
        save(f'{name}-{k}', 2)
    except OSError:
        pass
    setattr(os, name, real)

def save(folder, k):
    save_latent_dump(folder, np.full((3, 2), k), np.full((3, 2), -k), labels=[k] * 3, gamma=k)

for name, count in [('fsync', 5), ('replace', 9)]:
    for k in range(1, count + 1):
        save(f'{name}-{k}', 1)
        child = os.fork()
        if child == 0:
            attempt(name, k)
            os._exit(0)
        os.waitpid(child, 0)
`;
    // Four files are written; then four old ones are moved out, and four new ones in. The fifth and ninth never happen.
    const WRITES = [1, 2, 3, 4, 5].map((k) => `fsync-${k}`);
    const MOVES = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((k) => `replace-${k}`);
    const found = (folders: string[]) => Promise.all(folders.map((folder) => whichDump(folder)));

    it('a file that cannot be written or moved leaves the old dump, and nothing besides', async () => {
      succeed(atEachCall('raise OSError("no space left")'));
      expect(await found(WRITES)).toEqual(['old', 'old', 'old', 'old', 'new']);
      expect(await found(MOVES)).toEqual([...Array(8).fill('old'), 'new']);
      for (const folder of [...WRITES, ...MOVES]) expect(filesIn(folder)).toEqual(WHOLE);
    });

    it('a run killed while it writes leaves the old dump; killed between two moves, never a mixture', async () => {
      succeed(atEachCall('os.kill(os.getpid(), signal.SIGKILL)'));
      expect(await found(WRITES)).toEqual(['old', 'old', 'old', 'old', 'new']);
      expect(await found(MOVES)).toEqual(['old', ...Array(7).fill(null), 'new']);
      // The next run does not mind what is left.
      succeed(
        'for k in range(1, 10):\n    save_latent_dump(f"replace-{k}", [np.full((3, 2), 2)], -np.full((3, 2), 2), [2] * 3, gamma=2)\n',
      );
      expect(await found(MOVES)).toEqual(Array(9).fill('new'));
    });

    it('what cannot be saved without a pickle leaves the old dump', async () => {
      const { status, stderr } = run(
        `${OLD}save_latent_dump('run', np.zeros((2, 2)), np.zeros((2, 2)), labels=[{}, {}])\n`,
      );
      expect(status).toBe(1);
      expect(stderr).toContain('ValueError: Object arrays cannot be saved');
      expect(await whichDump()).toBe('old');
      expect(filesIn()).toEqual(WHOLE);
    });
  });
}
