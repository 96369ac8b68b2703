import { describe, expect, it } from 'vitest';
import { type JsonKey, readJsonDump } from '../../../src/dumps/jsonDump';
import { problemOf, sourceOf, toBytes } from './inMemory';

async function read(text: string, chosen: string[] = []): Promise<ReadonlyMap<string, JsonKey>> {
  return readJsonDump(await sourceOf(text), chosen);
}

describe('readJsonDump', () => {
  it('keeps arrays of means and spreads', async () => {
    const keys = await read('{"mu": [[1, 2], [3, 4], [5, NaN]], "logvar": [[-1, -2], [-3, -Infinity], [-5, -6]]}');
    const mu = keys.get('mu')!.array!;
    expect(mu).toMatchObject({ shape: [3, 2], dtype: 'json', array: 'mu', file: '/d/dump.json' });
    expect([...(await mu.readRows(0, 3))]).toEqual([1, 2, 3, 4, 5, Number.NaN]);
    expect([...(await mu.readRows(1, 1))]).toEqual([3, 4]);
    expect([...(await keys.get('logvar')!.array!.readRows(1, 2))]).toEqual([-3, -Infinity, -5, -6]);
  });

  it('keeps stacked arrays under any name, and not images', async () => {
    const keys = await read('{"z": [[[1, 2]], [[3, 4]]], "x": [[[1]], [[2]], [[3]]], "y": [[1, 2]]}');
    const stack = keys.get('z')!.array!;
    expect(stack.shape).toEqual([2, 1, 2]);
    expect([...(await stack.slab(1).readRows(0, 1))]).toEqual([3, 4]);
    expect(stack.slab(1).shape).toEqual([1, 2]);
    expect(keys.get('x')!.array).toBeUndefined();
    expect(keys.get('y')!.array).toBeUndefined();
  });

  it('keeps chosen arrays under any name', async () => {
    const keys = await read('{"a": [[1]], "b": [[2]]}', ['b']);
    expect(keys.get('a')!.array).toBeUndefined();
    expect(keys.get('b')!.array!.shape).toEqual([1, 1]);
  });

  it('keeps scalars and the values of sidecar keys, and skips the rest', async () => {
    const text = `{"gamma": [0.5, 1], "bn": {"weight": [1, 2], "eps": null}, "note": "x", "labels": [1, 2],
      "nested": {"mu": [[1], [1, 2]], "a": [{"b": ["c"]}]}, "ok": true, "bn_eps": 1e-05}`;
    const keys = await read(text);
    const values = Object.fromEntries([...keys].map(([key, { value }]) => [key, value]));
    expect(values).toEqual({
      gamma: [0.5, 1],
      bn: { weight: [1, 2], eps: null },
      note: 'x',
      labels: undefined,
      nested: undefined,
      ok: true,
      bn_eps: 1e-5,
    });
  });

  it('knows the ranges of keys and values', async () => {
    const text = '{"é": 1, "gamma":\n [0.5,\n 1] , "mu": [[1]]}';
    const keys = await read(text);
    expect(keys.get('é')).toMatchObject({
      keyRange: { line: 0, column: 1, endLine: 0, endColumn: 4 },
      valueRange: { line: 0, column: 6, endLine: 0, endColumn: 7 },
    });
    expect(keys.get('gamma')).toMatchObject({
      keyRange: { line: 0, column: 9, endLine: 0, endColumn: 16 },
      valueRange: { line: 1, column: 1, endLine: 2, endColumn: 3 },
    });
    expect(keys.get('mu')!.keyRange).toEqual({ line: 2, column: 6, endLine: 2, endColumn: 10 });
  });

  it.each(['\n', '\r\n', '\r'])('locates every element, with lines ended by %j', async (newline) => {
    const rows = Array.from({ length: 40 }, (_, i) => [i, i / 7, -i * 1e-9]);
    const values = rows.flat();
    for (const indent of [undefined, 1]) {
      const json = JSON.stringify({ 'é😀': 'é😀', mu: rows, logvar: rows }, null, indent);
      const text = `\ufeff${json.replaceAll('\n', newline)}`;
      // As VS Code sees it: without the byte order mark.
      const lines = text.slice(1).split(newline);
      const { array } = (await readJsonDump(await sourceOf(toBytes(text)), [])).get('logvar')!;
      for (let i = 0; i < values.length; i++) {
        const range = await array!.locate!(Math.floor(i / 3), i % 3);
        expect(range!.endLine).toBe(range!.line);
        const found = lines[range!.line].slice(range!.column, range!.endColumn);
        expect(Number(found)).toBe(values[i] + 0);
      }
      expect(await array!.locate!(40, 0)).toBeUndefined();
      expect(await array!.locate!(0, 3)).toBeUndefined();
    }
  });

  it('locates elements of stacked arrays', async () => {
    const keys = await read('{"z": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]}');
    const range = await keys.get('z')!.array!.slab(1).locate!(1, 0);
    expect(range).toEqual({ line: 0, column: 35, endLine: 0, endColumn: 36 });
  });

  it('reports progress in bytes', async () => {
    const text = `{"labels": [${'1,'.repeat(600_000)}1]}`;
    const steps: [number, number][] = [];
    await readJsonDump(await sourceOf(text), [], (done, total) => steps.push([done, total]));
    expect(steps).toEqual([
      [1 << 20, text.length],
      [text.length, text.length],
    ]);
  });

  it.each([
    ['[[1], [1, 2]]', 'row 1, line 1, column 14', '2 values', '1 values as in row 0', [13, 19]],
    ['[[1, 2],\n [3]]', 'row 1, line 2, column 2', '1 values', '2 values', [1, 4]],
    ['[[], [1]]', 'row 1', '1 values', '0 values', [12, 15]],
    ['[[1], [null]]', 'row 1, column 0', 'null', 'a number', [14, 18]],
    ['[[1, "2"]]', 'row 0, column 1', 'string "2"', 'a number', [12, 15]],
    ['[[1, true]]', 'row 0, column 1', 'true', 'a number', [12, 16]],
    ['[[1, {"a": 2}]]', 'row 0, column 1', 'an object', 'a number', [12, 13]],
    ['[[1, [2]]]', 'row 0, column 1', 'an array', 'a number', [12, 13]],
    ['[[1], 2]', 'element [1]', 'a number', 'an array', [13, 14]],
    ['[1, [2]]', 'element [1]', 'an array', 'a number', [11, 12]],
    ['[[[[1]]]]', 'element [0, 0, 0]', 'more than 3 axes', '[N, D]', [10, 11]],
    ['[[[1], [2]], [[3]]]', 'row 1', '1 rows', '2 rows', [24, 25]],
    ['[[[1, 2]], [[3]]]', 'row [1, 0]', '1 values', '2 values', [19, 22]],
    ['[{"x": 1}]', 'element [0]', 'an object', 'a number', [8, 9]],
  ])('keeps the problem of %j with its key', async (array, place, found, expected, [column, endColumn]) => {
    const keys = await read(`{"mu": ${array}, "n": 3}`);
    const { array: built, problem } = keys.get('mu')!;
    expect(built).toBeUndefined();
    expect(problem!.place).toContain(`key "mu", ${place}`);
    expect(problem!.found).toContain(found);
    expect(problem!.expected).toContain(expected);
    expect(problem!.range).toMatchObject({ column, endColumn });
    expect(keys.get('n')!.value).toBe(3);
  });

  it.each([
    ['[[1, 2]]', 'line 1, column 1', 'an array', 'an object'],
    ['1.5', 'line 1, column 1', 'a number', 'an object'],
    ['"mu"', 'line 1, column 1', '"mu"', 'an object'],
    ['{"mu": [[1]],\n "mu": [[2]]}', 'line 2, column 2', 'key "mu" a second time', 'first at line 1, column 2'],
    ['{"mu": [[1]]} {"mu": [[2]]}', 'line 1, column 15 (byte 14)', "'{'", 'end of file'],
    ['{"mu": [[1]], "x": {"y": [1,]}}', 'line 1, column 29 (byte 28)', "']'", 'a value'],
  ])('refuses %j', async (text, place, found, expected) => {
    const problem = await problemOf(() => read(text));
    expect(problem).toMatchObject({ file: '/d/dump.json', place });
    expect(problem.found).toContain(found);
    expect(problem.expected).toContain(expected);
    expect(problem.range).toBeDefined();
  });

  it('refuses every truncation before the last bracket', async () => {
    const text = '{"gamma": 1.5, "né": "é\\n", "mu": [[1.25, -2e-3], [NaN, -Infinity]], "logvar": [[0, 1], [2, 3]]}';
    const bytes = toBytes(text);
    for (let length = 0; length < bytes.length; length++) {
      const problem = await problemOf(async () => readJsonDump(await sourceOf(bytes.subarray(0, length)), []));
      expect(problem.place).toMatch(/^line 1, column \d+ \(byte \d+\)$/);
    }
  });
});
