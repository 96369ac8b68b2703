import type { CellWindows } from './cellWindows';
import { addToCell, type CellLevel, geometryOf, levelOf } from './mixtureCells';

/** Components without a place in the windows: singles, and cells by themselves. */
export interface Strays {
  /** Parts of [n, 3]: dimension, mean, variance. */
  singles: Float64Array[];
  cells: SparseCells;
}

/** Cells of any levels and indices, one after another. */
export interface DimensionCells {
  level: Int32Array;
  index: Int32Array;
  /** [cells, slots] */
  sums: Float64Array;
}

/** The same of any dimensions. */
export interface SparseCells extends DimensionCells {
  dimension: Int32Array;
}

/** Takes strays, one by one. */
export interface StrayList {
  /** Makes room for so many more. */
  reserve(count: number): void;
  push(dimension: number, mean: number, variance: number): void;
  all(): Strays;
}

/** Singles kept; from there on their number must not grow with N. */
const MOST_SINGLES = 1 << 17;
/** Of each dimension so many with the largest variances stay single, and as many at either end of the means. */
const OUTERMOST = 32;
/** A level is collected in cells where the range of means has no more of them. */
export const MOST_CELLS_ACROSS = 4096;
/** Numbers of a part: a list that grew as one array would be in memory twice. */
const PART = 3 << 14;

/** Keeps strays singly, until they are too many: then all but the outermost of each dimension go to cells of their own. */
export function strayList(windows: CellWindows): StrayList {
  let parts: Float64Array[] = [];
  let part = new Float64Array(PART);
  let filled = 0;
  let most = MOST_SINGLES;
  const cells = new Map<number, Float64Array>();
  const count = () => (parts.length * PART + filled) / 3;
  const push = (dimension: number, mean: number, variance: number) => {
    if (filled === PART) {
      parts.push(part);
      part = new Float64Array(PART);
      filled = 0;
    }
    part[filled] = dimension;
    part[filled + 1] = mean;
    part[filled + 2] = variance;
    filled += 3;
  };
  const fold = () => {
    const folded = [...parts, part.slice(0, filled)];
    const candidates = collectable(folded, windows);
    if (candidates.length > 0) {
      const outer = outermost(candidates);
      parts = [];
      filled = 0;
      let c = 0;
      for (const singles of folded) {
        for (let k = 0; k < singles.length; k += 3) {
          const [dimension, mean, variance] = singles.subarray(k, k + 3);
          if (!isCollectable(windows, dimension, mean, variance) || outer[c++]) push(dimension, mean, variance);
          else collect(windows.slots, cells, dimension, mean, variance);
        }
      }
    }
    // What cannot go to cells is not looked at again each time.
    most = Math.max(most, 2 * count());
  };
  return {
    reserve(added) {
      if (count() + added > most) fold();
    },
    push,
    all() {
      if (count() > most / 2) fold();
      return { singles: [...parts, part.slice(0, filled)], cells: listed(cells, windows.slots) };
    },
  };
}

/** The singles that can go to cells: [n, 3]. */
function collectable(parts: Float64Array[], windows: CellWindows): Float64Array {
  const found: number[] = [];
  for (const singles of parts) {
    for (let k = 0; k < singles.length; k += 3) {
      if (isCollectable(windows, singles[k], singles[k + 1], singles[k + 2]))
        found.push(singles[k], singles[k + 1], singles[k + 2]);
    }
  }
  return Float64Array.from(found);
}

/** Whether a component's level is not too fine for cells. */
function isCollectable(
  { from, slots, limits }: CellWindows,
  dimension: number,
  mean: number,
  variance: number,
): boolean {
  const { width } = geometryOf({ level: levelOf(variance, slots), slots });
  const across = (limits[3 * (dimension - from) + 1] - limits[3 * (dimension - from)]) / width;
  return across <= MOST_CELLS_ACROSS && Math.abs(Math.round(mean / width)) < INDEX_RANGE / 2;
}

