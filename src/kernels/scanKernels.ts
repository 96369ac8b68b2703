import type { CellWindows } from '../diagnostics/cellWindows';
import type { HistogramBins } from '../diagnostics/densityCurve';
import type { KeptColumns } from '../diagnostics/keptColumns';
import { addTotals, emptySums, type MomentShift, type MomentSums } from '../diagnostics/moments';
import { type Strays, strayList } from '../diagnostics/strays';
import { COLLAPSED_KL } from '../diagnostics/thresholds';
import { addWidenings, NOT_WIDENED, raiseVariances, type Widening } from '../diagnostics/varianceFloor';
import type { Elements } from '../dumps/latentArray';
import { instantiate, type KernelMemory, layout } from './instance';

/** What a scanner has taken. */
export interface Taken {
  sums: MomentSums;
  /** [cells, slots] */
  table: Float64Array;
  /** The elements without a cell in the windows. */
  strays: Strays;
  /** Of each dimension of the windows, what its floor added. */
  widenings: Widening[];
  /** [dimensions, bins]: counts. */
  histogram: Float64Array;
}

/** Takes blocks of rows into sums, cells, columns and a histogram. */
export interface BlockScanner {
  /** To read a block into. */
  block: { mean: Elements; spread: Elements };
  /** Whether the first `count` elements of an array of the block are all at most `bound` in size (and so finite). */
  inspect(array: Elements, count: number, bound: number): { within: boolean; negative: boolean; nonzero: boolean };
  /**
   * Takes the first `rows` rows of the block: means and log-variances, all finite and within bounds.
   * @param place of the first among the rows of the columns
   */
  take(rows: number, place: number): void;
  /** To be called once, at the end. @param table [cells, slots] to write to */
  finish(table: Float64Array): Taken;
}

type Collect = (
  stage: number,
  stageRows: number,
  rows: number,
  dimensions: number,
  windows: number,
  limits: number,
  lowest: number,
  levels: number,
  nowhere: number,
  strays: number,
) => number;

type Inspect = (at: number, count: number, bound: number) => number;

type AddMoments = (
  mean: number,
  spread: number,
  rows: number,
  dimensions: number,
  shift: number,
  sums: number,
  rowSums: number,
  scalars: number,
  threshold: number,
  first: number,
  last: number,
  from: number,
  to: number,
  stage: number,
  stageRow: number,
  stageRows: number,
) => void;

type CountMeans = (
  mean: number,
  rows: number,
  dimensions: number,
  low: number,
  perUnit: number,
  bins: number,
  counts: number,
) => void;

interface Exports extends KernelMemory {
  inspect32: Inspect;
  inspect64: Inspect;
  addMoments32: AddMoments;
  addMoments64: AddMoments;
  countMeans32: CountMeans;
  countMeans64: CountMeans;
  collect12: Collect;
  collect16: Collect;
}

/** What of the rows is wanted. */
export interface ScanOptions {
  /** Whether the moments of all dimensions, or only the mixtures of those of the windows. */
  momentsOfAll: boolean;
  /** null for no histogram. */
  bins: HistogramBins | null;
  /**
   * Elements kept before they go to their cells: so many of a dimension at once that its cells are worth bringing into the
   * cache.
   */
  stageElements: number;
  /** Whether elements are read as float32. */
  single: boolean;
}

/** Those of a scan that has ended: its memory, which V8 would be slow to collect, serves the next. */
let spare: Exports | undefined;

/**
 * The SIMD kernels on a memory of their own that holds everything.
 * @param columns written to
 * @param blockRows rows of a buffer
 * @returns null where WebAssembly SIMD is missing
 */
