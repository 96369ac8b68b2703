import { readdirSync, readFileSync } from 'node:fs';
import { fileAccess } from 'platform/fileAccess';
import { describe, expect, it } from 'vitest';
import { DumpError } from '../../../src/dumps/dumpError';
import { readHdf5Entries } from '../../../src/dumps/hdf5';
import { problemOf, sourceOf, toBytes } from './inMemory';
import { pythonNumbers } from './pythonNumbers';
import { seededRandom } from './random';

const FOLDER = 'test/fixtures/formats/hdf5';
const fixture = (name: string) => new Uint8Array(readFileSync(`${FOLDER}/${name}`));

interface Expected {
  arrays: Record<string, Record<string, { shape: number[]; dtype: string; values: (number | string)[] }>>;
  values: Record<string, Record<string, unknown>>;
}
const EXPECTED: Expected = JSON.parse(readFileSync(`${FOLDER}/expected.json`, 'utf8'));

const entriesOf = async (name: string) => readHdf5Entries(await sourceOf(fixture(name), name));

describe('readHdf5Entries reads what h5py wrote', () => {
  it.each(Object.keys(EXPECTED.arrays))('the arrays of %s', async (file) => {
    const entries = await entriesOf(file);
    for (const [name, { shape, dtype, values }] of Object.entries(EXPECTED.arrays[file])) {
      const { array } = entries.get(name)!;
      expect(array).toMatchObject({ array: name, file: `/d/${file}`, shape, dtype });
      const numbers = pythonNumbers(values);
      const rows = shape[0];
      const rowLength = numbers.length / rows;
      expect([...(await array!.readRows(0, rows))]).toEqual(numbers);
      for (let start = 0; start < rows; start += 2) {
        for (let count = 1; start + count <= rows; count += 3) {
          const block = new Float32Array(count * rowLength + 1).fill(9);
          expect([...(await array!.readRows(start, count, block))]).toEqual([
            ...Float32Array.from(numbers.slice(start * rowLength, (start + count) * rowLength)),
          ]);
          expect(block.at(-1)).toBe(9);
        }
      }
    }
    // What stands in another file is known when it is read.
    const readable = [...entries.keys()].filter((name) => entries.get(name)!.array && name !== 'elsewhere');
    expect(readable.sort()).toEqual(Object.keys(EXPECTED.arrays[file]).sort());
  });

  it.each(['dtypes.h5', 'chunked.h5'])('the slabs of the stacked array in %s', async (file) => {
    const { array } = (await entriesOf(file)).get('stacked')!;
    const { shape, values } = EXPECTED.arrays[file].stacked;
    const rowLength = shape[2];
    for (const index of [0, 1]) {
      const slab = array!.slab(index);
      expect(slab.shape).toEqual(shape.slice(1));
      for (let start = 0; start < shape[1]; start++) {
        const first = (index * shape[1] + start) * rowLength;
        expect([...(await slab.readRows(start, 1))]).toEqual(values.slice(first, first + rowLength));
      }
    }
  });

  it('scalars and attributes as values', async () => {
    const entries = await entriesOf('values.h5');
    const values = Object.fromEntries([...entries].map(([name, { value }]) => [name, value]));
    expect(values).toEqual(EXPECTED.values['values.h5']);
  });

  it.each(['floats_earliest.h5', 'floats_latest.h5'])(
    'a scalar bfloat16, but no 16-bit attribute, of %s',
    async (file) => {
      const entries = await entriesOf(file);
      expect(entries.get('gamma')).toEqual({ value: 0.5 });
      expect(entries.has('tau')).toBe(false);
    },
  );

  it('from disk, by ranges', async () => {
    const source = await fileAccess.open(`${FOLDER}/anndata.h5ad`);
    try {
      const { array } = (await readHdf5Entries(source)).get('obsm/X_scVI_qzv')!;
      expect([...(await array!.readRows(0, 5))]).toEqual(EXPECTED.arrays['anndata.h5ad']['obsm/X_scVI_qzv'].values);
    } finally {
      await source.close();
    }
  });
});

