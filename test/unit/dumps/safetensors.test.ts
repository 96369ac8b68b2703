import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSafetensorsEntries } from '../../../src/dumps/safetensors';
import { problemOf, sourceOf, toBytes } from './inMemory';
import { pythonNumbers } from './pythonNumbers';
import { seededRandom } from './random';

const FOLDER = 'test/fixtures/formats/safetensors';
const fixture = (name: string) => new Uint8Array(readFileSync(`${FOLDER}/${name}`));
const EXPECTED: Record<string, { shape: number[]; dtype: string; values: (number | string)[] }> = JSON.parse(
  readFileSync(`${FOLDER}/expected.json`, 'utf8'),
);

const read = async (bytes: Uint8Array) => readSafetensorsEntries(await sourceOf(bytes, 'a.safetensors'));

/** A file of this header and as many bytes of data. */
function file(header: unknown, dataBytes = 0, headerLength?: bigint): Uint8Array<ArrayBuffer> {
  const text = toBytes(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, headerLength ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const tensor = (dtype: unknown, shape: unknown, ...data_offsets: unknown[]) => ({ dtype, shape, data_offsets });

describe('readSafetensorsEntries', () => {
  it.each(Object.keys(EXPECTED))('reads %s', async (name) => {
    const { shape, dtype, values } = EXPECTED[name];
    const { array } = (await read(fixture('dtypes.safetensors'))).get(name)!;
    expect(array).toMatchObject({ array: name, file: '/d/a.safetensors', shape, dtype });
    const numbers = pythonNumbers(values);
    const rowLength = numbers.length / shape[0];
    for (let start = 0; start < shape[0]; start++) {
      for (let count = 1; start + count <= shape[0]; count++) {
        const block = numbers.slice(start * rowLength, (start + count) * rowLength);
        expect([...(await array!.readRows(start, count))]).toEqual(block);
      }
    }
  });

  it('reads the slabs of a stacked tensor', async () => {
    const { array } = (await read(fixture('dtypes.safetensors'))).get('stacked')!;
    expect([...(await array!.slab(1).readRows(0, 5))]).toEqual(EXPECTED.stacked.values.slice(15));
  });

  it('gives scalars and metadata as values, numbers as numbers', async () => {
    const entries = [...(await read(fixture('dtypes.safetensors')))].filter(([, entry]) => 'value' in entry);
    expect(Object.fromEntries(entries.map(([name, { value }]) => [name, value]))).toEqual({
      step: 12,
      frozen: true,
      format: 'pt',
      gamma: 0.5,
      bn_eps: 1e-5,
      epoch: 10,
      model: 'BN-VAE é',
    });
  });

  it('names a dtype that it cannot read', async () => {
    const { problem } = (await read(fixture('dtypes.safetensors'))).get('F8_E4M3')!;
    expect(problem).toMatchObject({ place: 'tensor "F8_E4M3"', found: 'dtype F8_E4M3' });
  });

  it('takes tensors in any order of their data', async () => {
    const bytes = file({ b: tensor('U8', [2], 1, 3), a: tensor('U8', [1], 0, 1) }, 3);
    bytes.set([1, 2, 3], bytes.length - 3);
    const entries = await read(bytes);
    expect([...entries.keys()]).toEqual(['b', 'a']);
    expect([...(await entries.get('b')!.array!.readRows(0, 2))]).toEqual([2, 3]);
  });
});

describe('readSafetensorsEntries refuses', () => {
  const whole = { mu: tensor('F32', [2, 2], 0, 16) };
  it.each<[string, Uint8Array, string | RegExp, string | RegExp]>([
    ['an empty file', new Uint8Array(0), 'byte 0 (header)', 'an empty file'],
    ['another format', toBytes('mu_0,mu_1\n1,2\n'), 'byte 0', 'text'],
    ['a header above the limit', file(whole, 16, 1n << 62n), 'byte 0 (header)', `a header of ${1n << 62n} bytes`],
    ['a header beyond the file', file(whole, 16, 1000n), /^byte \d+ \(header\)$/, 'end of file (truncated)'],
    ['a header cut in its middle', file(whole, 16, 20n), /^line 1, column 21/, 'end of file (truncated)'],
    ['a key twice', file('{"mu":1,"mu":1}'), 'line 1, column 9 (byte 16, header)', 'key "mu" a second time'],
    ['a field twice', file('{"mu":{"dtype":"F32","dtype":"F16"}}'), /byte 29/, 'key "dtype" a second time'],
    ['deep brackets', file(`{"mu":${'['.repeat(1e5)}`), /byte 16/, '4 nested brackets'],
    ['data after the last tensor', file(whole, 17), /^byte \d+$/, '17 bytes of data'],
    ['missing data', file(whole, 15), 'tensor "mu" (header)', 'truncated: 15 bytes of data'],
    ['a gap', file({ mu: tensor('U8', [1], 1, 2) }, 2), 'tensor "mu" (header)', 'data that begins at byte 1'],
    [
      'an overlap',
      file({ a: tensor('U8', [2], 0, 2), b: tensor('U8', [2], 1, 3) }, 3),
      'tensor "b" (header)',
      'data that begins at byte 1',
    ],
    ['a size that is not the shape', file({ a: tensor('F32', [3], 0, 8) }, 8), /a/, '8 bytes'],
    ['a shape beyond all numbers', file({ a: tensor('F32', [2 ** 52, 2 ** 52], 0, 8) }, 8), /a/, '8 bytes'],
    ['a negative length', file({ a: tensor('F32', [-1], 0, 0) }), /a/, 'shape [-1]'],
    ['a fraction', file({ a: tensor('F32', [1.5], 0, 6) }, 6), /a/, 'shape [1.5]'],
    ['no shape', file({ a: { dtype: 'F32', data_offsets: [0, 0] } }), /a/, 'shape nothing'],
    ['a dtype that is no text', file({ a: tensor(3, [1], 0, 4) }, 4), /a/, '3'],
    ['descending offsets', file({ a: tensor('F32', [], 4, 0) }, 4), /a/, 'data_offsets [4,0]'],
    ['a number for a tensor', file({ a: 1 }), /a/, 'nothing'],
  ])('%s', async (_, bytes, place, found) => {
    const problem = await problemOf(() => read(bytes));
    expect(problem.place).toEqual(typeof place === 'string' ? place : expect.stringMatching(place));
    expect(problem.found).toEqual(typeof found === 'string' ? found : expect.stringMatching(found));
  });

  it('every truncation', async () => {
    for (const name of ['small', 'dtypes']) {
      const bytes = fixture(`${name}.safetensors`);
      for (let length = 0; length < bytes.length; length++) await problemOf(() => read(bytes.slice(0, length)));
    }
  });
});

it('random tensors are read back', async () => {
  const random = seededRandom(7);
  const upTo = (limit: number) => Math.floor(random() * limit);
  for (let round = 0; round < 200; round++) {
    const header: Record<string, unknown> = {};
    const written = new Map<string, { shape: number[]; bytes: Uint8Array }>();
    let end = 0;
    for (let index = upTo(6); index > 0; index--) {
      const shape = Array.from({ length: 1 + upTo(3) }, () => upTo(5));
      const length = shape.reduce((product, axis) => product * axis, 1);
      // "__proto__" is a name like any other.
      const name = index === 1 && random() < 0.3 ? '__proto__' : `${'é"\\\n'[upTo(4)]}${index}`;
      const bytes = Uint8Array.from({ length }, () => upTo(256));
      Object.defineProperty(header, name, {
        value: tensor('U8', shape, end, end + length),
        enumerable: true,
        configurable: true,
      });
      written.set(name, { shape, bytes });
      end += length;
    }
    const text = JSON.stringify(header, null, upTo(3)) + ' '.repeat(upTo(8));
    const whole = file(text, end);
    let at = whole.length - end;
    for (const { bytes } of written.values()) {
      whole.set(bytes, at);
      at += bytes.length;
    }
    const entries = await read(whole);
    expect([...entries.keys()].sort()).toEqual([...written.keys()].sort());
    for (const [name, { shape, bytes }] of written) {
      const { array } = entries.get(name)!;
      expect(array!.shape).toEqual(shape);
      expect([...(await array!.readRows(0, shape[0]))]).toEqual([...bytes]);
    }
  }
});