export function simdScanner(
  shift: MomentShift,
  windows: CellWindows,
  columns: KeptColumns,
  blockRows: number,
  { momentsOfAll, bins, stageElements, single }: ScanOptions,
): BlockScanner | null {
  const exports = spare ?? instantiate<Exports>();
  if (!exports) return null;
  const isNew = exports !== spare;
  spare = undefined;
  const { dimensions, stride } = shift;
  const { from, to, lowest, levels, slots, collected, floors, cells } = windows;
  const collectsAny = collected.includes(1);
  const collect = slots === 12 ? exports.collect12 : exports.collect16;
  const { inspect, addMoments, countMeans } = single
    ? { inspect: exports.inspect32, addMoments: exports.addMoments32, countMeans: exports.countMeans32 }
    : { inspect: exports.inspect64, addMoments: exports.addMoments64, countMeans: exports.countMeans64 };
  const pairs = Math.ceil((to - from) / 2);
  const stageRows = Math.max(blockRows, Math.floor(stageElements / Math.max(1, 2 * pairs)));
  const block = (single ? 4 : 8) * (blockRows * dimensions + 1);
  const histogramLength = bins ? dimensions * bins.bins : 0;
  const addresses = layout(
    exports,
    block,
    block,
    8 * shift.columns.length,
    56 * stride,
    32 * blockRows,
    32,
    32 * pairs * (levels + 1),
    8 * cells * slots,
    8 * slots,
    32 * pairs * stageRows,
    // One more: a stray past an odd last dimension is written, though not counted.
    8 * pairs * stageRows + 4,
    8 * histogramLength,
    48 * pairs,
  );
  const [mean, spread, shiftAt, sumsAt, rowSumsAt, scalarsAt, recordsAt, tableAt, nowhereAt] = addresses;
  const [stageAt, straysAt, countsAt, limitsAt] = addresses.slice(9);
  const { buffer } = exports.memory;
  if (!isNew) new Uint8Array(buffer, mean).fill(0);
  const array = (at: number, length: number) => new Float64Array(buffer, at, length);
  const values = (at: number, length: number) => (single ? new Float32Array(buffer, at, length) : array(at, length));
  const elements = blockRows * dimensions;
  const rowSums = array(rowSumsAt, 4 * blockRows);
  const stage = array(stageAt, 4 * pairs * stageRows);
  const strays = strayList(windows);
  const widenings = Array.from(floors, () => NOT_WIDENED);
  const sums = emptySums(shift);
  let staged = 0;
  /** Rows that are staged, and their places in the columns. */
  let runs: { at: number; count: number; place: number }[] = [];
  array(shiftAt, shift.columns.length).set(shift.columns);
  new Int32Array(buffer, recordsAt).set(addressed(windows, tableAt));
  array(limitsAt, 6 * pairs).set(paired(windows));

  /** Index of the first mean of a dimension of the windows; the next is four later, and its variance two. */
  const stagedAt = (j: number) => 4 * stageRows * (j >> 1) + (j % 2);

  function collectStaged(): void {
    for (const [j, floor] of floors.entries()) {
      if (floor === 0) continue;
      widenings[j] = addWidenings(widenings[j], raiseVariances(stage, stagedAt(j) + 2, 4, staged, floor));
    }
    const count = collect(
      stageAt,
      stageRows,
      staged,
      to - from,
      recordsAt,
      limitsAt,
      lowest,
      levels,
      nowhereAt,
      straysAt,
    );
    strays.reserve(count);
    for (const place of new Uint32Array(buffer, straysAt, count)) {
      const j = 2 * Math.floor(place / (4 * stageRows)) + (place % 4);
      if (collected[j] === 1) strays.push(from + j, stage[place], stage[place + 2]);
    }
  }

  function keepStaged(): void {
    for (const [c, dimension] of columns.dimensions.entries()) {
      const first = stagedAt(dimension - from);
      for (const { at, count, place } of runs) {
        const to = c * columns.rows + place;
        for (let i = 0; i < count; i++) {
          const element = first + 4 * (at + i);
          columns.mean[to + i] = stage[element];
          columns.sigma[to + i] = Math.sqrt(stage[element + 2]);
        }
      }
    }
  }

  function empty(): void {
    if (collectsAny) collectStaged();
    keepStaged();
    staged = 0;
    runs = [];
  }

  return {
    block: { mean: values(mean, elements), spread: values(spread, elements) },
    inspect(elements, count, bound) {
      const found = inspect(elements.byteOffset, count, bound);
      return { within: (found & 1) !== 0, negative: (found & 2) !== 0, nonzero: (found & 4) !== 0 };
    },
    take(rows, place) {
      if (staged + rows > stageRows) empty();
      addMoments(
        mean,
        spread,
        rows,
        dimensions,
        shiftAt,
        sumsAt,
        rowSumsAt,
        scalarsAt,
        COLLAPSED_KL,
        momentsOfAll ? 0 : from,
        momentsOfAll ? dimensions : to,
        from,
        to,
        stageAt,
        staged,
        stageRows,
      );
      runs.push({ at: staged, count: rows, place });
      staged += rows;
      sums.rows += rows;
      for (let i = 0; i < rows; i++) {
        const norm = 2 * (rows + i);
        addTotals(shift, sums.totals, rowSums[2 * i] + rowSums[2 * i + 1], rowSums[norm] + rowSums[norm + 1]);
      }
      if (bins) countMeans(mean, rows, dimensions, bins.low, 1 / bins.width, bins.bins, countsAt);
    },
    finish(table) {
      empty();
      const scalars = array(scalarsAt, 4);
      sums.columns.set(array(sumsAt, 7 * stride));
      sums.scalars.set([scalars[0] + scalars[1], scalars[2] + scalars[3]]);
      table.set(array(tableAt, cells * slots));
      const histogram = array(countsAt, histogramLength).slice();
      spare = exports;
      return { sums, table, strays: strays.all(), widenings, histogram };
    },
  };
}

/** Limits of two dimensions side by side; a missing one has none, as it has no windows. */
function paired({ from, to, limits }: CellWindows): Float64Array {
  const pairs = Math.ceil((to - from) / 2);
  return Float64Array.from({ length: 6 * pairs }, (_, k) => {
    const dimension = 2 * Math.floor(k / 6) + (k % 2);
    return limits[3 * dimension + Math.floor((k % 6) / 2)] ?? 0;
  });
}

/** The windows' records with addresses in place of numbers of cells. */
function addressed({ records, slots }: CellWindows, tableAt: number): Int32Array {
  const bytes = 8 * slots;
  return records.map((value, k) => (k % 4 === 0 ? tableAt + (value - records[k + 1]) * bytes : value));
}