describe('readHdf5Entries says why a dataset cannot be read', () => {
  it('and reads the others', async () => {
    const problems = new Map<string, string>();
    for (const file of ['refused.h5', 'links.h5', 'anndata.h5ad', 'floats_latest.h5']) {
      for (const [name, { problem }] of await entriesOf(file)) {
        if (problem) problems.set(name, new DumpError(problem).message.replace(`/d/${file}: `, ''));
      }
    }
    expect(Object.fromEntries(problems)).toMatchInlineSnapshot(`
      {
        "X": "group "X": found a sparse matrix (csr_matrix), expected a dense array: .toarray()",
        "array": "dataset "array": found records (a), expected a numeric dataset (floats or integers): one per field",
        "broken": "object "broken": found a soft link to /nowhere, which does not exist, expected a link to a dataset",
        "complex": "dataset "complex": found records (r, i), expected a numeric dataset (floats or integers): one per field",
        "compound": "dataset "compound": found records (mu, logvar), expected a numeric dataset (floats or integers): one per field",
        "elements": "dataset "elements": found elements that are arrays, expected a numeric dataset (floats or integers)",
        "empty": "dataset "empty": found an empty dataset, expected a numeric dataset (floats or integers)",
        "external": "object "external": found a link to another file (other.h5), expected a dataset in this file: open that one",
        "longdouble": "dataset "longdouble": found floats of 16 bytes, expected a numeric dataset (floats or integers)",
        "lzf": "dataset "lzf": found compression by lzf (filter 32000), expected gzip or none: compression="gzip"",
        "obs/_index": "dataset "obs/_index": found texts, expected a numeric dataset (floats or integers)",
        "obs/batch/categories": "dataset "obs/batch/categories": found texts, expected a numeric dataset (floats or integers)",
        "opaque": "dataset "opaque": found opaque elements, expected a numeric dataset (floats or integers)",
        "other_bias": "dataset "other_bias": found floats of 2 bytes with 5 bits of exponent and 10 of mantissa, of no known layout, expected a numeric dataset (floats or integers)",
        "other_places": "dataset "other_places": found floats of 4 bytes with 10 bits of exponent and 21 of mantissa, of no known layout, expected a numeric dataset (floats or integers)",
        "references": "dataset "references": found references, expected a numeric dataset (floats or integers)",
        "soft_group": "object "soft_group": found a soft link to the group /runs, expected a link to a dataset",
        "texts": "dataset "texts": found texts, expected a numeric dataset (floats or integers)",
        "virtual": "dataset "virtual": found a virtual dataset, whose numbers stand in other datasets, expected a dataset with its own numbers",
        "vlen": "dataset "vlen": found elements of variable length, expected a numeric dataset (floats or integers)",
      }
    `);
  });

  it('floats of other layouts, in headers of the old kind', async () => {
    const entries = await entriesOf('floats_earliest.h5');
    expect(entries.get('other_bias')!.problem?.found).toMatch(/^floats of 2 bytes with 5 bits .* no known layout$/);
    expect(entries.get('other_places')!.problem?.found).toMatch(/^floats of 4 bytes with 10 bits .* no known layout$/);
  });

  it.each([0x00, 0x10])('floats whose first bit of the mantissa is not implied (%i)', async (normalization) => {
    const bytes = fixture('floats_earliest.h5');
    const float16 = [0x11, 0x20, 15, 0, 2, 0, 0, 0, 0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0];
    for (let at = 0; at < bytes.length; at++) {
      if (float16.every((byte, i) => bytes[at + i] === byte)) bytes[at + 1] = normalization;
    }
    const entries = await readHdf5Entries(await sourceOf(bytes, 'a.h5'));
    expect(entries.get('half')!.problem?.found).toMatch(/no known layout$/);
    expect(entries.get('bfloat16_le')!.array).toBeDefined();
  });

  it('a dataset whose numbers stand in a file that is not there', async () => {
    const { array } = (await entriesOf('refused.h5')).get('elsewhere')!;
    expect(await problemOf(() => array!.readRows(0, 3))).toMatchObject({ place: 'dataset "elsewhere", row 0' });
  });
});

describe('readHdf5Entries refuses', () => {
  it.each([
    ['an empty file', new Uint8Array(0), 'an empty file'],
    ['another format', fixture('expected.json'), 'JSON text'],
    ['another signature', toBytes('x'.repeat(600)), 'text'],
  ])('%s', async (_, bytes, found) => {
    expect(await problemOf(async () => readHdf5Entries(await sourceOf(bytes, 'a.h5')))).toMatchObject({
      place: 'byte 0',
      found,
    });
  });

  it('groups that hold themselves', async () => {
    expect(await problemOf(() => entriesOf('loops.hdf5'))).toMatchObject({ found: 'more than 4000 objects' });
  }, 120_000);

  it('a file that shrinks while it is read', async () => {
    const bytes = fixture('dtypes.h5');
    const source = await sourceOf(bytes, 'a.h5');
    let size = bytes.length;
    const shrinking = {
      ...source,
      read: (offset: number, length: number, into?: Uint8Array<ArrayBuffer>) =>
        source.read(offset, Math.max(0, Math.min(length, size - offset)), into),
    };
    const { array } = (await readHdf5Entries(shrinking)).get('f4_le')!;
    size = 100;
    expect(await problemOf(() => array!.readRows(0, 5))).toMatchObject({ found: 'end of file' });
  });

  it('every truncation', async () => {
    for (const name of ['latest.h5', 'user_block.h5']) {
      const bytes = fixture(name);
      for (let length = 0; length < bytes.length; length++) {
        await problemOf(async () => readHdf5Entries(await sourceOf(bytes.slice(0, length), 'a.h5')));
      }
    }
  });
});

/** Lists a file and reads each of its arrays; a DumpError is an answer too. */
async function readAll(bytes: Uint8Array): Promise<number> {
  let listed = 0;
  try {
    const entries = await readHdf5Entries(await sourceOf(bytes, 'a.h5'));
    listed = entries.size;
    for (const { array } of entries.values()) await array?.readRows(0, Math.min(array.shape[0], 20));
  } catch (error) {
    expect(error).toBeInstanceOf(DumpError);
  }
  return listed;
}

const ROUNDS = 6;

it.each(readdirSync(FOLDER).filter((name) => /\.h5/.test(name)))(
  'damaged bytes of %s give arrays or a DumpError',
  async (name) => {
    const random = seededRandom(1);
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = fixture(name);
      const count = 1 + Math.floor(random() * 8);
      for (let i = 0; i < count; i++) bytes[8 + Math.floor(random() * (bytes.length - 8))] = Math.floor(random() * 256);
      await readAll(bytes);
    }
    expect(await readAll(fixture(name))).toBeGreaterThan(0);
  },
  120_000,
);
