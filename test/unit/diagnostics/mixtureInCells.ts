import {
  addToCell,
  type CellLevel,
  geometryOf,
  LEVEL_BITS,
  levelOf,
  type Mixture,
  type Slots,
} from '../../../src/diagnostics/mixtureCells';

/** Every number of slots that a cell may have. */
export const SLOTS = Object.keys(LEVEL_BITS).map(Number) as Slots[];

/** The mixture with all its components, which are single, in cells. */
export function inCells({ count, mean, sigma }: Mixture, slots: Slots): Mixture {
  const levels = new Map<number, Map<number, Float64Array>>();
  for (let i = 0; i < mean.length; i++) {
    const variance = sigma[i] ** 2;
    const level = levelOf(variance, slots);
    const { width, variance: centre } = geometryOf({ level, slots });
    const index = Math.round(mean[i] / width);
    const cells = levels.get(level) ?? new Map<number, Float64Array>();
    const cell = cells.get(index) ?? new Float64Array(slots);
    addToCell(cell, mean[i] / width - index, (variance - centre) / width ** 2);
    cells.set(index, cell);
    levels.set(level, cells);
  }
  return { count, mean: new Float64Array(), sigma: new Float64Array(), cells: sorted(levels, slots) };
}

/** The mixture with two of three components in cells. */
export const partlyInCells = (q: Mixture, slots: Slots): Mixture => inCellsBut(q, slots, (i) => i % 3 === 0);

/** The mixture with all but the outermost and widest thousandths of its components in cells, as a scan is planned. */
export function innerInCells(q: Mixture, slots: Slots): Mixture {
  const edges = (values: Float64Array, share: number) => {
    const ascending = values.slice().sort();
    const few = Math.ceil(share * values.length);
    return { low: ascending[few], high: ascending[values.length - 1 - few] };
  };
  const { low, high } = edges(q.mean, 0.0005);
  const widest = edges(q.sigma, 0.001).high;
  return inCellsBut(q, slots, (i) => q.mean[i] < low || q.mean[i] > high || q.sigma[i] > widest);
}

function inCellsBut(q: Mixture, slots: Slots, isSingle: (i: number) => boolean): Mixture {
  const those = (kept: boolean) => (_: number, i: number) => isSingle(i) === kept;
  const others = { ...q, mean: q.mean.filter(those(false)), sigma: q.sigma.filter(those(false)) };
  return { ...inCells(others, slots), mean: q.mean.filter(those(true)), sigma: q.sigma.filter(those(true)) };
}

function sorted(levels: Map<number, Map<number, Float64Array>>, slots: Slots): CellLevel[] {
  return [...levels.keys()]
    .sort((a, b) => a - b)
    .map((level) => {
      const cells = [...levels.get(level)!].sort(([a], [b]) => a - b);
      const index = Int32Array.from(cells, ([i]) => i);
      return { slots, level, index, sums: Float64Array.from(cells.flatMap(([, sums]) => [...sums])) };
    });
}
