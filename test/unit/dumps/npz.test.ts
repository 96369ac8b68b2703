import { configure, type ZipWriterAddDataOptions } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/dumps/byteSource';
import { DumpError } from '../../../src/dumps/dumpError';
import { readNpzEntries } from '../../../src/dumps/npz';
import { bytesOf, expectEntries, expectedEntries } from './entries';
import { npyFile, npyOf, problemOf, sourceOf } from './inMemory';
import { seededRandom } from './random';
import { zipOf } from './zip';

configure({ useWebWorkers: false });

const FIXTURES = 'test/fixtures/formats/npz';
const EXPECTED = expectedEntries(`${FIXTURES}/expected.json`);
const fixture = (name: string) => bytesOf(`${FIXTURES}/${name}.npz`);
const entriesOf = async (file: Uint8Array) => readNpzEntries(await sourceOf(file, 'dump'));

/** The problem of one entry, or of the first read of its rows. */
async function entryProblem(file: Uint8Array, name: string) {
  const entry = (await entriesOf(file)).get(name)!;
  return problemOf(async () => {
    if (entry.problem) throw new DumpError(entry.problem);
    await entry.array!.readRows(0, entry.array!.shape[0]);
  });
}

describe('readNpzEntries reads what numpy wrote', () => {
  it.each(Object.keys(EXPECTED).filter((name) => name !== 'large_compressed.npz'))('%s', async (name) => {
    await expectEntries(await entriesOf(bytesOf(`${FIXTURES}/${name}`)), EXPECTED[name]);
  });

  it('an array that is larger than what is inflated for its header', async () => {
    const { array } = (await entriesOf(fixture('large_compressed'))).get('mu')!;
    expect(array).toMatchObject({ shape: [8192, 8], dtype: 'float32', inMemory: true });
    expect([...(await array!.readRows(8191, 1))]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const all = await array!.readRows(0, 8192, new Float32Array(8192 * 8));
    expect(all.every((value, i) => value === i % 8)).toBe(true);
  });

  it('stored members by ranges', async () => {
    const source = await sourceOf(fixture('stored'), 'dump');
    const reads: number[] = [];
    const counted: ByteSource = {
      ...source,
      read(offset, length, into) {
        reads.push(length);
        return source.read(offset, length, into);
      },
    };
    const { array } = (await readNpzEntries(counted)).get('mu')!;
    expect(array!.inMemory).toBe(false);
    reads.length = 0;
    await array!.readRows(1, 2);
    expect(reads).toEqual([2 * 3 * 4]);
  });

  it('a folder that was packed again, without what macOS adds', async () => {
    const entries = await entriesOf(fixture('repacked'));
    expect([...entries.keys()]).toEqual(['dump/mu', 'README.txt']);
    expect(entries.get('dump/mu')?.array?.shape).toEqual([5, 3]);
    expect(entries.get('README.txt')?.problem).toMatchObject({ found: 'text', place: 'member "README.txt", byte 0' });
  });
});

describe('readNpzEntries refuses', () => {
  it.each([
    ['ragged', 'Python objects', 'numpy.concatenate'],
    ['config', 'Python objects', 'float arrays'],
    ['structured', 'structured', 'one field per file'],
    ['texts', 'text strings', 'numeric array'],
    ['complex64', 'complex', 'numeric array'],
    ['longdouble', 'extended-precision', 'numeric array'],
    ['datetime', 'dates', 'numeric array'],
  ])('an array of %s beside one that it reads', async (name, found, expected) => {
    for (const file of ['refused', 'refused_compressed']) {
      const problem = await entryProblem(fixture(file), name);
      expect(problem.place).toMatch(new RegExp(`^member "${name}.npy", byte \\d+ \\(header\\)$`));
      expect(problem.found).toContain(found);
      expect(problem.expected).toContain(expected);
    }
  });

  it.each([
    ['encrypted', 'an encrypted member', 'without a password'],
    ['bzip2', 'compression by bzip2', 'stored or deflated'],
    ['lzma', 'compression by LZMA', 'stored or deflated'],
  ])('a member with %s', async (name, found, expected) => {
    const problem = await entryProblem(fixture(name), 'mu');
    expect(problem.place).toBe('member "mu.npy"');
    expect(problem.found).toContain(found);
    expect(problem.expected).toContain(expected);
  });

  it('a name that several members have, and reads the others', async () => {
    const entries = await entriesOf(fixture('twice'));
    expect(entries.get('mu')?.problem).toMatchObject({ place: 'array "mu"', found: 'several members of this name' });
    expect(entries.get('logvar')?.array?.shape).toEqual([5, 3]);
  });

  it.each([
    ['an array', npyOf([2, 2], [1, 2, 3, 4]), 'a .npy array'],
    ['text', 'mu,logvar', 'text'],
    ['nothing', '', 'an empty file'],
  ])('%s under the name of an archive', async (_, content, found) => {
    const problem = await problemOf(async () => readNpzEntries(await sourceOf(content, 'dump')));
    expect(problem).toMatchObject({ place: 'byte 0', found, expected: 'a zip archive' });
  });

  it.each(['stored', 'compressed', 'zip64', 'zip64_compressed', 'piped', 'piped_compressed'])(
    '%s cut at every byte',
    async (name) => {
      const whole = fixture(name);
      for (let length = 0; length < whole.length; length++) await problemOf(() => entriesOf(whole.slice(0, length)));
    },
  );

  it('rows of a file that shrank after it was opened', async () => {
    for (const name of ['stored', 'large_compressed']) {
      const source = await sourceOf(fixture(name), 'dump');
      let end = source.size;
      const shrinking: ByteSource = {
        ...source,
        read: (offset, length) => source.read(offset, Math.max(0, Math.min(length, end - offset))),
      };
      const { array } = (await readNpzEntries(shrinking)).get('mu')!;
      end = 200;
      const problem = await problemOf(() => array!.readRows(0, array!.shape[0]));
      expect(problem).toMatchObject({ place: 'byte 200', found: 'end of file' });
    }
  });
});

it('no byte of a compressed file changes a number unseen', async () => {
  const whole = fixture('one');
  const read = async (file: Uint8Array) => {
    const values: string[] = [];
    for (const { array } of (await entriesOf(file)).values()) {
      if (array) values.push(JSON.stringify([array.shape, [...(await array.readRows(0, array.shape[0]))]]));
    }
    return values;
  };
  const truth = await read(whole);
  let refused = 0;
  for (let at = 0; at < whole.length; at++) {
    const changed = whole.slice();
    changed[at] ^= 0x11;
    try {
      const values = await read(changed);
      for (const found of values) expect(truth, `byte ${at}`).toContain(found);
      if (values.length < truth.length) refused++;
    } catch (error) {
      expect(error, `byte ${at}: ${error}`).toBeInstanceOf(DumpError);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(whole.length / 3);
});

describe('sizes that lie', () => {
  const content = npyOf([512, 64], new Array(512 * 64).fill(0.5));

  /** A deflated member whose size is another in its local header and in the directory. */
  async function claiming(member: Uint8Array, size: number): Promise<Uint8Array> {
    const file = await zipOf([['mu.npy', member, { level: 9, dataDescriptor: false }]]);
    const view = new DataView(file.buffer);
    const directory = view.getUint32(file.length - 6, true);
    for (const at of [22, directory + 24]) {
      expect(view.getUint32(at, true)).toBe(member.length);
      view.setUint32(at, size, true);
    }
    return file;
  }

  /** A header that claims this shape over the same data. */
  const headed = (shape: string) =>
    npyFile(`{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}}`, content.slice(-512 * 64 * 8));

  it('are refused when listed where the header of the array says otherwise', async () => {
    const entries = await entriesOf(await claiming(content, content.length + 8));
    const place = `member "mu.npy", byte ${content.length - 512 * 64 * 8} (data)`;
    expect(entries.get('mu')?.problem).toMatchObject({ found: `${512 * 64 * 8 + 8} bytes of data`, place });
  });

  it.each([511, 513])('are refused where header and directory agree, on %i rows', async (rows) => {
    const lying = headed(`(${rows}, 64)`);
    const file = await claiming(lying, lying.length + (rows - 512) * 64 * 8);
    expect((await entryProblem(file, 'mu')).found).toContain('compressed data that cannot be read');
  });

  it('are refused before memory is taken where no compression is so good', async () => {
    const lying = headed(`(${2 ** 20}, 64)`);
    const problem = await entryProblem(await claiming(lying, lying.length + (2 ** 20 - 512) * 64 * 8), 'mu');
    expect(problem.found).toMatch(/^\d+ compressed bytes for \d+$/);
  });
});

it('reads any archive that a writer may lay out', async () => {
  const next = seededRandom(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)];
  for (let round = 0; round < 25; round++) {
    const arrays = Array.from({ length: 1 + Math.floor(next() * 4) }, (_, i) => {
      const shape = Array.from({ length: 1 + Math.floor(next() * 3) }, () => 1 + Math.floor(next() * 6));
      const size = shape.reduce((product, length) => product * length, 1);
      const values = Float32Array.from({ length: size }, () => next() - 0.5);
      const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
      const header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }${' '.repeat(64 * next())}\n`;
      const content = npyFile(header, new Uint8Array(values.buffer), pick([1, 2, 3]));
      const options: ZipWriterAddDataOptions = {
        level: pick([0, 0, 1, 9]),
        zip64: next() < 0.3,
        dataDescriptor: next() < 0.5,
        comment: pick(['', 'a comment']),
        extendedTimestamp: next() < 0.5,
      };
      return { name: `${pick(['mu', 'logvar', 'z/µ'])}_${i}`, shape, values, content, options };
    });
    const file = await zipOf(arrays.map(({ name, content, options }) => [`${name}.npy`, content, options]));
    const entries = await entriesOf(file);
    expect([...entries.keys()]).toEqual(arrays.map(({ name }) => name));
    for (const { name, shape, values, options } of arrays) {
      const array = entries.get(name)?.array;
      expect(array).toMatchObject({ shape, dtype: 'float32', array: name, inMemory: options.level !== 0 });
      const start = Math.floor(next() * shape[0]);
      const rowLength = values.length / shape[0];
      expect([...(await array!.readRows(start, shape[0] - start))]).toEqual([...values.subarray(start * rowLength)]);
    }
  }
});
