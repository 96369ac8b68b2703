import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { DumpError } from '../../../src/dumps/dumpError';
import type { NamedEntries, NamedEntry } from '../../../src/dumps/namedEntries';
import { pythonNumbers } from './pythonNumbers';

/** What an expected.json says of one entry of a file. */
export interface ExpectedEntry {
  shape?: number[];
  dtype?: string;
  /** In C order. */
  values?: (number | string)[];
  value?: unknown;
  /** A part of the reason. */
  problem?: string;
}

export type ExpectedEntries = Record<string, ExpectedEntry>;

export function expectedEntries(path: string): Record<string, ExpectedEntries> {
  return JSON.parse(readFileSync(path, 'utf8'));
}

export const bytesOf = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(path));

/** Compares names, values, problems, and every row of every array, in blocks too. */
export async function expectEntries(entries: NamedEntries, expected: ExpectedEntries): Promise<void> {
  // Sorted: an object puts keys that are integers first.
  expect([...entries.keys()].sort()).toEqual(Object.keys(expected).sort());
  for (const [name, entry] of entries) await expectEntry(name, entry, expected[name]);
}

async function expectEntry(name: string, entry: NamedEntry, expected: ExpectedEntry): Promise<void> {
  if ('value' in expected) {
    expect(entry, name).toEqual({ value: expected.value });
    return;
  }
  if (expected.problem !== undefined) {
    // Texts are for labels.
    expect(
      Object.keys(entry).filter((key) => key !== 'texts'),
      name,
    ).toEqual(['problem']);
    expect(new DumpError(entry.problem!).message, name).toMatch(/^\/d\/[^:]+: .+: found .+, expected .+$/);
    return;
  }
  const array = entry.array;
  if (!array) expect.fail(`${name}: ${JSON.stringify(entry)}`);
  const { shape } = array;
  expect(array, name).toMatchObject({ file: '/d/dump', array: name === '' ? null : name });
  expect({ shape, dtype: array.dtype }, name).toEqual({ shape: expected.shape, dtype: expected.dtype });
  const values = pythonNumbers(expected.values!);
  const rows = shape[0];
  expect([...(await array.readRows(0, rows))], name).toEqual(values);
  const rowLength = values.length / rows;
  for (let start = 0; start < Math.min(rows, 6); start++) {
    const count = Math.min(2, rows - start);
    const block = [...(await array.readRows(start, count))];
    expect(block, name).toEqual(values.slice(start * rowLength, (start + count) * rowLength));
    if (shape.length === 3) {
      expect([...(await array.slab(start).readRows(0, shape[1]))], name).toEqual(
        values.slice(start * rowLength, (start + 1) * rowLength),
      );
    }
  }
}
