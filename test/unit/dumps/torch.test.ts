import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/dumps/byteSource';
import { DumpError } from '../../../src/dumps/dumpError';
import { readTorchEntries } from '../../../src/dumps/torch';
import { bytesOf, expectEntries, expectedEntries } from './entries';
import { problemOf, sourceOf } from './inMemory';
import { seededRandom } from './random';
import { call, dict, int, name, none, type Pickled, pickled, tensor, text, torchArchive, tuple } from './torchFile';

const FIXTURES = 'test/fixtures/formats/torch';
const fixture = (path: string) => bytesOf(`${FIXTURES}/${path}.pt`);
const entriesOf = async (file: Uint8Array) => readTorchEntries(await sourceOf(file, 'dump'));
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const FOUR = { '0': floats(1, 2, 3, 4) };

/** The problem of the one entry "x" of an archive. */
async function problemOfEntry(x: Pickled, storages: Record<string, Uint8Array> = FOUR) {
  const entries = await entriesOf(await torchArchive(dict({ x, mu: tensor() }), storages));
  expect([...entries.keys()]).toEqual(['x', 'mu']);
  return problemOf(() => {
    throw new DumpError(entries.get('x')!.problem!);
  });
}

describe.each(['1.13', '2.13'])('readTorchEntries reads what torch %s wrote', (version) => {
  const expected = expectedEntries(`${FIXTURES}/${version}/expected.json`);

  it.each(Object.keys(expected))('%s', async (file) => {
    const entries = await entriesOf(fixture(`${version}/${file}`));
    await expectEntries(entries, expected[file]);
    for (const [key, { problem }] of entries) {
      if (problem) expect(new DumpError(problem).message).toContain(expected[file][key].problem);
    }
  });

  it.each([
    ['refused_module', 'pickle', 'pickled object __main__.Encoder'],
    ['refused_module_legacy', 'pickle', 'pickled object __main__.Encoder'],
    ['refused_namespace', 'pickle', 'pickled object argparse.Namespace'],
    ['refused_script', 'zip archive', 'a TorchScript module'],
  ])('and refuses %s', async (file, place, found) => {
    const problem = await problemOf(() => entriesOf(fixture(`${version}/${file}`)));
    expect(problem).toMatchObject({ place, found });
    expect(problem.expected).toContain('torch.save');
  });

  it.each(['list', 'tensor_legacy'])('and refuses %s cut at every byte', async (file) => {
    const whole = fixture(`${version}/${file}`);
    for (let length = 0; length < whole.length; length++) await problemOf(() => entriesOf(whole.slice(0, length)));
  });

  it.each(['list', 'nested_legacy'])('and gives values or errors for %s with any byte changed', async (file) => {
    const whole = fixture(`${version}/${file}`);
    const next = seededRandom(5);
    for (let round = 0; round < 200; round++) {
      const changed = whole.slice();
      changed[Math.floor(next() * whole.length)] = Math.floor(next() * 256);
      try {
        for (const { array } of (await entriesOf(changed)).values())
          await array?.readRows(0, Math.min(4, array.shape[0]));
      } catch (error) {
        expect(error).toBeInstanceOf(DumpError);
      }
    }
  });
});

describe('readTorchEntries', () => {
  it('reads only the rows asked for', async () => {
    const source = await sourceOf(fixture('2.13/strides'), 'dump');
    const reads: number[] = [];
    const counted: ByteSource = {
      ...source,
      read(offset, length, into) {
        reads.push(length);
        return source.read(offset, length, into);
      },
    };
    const entries = await readTorchEntries(counted);
    reads.length = 0;
    await entries.get('whole')!.array!.readRows(1, 2);
    expect(reads).toEqual([2 * 4 * 4]);
    expect(entries.get('whole')!.array!.inMemory).toBe(false);
  });

  it('holds in memory what was packed again, and numpy arrays', async () => {
    const repacked = await entriesOf(fixture('2.13/repacked'));
    expect(repacked.get('state.mu')?.array?.inMemory).toBe(true);
    const numpy = await entriesOf(fixture('2.13/numpy'));
    expect(numpy.get('mu')?.array?.inMemory).toBe(true);
  });

  it('reads what a big-endian machine wrote', async () => {
    const bytes = new Uint8Array([...floats(1, -0.5, 3, 4)].reverse());
    const file = await torchArchive(tensor(), { '0': bytes }, { byteorder: 'big' });
    const { array } = (await entriesOf(file)).get('')!;
    expect([...(await array!.readRows(0, 2))]).toEqual([4, 3, -0.5, 1]);
    const odd = await torchArchive(tensor(), FOUR, { byteorder: 'middle' });
    const problem = await problemOf(() => entriesOf(odd));
    expect(problem).toMatchObject({ place: 'member "archive/byteorder"', found: '"middle"' });
  });

  it('reads any strided view of a storage', async () => {
    const next = seededRandom(11);
    const below = (limit: number) => Math.floor(next() * limit);
    for (let round = 0; round < 40; round++) {
      const size = Array.from({ length: 1 + below(4) }, () => 1 + below(4));
      const stride = size.map(() => below(9));
      const offset = below(5);
      const last = size.reduce((sum, length, axis) => sum + (length - 1) * stride[axis], offset);
      const values = Array.from({ length: last + 1 + below(3) }, () => below(1000));
      const file = await torchArchive(tensor({ elements: values.length, offset, size, stride }), {
        '0': floats(...values),
      });
      const expected = size.reduce<number[]>(
        (offsets, length, axis) => offsets.flatMap((at) => Array.from({ length }, (_, i) => at + i * stride[axis])),
        [offset],
      );
      const { array } = (await entriesOf(file)).get('')!;
      const rowLength = expected.length / size[0];
      const start = below(size[0]);
      const rows = [...(await array!.readRows(start, size[0] - start))];
      expect(rows, JSON.stringify({ size, stride, offset })).toEqual(
        expected.slice(start * rowLength).map((at) => values[at]),
      );
    }
  });
});

