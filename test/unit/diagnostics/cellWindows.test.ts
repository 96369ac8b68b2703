import { describe, expect, it } from 'vitest';
import { type CellWindows, cellsOf, collectRows, noWindows } from '../../../src/diagnostics/cellWindows';
import { type CellLevel, geometryOf, levelOf, singly } from '../../../src/diagnostics/mixtureCells';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { strayList } from '../../../src/diagnostics/strays';
import { type Rows, randomRows } from '../kernels/scanned';
import { inCells, SLOTS } from './mixtureInCells';
import { joined, type Limits, someWindows, type Window } from './someWindows';

const DIMENSIONS = 5;
const ROWS = 1000;
const { next } = normalGenerator(4);
const dump: Rows = randomRows(ROWS, DIMENSIONS, next, () => 2 * next() - 1);
const variance = dump.logVariance.map(Math.exp);

/** The table and the strays of rows from .. to. */
function collected(windows: CellWindows, from = 0, to = ROWS) {
  const table = new Float64Array(windows.cells * windows.slots);
  const list = strayList(windows);
  const part = (values: Float64Array) => values.subarray(from * DIMENSIONS, to * DIMENSIONS);
  collectRows(windows, table, part(dump.mean), part(variance), to - from, DIMENSIONS, list);
  const strays = list
    .all()
    .singles.flatMap((all) => Array.from({ length: all.length / 3 }, (_, k) => [...all.subarray(3 * k, 3 * k + 3)]));
  return { table, strays };
}

/** Members of each cell, by level and index; null for elements without one. */
const membersOf = (levels: CellLevel[]) =>
  new Map(
    levels.flatMap(({ level, index, sums, slots }) =>
      Array.from(index, (i, c) => [`${level} ${i}`, sums[c * slots]] as const),
    ),
  );

describe.each(SLOTS)('cells of %i slots', (slots) => {
  const cellOf = (k: number) => {
    const level = levelOf(variance[k], slots);
    return { dimension: k % DIMENSIONS, level, index: Math.round(dump.mean[k] / geometryOf({ level, slots }).width) };
  };
  const some = someWindows(dump, slots);
  const wide = some.map((window) => ({ ...window, first: -300, length: 601 }));
  const shapes: [string, Window[], number, number, Limits?][] = [
    ['that miss some elements', some, 0, DIMENSIONS],
    ['far wider than the elements', wide, 0, DIMENSIONS],
    ['with limits', some, 0, DIMENSIONS, [-0.8, 1.1, 1.5]],
    ['of one index', some.map((window) => ({ ...window, length: 1 })), 0, DIMENSIONS],
    ['of one level', some.slice(0, 1), 0, DIMENSIONS],
    ['of some dimensions', someWindows(dump, slots, 2, 4), 2, 4],
    ['of the last dimension', someWindows(dump, slots, 4, 5), 4, 5],
    ['where no element is', some.map((window) => ({ ...window, first: 1e5 })), 0, DIMENSIONS],
  ];

  describe.each(shapes)('in windows %s', (_, list, from, to, limits) => {
    const windows = joined(list, slots, from, to, limits);
    const [lowest, highest, widest] = limits ?? [-Infinity, Infinity, Infinity];
    const { table, strays } = collected(windows);
    const elements = Array.from(dump.mean, (_, k) => k).filter((k) => k % DIMENSIONS >= from && k % DIMENSIONS < to);
    const isIn = (k: number) => {
      if (dump.mean[k] < lowest || dump.mean[k] > highest || variance[k] > widest) return false;
      const { dimension, level, index } = cellOf(k);
      const window = list.find((w) => w.dimension === dimension && w.level === level);
      return window !== undefined && index >= window.first && index < window.first + window.length;
    };

    it('hold the members that belong there, and no others', () => {
      for (let j = from; j < to; j++) {
        const expected = new Map<string, number>();
        for (const k of elements) {
          const { dimension, level, index } = cellOf(k);
          if (dimension === j && isIn(k))
            expected.set(`${level} ${index}`, (expected.get(`${level} ${index}`) ?? 0) + 1);
        }
        expect(membersOf(cellsOf(windows, table, j))).toEqual(expected);
      }
    });

    it('leave the rest as strays', () => {
      const expected = elements.filter((k) => !isIn(k)).map((k) => [k % DIMENSIONS, dump.mean[k], variance[k]]);
      const byValue = ([j, mu]: number[], [j2, mu2]: number[]) => j - j2 || mu - mu2;
      expect(strays.sort(byValue)).toEqual(expected.sort(byValue));
    });

    it('come in ascending order, with the sums of their members', () => {
      for (let j = from; j < to; j++) {
        const levels = cellsOf(windows, table, j);
        const members = elements.filter((k) => k % DIMENSIONS === j && isIn(k));
        const mean = Float64Array.from(members, (k) => dump.mean[k]);
        const { cells } = inCells(
          singly(
            mean,
            Float64Array.from(members, (k) => Math.sqrt(variance[k])),
          ),
          slots,
        );
        expect(levels.map(({ level, index }) => [level, index])).toEqual(
          cells.map(({ level, index }) => [level, index]),
        );
        levels.forEach(({ sums }, l) => {
          expect(sums.length).toBe(cells[l].sums.length);
          expect(sums.filter((x, k) => Math.abs(x - cells[l].sums[k]) > 1e-9)).toEqual(new Float64Array());
        });
      }
    });

    it('are the sums of those of two parts of the rows', () => {
      const parts = [collected(windows, 0, 333), collected(windows, 333)];
      const merged = parts[0].table.map((x, k) => x + parts[1].table[k]);
      const difference = (x: number, k: number) => Math.abs(x - table[k]) / Math.max(1, Math.abs(table[k]));
      expect(merged.filter((x, k) => difference(x, k) > 1e-12)).toEqual(new Float64Array());
      expect(parts.reduce((sum, part) => sum + part.strays.length, 0)).toBe(strays.length);
    });
  });
});

it('without windows the elements of what is collected are strays', () => {
  const windows = { ...noWindows(0, DIMENSIONS), collected: Uint8Array.of(1, 0, 0, 1, 0) };
  const { table, strays } = collected(windows);
  expect(table.length).toBe(0);
  expect(strays.length).toBe(ROWS * 2);
  expect(cellsOf(windows, table, 3)).toEqual([]);
});
