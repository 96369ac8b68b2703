import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/dumps/byteSource';
import { openNpy } from '../../../src/dumps/npy';
import { npyFile, problemOf, sourceOf } from './inMemory';

const FIXTURES = 'test/fixtures/dumps';
const fixture = (name: string) => new Uint8Array(readFileSync(`${FIXTURES}/npy/${name}`));

interface Expected {
  shape: number[];
  dtype: string;
  /** In C order; what is not finite as Python writes it. */
  values: (number | string)[];
}
const EXPECTED: Record<string, Expected> = JSON.parse(readFileSync(`${FIXTURES}/expected.json`, 'utf8'));
const PYTHON: Record<string, number> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };

function valuesOf({ values }: Expected): number[] {
  return values.map((value) => (typeof value === 'string' ? PYTHON[value] : value));
}

/** Counts the reads that go to a source. */
function counted(source: ByteSource): ByteSource & { reads: number; bytes: number } {
  const counting = {
    ...source,
    reads: 0,
    bytes: 0,
    read(offset: number, length: number) {
      counting.reads++;
      counting.bytes += length;
      return source.read(offset, length);
    },
  };
  return counting;
}

describe('openNpy reads what numpy wrote', () => {
  it.each(Object.keys(EXPECTED))('%s', async (name) => {
    const expected = EXPECTED[name];
    const values = valuesOf(expected);
    const array = await openNpy(await sourceOf(fixture(`${name}.npy`), 'a.npy'));
    expect(array).toMatchObject({ shape: expected.shape, dtype: expected.dtype, array: null, file: '/d/a.npy' });
    const rows = expected.shape[0] ?? 1;
    expect([...(await array.readRows(0, rows))]).toEqual(values);
    // Every block of rows, so that offsets and strides are seen at every start.
    const rowLength = values.length / rows;
    for (let start = 0; rows <= 5 && start < rows; start++) {
      for (let count = 1; start + count <= rows; count++) {
        const block = await array.readRows(start, count);
        expect([...block]).toEqual(values.slice(start * rowLength, (start + count) * rowLength));
      }
    }
    expect(await array.readRows(0, 0)).toHaveLength(0);
  });

  it.each(['stacked_c', 'stacked_fortran'])('the slabs of %s', async (name) => {
    const values = valuesOf(EXPECTED[name]);
    const array = await openNpy(await sourceOf(fixture(`${name}.npy`), 'a.npy'));
    for (const index of [0, 1]) {
      const slab = array.slab(index);
      expect(slab.shape).toEqual([5, 3]);
      for (let start = 0; start < 5; start++) {
        const first = index * 15 + start * 3;
        expect([...(await slab.readRows(start, 5 - start))]).toEqual(values.slice(first, (index + 1) * 15));
        expect([...(await slab.readRows(start, 1))]).toEqual(values.slice(first, first + 3));
      }
    }
  });
});

it('openNpy reads from sources that share their buffer', async () => {
  const source = await sourceOf(fixture('f4_le_c.npy'), 'a.npy');
  const pooled: ByteSource = {
    ...source,
    async read(offset, length) {
      const bytes = await source.read(offset, length);
      const pool = new Uint8Array(bytes.length + 9).fill(0xff);
      pool.set(bytes, 1);
      return pool.subarray(1, 1 + bytes.length);
    },
  };
  expect([...(await (await openNpy(pooled)).readRows(0, 5))]).toEqual(valuesOf(EXPECTED.f4_le_c));
});

describe('openNpy refuses', () => {
  it.each([
    ['object', 'never unpickled'],
    ['text', 'text strings'],
    ['bytes', 'byte strings'],
    ['complex64', 'complex'],
    ['complex128', 'complex'],
    ['structured', 'structured'],
    ['datetime', 'dates'],
    ['timedelta', 'time differences'],
    ['longdouble', 'extended-precision'],
    ['void', 'raw records'],
  ])('%s', async (name, reason) => {
    const problem = await problemOf(async () => openNpy(await sourceOf(fixture(`refused_${name}.npy`), 'mu.npy')));
    expect(problem.place).toMatch(/^byte \d+ \(header\)$/);
    expect(problem.found).toContain(reason);
    expect(problem.expected).toContain('numeric array');
  });

  it('an .npz archive under the name of a .npy file', async () => {
    const problem = await problemOf(async () => openNpy(await sourceOf(fixture('archive.npz'), 'mu.npy')));
    expect(problem.found).toContain('.npz');
  });

  it.each(['f4_le_c', 'f8_be_fortran', 'version_2', 'version_3'])('%s cut at every byte', async (name) => {
    const whole = fixture(`${name}.npy`);
    for (let length = 0; length < whole.length; length++) {
      await problemOf(async () => openNpy(await sourceOf(whole.slice(0, length), 'mu.npy')));
    }
    const longer = new Uint8Array([...whole, 0]);
    await problemOf(async () => openNpy(await sourceOf(longer, 'mu.npy')));
  });

  it('rows of a file that shrank after it was opened', async () => {
    const source = await sourceOf(fixture('f4_le_c.npy'), 'mu.npy');
    let end = source.size;
    const shrinking: ByteSource = {
      ...source,
      read: (offset, length) => source.read(offset, Math.max(0, Math.min(length, end - offset))),
    };
    const array = await openNpy(shrinking);
    end -= 3;
    expect(await array.readRows(0, 4)).toHaveLength(12);
    const problem = await problemOf(() => array.readRows(0, 5));
    expect(problem).toMatchObject({ place: `byte ${end}`, found: 'end of file' });
  });
});

describe('reads of a Fortran array', () => {
  const rows = 100_000;
  const file = npyFile(
    `{'descr': '<f4', 'fortran_order': True, 'shape': (${rows}, 8), }`,
    new Uint8Array(rows * 8 * 4),
  );

  it('are one for the whole array', async () => {
    const source = counted(await sourceOf(file, 'mu.npy'));
    const array = await openNpy(source);
    const before = source.reads;
    await array.readRows(0, rows);
    expect(source.reads - before).toBe(1);
  });

  it('are one per column for a block', async () => {
    const source = counted(await sourceOf(file, 'mu.npy'));
    const array = await openNpy(source);
    const before = { ...source };
    await array.readRows(5000, 1000);
    expect(source.reads - before.reads).toBe(8);
    expect(source.bytes - before.bytes).toBe(1000 * 8 * 4);
  });
});