describe('readTorchEntries refuses, beside a tensor that it reads,', () => {
  it.each<[string, Pickled, string]>([
    ['a storage that is too short', tensor({ elements: 5 }), '16 bytes'],
    ['a shape beyond its storage', tensor({ size: [2, 3] }), 'reaches element 4 of its storage'],
    ['strides beyond its storage', tensor({ stride: [4, 1] }), 'reaches element 5'],
    ['an offset beyond its storage', tensor({ offset: 1 }), 'reaches element 4'],
    ['a negative stride', tensor({ stride: [-2, 1] }), 'without shape and strides'],
    ['a negative offset', tensor({ offset: -1 }), 'without shape and strides'],
    ['a stride too few', tensor({ stride: [2] }), 'without shape and strides'],
    ['a storage that is not there', tensor({ key: '7' }), 'no member "archive/data/7"'],
    ['a storage outside of its folder', tensor({ key: '../data.pkl' }), 'no member'],
    ['a type that is none', tensor({ storage: 'QInt8Storage' }), 'a tensor of torch.QInt8Storage'],
    ['a trillion elements of four', tensor({ size: [1e6, 1e6], stride: [0, 0] }), 'expanded from 4 elements'],
    ['more elements than numbers can count', tensor({ size: [2 ** 52, 2 ** 52], stride: [0, 0] }), 'expanded from'],
    ['a tensor of a list', call(name('torch._utils', '_rebuild_tensor_v2'), none), 'without a storage'],
    ['a function', name('os', 'system'), 'pickled class or function os.system'],
    ['a call', call(name('os', 'system'), text('rm -rf /')), 'pickled object os.system'],
    ['a call of eval', call(name('builtins', 'eval'), text('1')), 'pickled object builtins.eval'],
    ['a call that is a shape', call(name('os', 'system'), tuple(int(2))), 'pickled object os.system'],
    [
      'a parameter of a parameter',
      parameter(parameter(parameter(tensor()))),
      'pickled object torch._utils._rebuild_parameter',
    ],
    ['a name of a thousand letters', name('m', 'x'.repeat(1000)), `m.${'x'.repeat(75)}...`],
    ['a name with control characters', name('m\r\x1b[2J', 'x'), 'm??[2J.x'],
  ])('%s', async (_, x, found) => {
    expect((await problemOfEntry(x)).found).toContain(found);
  });

  it('a tensor whose size is a call', async () => {
    const rebuilt = [...tensor()];
    const sized = call(name('torch', 'Size'), tuple(int(2), int(2)));
    const plain = tuple(int(2), int(2));
    const at = rebuilt.findIndex((_, i) => plain.every((byte, k) => rebuilt[i + k] === byte));
    const withSize = [...rebuilt.slice(0, at), ...sized, ...rebuilt.slice(at + plain.length)];
    const read = await entriesOf(await torchArchive(withSize, FOUR));
    expect(read.get('')?.array?.shape).toEqual([2, 2]);
    const foreign = call(name('os', 'system'), tuple(int(2), int(2)));
    const withCall = [...rebuilt.slice(0, at), ...foreign, ...rebuilt.slice(at + plain.length)];
    expect((await problemOfEntry(withCall)).found).toBe('a tensor without shape and strides');
  });
});

function parameter(of: Pickled): Pickled {
  return call(name('torch._utils', '_rebuild_parameter'), of, [0x89], none);
}

describe('readTorchEntries refuses whole', () => {
  it.each<[string, Uint8Array | string, string]>([
    ['text', 'mu,logvar', 'text'],
    ['an empty file', '', 'an empty file'],
    ['a pickle of plain data', pickled(dict({ mu: int(1) })), 'a pickle that torch.save did not write'],
    ['another protocol', Uint8Array.from([...magic(), ...pickled(int(7)), ...tail()]), 'another protocol'],
    ['a legacy file without pickles', Uint8Array.from(magic()), 'end of data'],
  ])('%s', async (_, content, found) => {
    const problem = await problemOf(async () => readTorchEntries(await sourceOf(content, 'dump')));
    expect(problem.found).toContain(found);
  });

  it('a zip archive without a pickle', async () => {
    const problem = await problemOf(() => entriesOf(bytesOf('test/fixtures/formats/npz/stored.npz')));
    expect(problem.found).toBe('no data.pkl among its members (mu.npy, logvar.npy)');
  });

  it('a pickle that is broken, at its byte', async () => {
    const problem = await problemOf(async () => entriesOf(await torchArchive([0x49, 0x31])));
    expect(problem).toMatchObject({ place: 'member "archive/data.pkl", byte 2', found: 'opcode 0x49' });
  });

  it('dictionaries that share dictionaries without end', async () => {
    const twice = [0x7d, 0x71, 0, ...text('a'), 0x68, 0, 0x73, ...text('b'), 0x68, 0, 0x73];
    const problem = await problemOf(async () => entriesOf(await torchArchive(twice)));
    expect(problem.found).toMatch(/values/);
  });
});

/** The magic number of the form before torch 1.6. */
function magic(): number[] {
  return [...pickled([0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19])];
}

function tail(): number[] {
  return [dict({}), int(1), tuple()].flatMap((value) => [...pickled(value)]);
}