/** Which of the singles, [n, 3], are the outermost of their dimensions. */
function outermost(singles: Float64Array): Uint8Array {
  const count = singles.length / 3;
  const outer = new Uint8Array(count);
  const order = Uint32Array.from({ length: count }, (_, k) => k);
  const mark = (column: 1 | 2, ends: boolean) => {
    order.sort((a, b) => singles[3 * a] - singles[3 * b] || singles[3 * a + column] - singles[3 * b + column]);
    for (let from = 0, to = 0; from < count; from = to) {
      while (to < count && singles[3 * order[to]] === singles[3 * order[from]]) to++;
      for (let k = Math.max(from, to - OUTERMOST); k < to; k++) outer[order[k]] = 1;
      for (let k = from; ends && k < Math.min(to, from + OUTERMOST); k++) outer[order[k]] = 1;
    }
  };
  mark(1, true);
  mark(2, false);
  return outer;
}

/** Adds a component to its cell. */
function collect(
  slots: CellLevel['slots'],
  cells: Map<number, Float64Array>,
  dimension: number,
  mean: number,
  variance: number,
): void {
  const level = levelOf(variance, slots);
  const { width, variance: centre } = geometryOf({ level, slots });
  const index = Math.round(mean / width);
  const key = (dimension * LEVEL_RANGE + level) * INDEX_RANGE + index + INDEX_RANGE / 2;
  let cell = cells.get(key);
  if (!cell) {
    cell = new Float64Array(slots);
    cells.set(key, cell);
  }
  addToCell(cell, mean / width - index, (variance - centre) / (width * width));
}

/** Keys of cells: whole numbers below 2^53. */
const LEVEL_RANGE = 1 << 13;
const INDEX_RANGE = 1 << 24;

function listed(cells: Map<number, Float64Array>, slots: number): SparseCells {
  const found = {
    dimension: new Int32Array(cells.size),
    level: new Int32Array(cells.size),
    index: new Int32Array(cells.size),
    sums: new Float64Array(cells.size * slots),
  };
  let c = 0;
  for (const [key, sums] of cells) {
    const rest = Math.floor(key / INDEX_RANGE);
    found.index[c] = (key % INDEX_RANGE) - INDEX_RANGE / 2;
    found.level[c] = rest % LEVEL_RANGE;
    found.dimension[c] = Math.floor(rest / LEVEL_RANGE);
    found.sums.set(sums, slots * c++);
  }
  return found;
}

/** The strays of both. */
export function mergeStrays(a: Strays, b: Strays): Strays {
  return {
    singles: [...a.singles, ...b.singles],
    cells: {
      dimension: joined(Int32Array, a.cells.dimension, b.cells.dimension),
      level: joined(Int32Array, a.cells.level, b.cells.level),
      index: joined(Int32Array, a.cells.index, b.cells.index),
      sums: joined(Float64Array, a.cells.sums, b.cells.sums),
    },
  };
}

function joined<T extends Int32Array | Float64Array>(type: new (length: number) => T, a: T, b: T): T {
  const both = new type(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The sparse cells from .. to (of one dimension) as levels, ascending. */
export function sparseLevels(
  { level, index, sums }: DimensionCells,
  slots: CellLevel['slots'],
  from: number,
  to: number,
): CellLevel[] {
  const byLevel = new Map<number, number[]>();
  for (let c = from; c < to; c++) byLevel.set(level[c], [...(byLevel.get(level[c]) ?? []), c]);
  return [...byLevel.keys()]
    .sort((a, b) => a - b)
    .map((found) => {
      const members = byLevel.get(found)!.sort((a, b) => index[a] - index[b]);
      return {
        slots,
        level: found,
        index: Int32Array.from(members, (c) => index[c]),
        sums: Float64Array.from(members.flatMap((c) => [...sums.subarray(c * slots, (c + 1) * slots)])),
      };
    });
}
