import { type CellWindows, collectRows } from '../diagnostics/cellWindows';
import { countMeans, type HistogramBins } from '../diagnostics/densityCurve';
import type { KeptColumns } from '../diagnostics/keptColumns';
import { addRows, emptySums, type MomentShift } from '../diagnostics/moments';
import { strayList } from '../diagnostics/strays';
import { addWidenings, NOT_WIDENED, raiseVariances } from '../diagnostics/varianceFloor';
import type { Elements } from '../dumps/latentArray';
import type { BlockScanner, ScanOptions } from './scanKernels';

/** The twin of simdScanner in plain TypeScript. */
export function plainScanner(
  shift: MomentShift,
  windows: CellWindows,
  columns: KeptColumns,
  blockRows: number,
  { bins, single }: ScanOptions,
): BlockScanner {
  const { dimensions } = shift;
  const elements = () => new (single ? Float32Array : Float64Array)(blockRows * dimensions);
  const block = { mean: elements(), spread: elements() };
  const sums = emptySums(shift);
  const inCells = new Float64Array(windows.cells * windows.slots);
  const histogram = new Float64Array(bins ? dimensions * bins.bins : 0);
  const strays = strayList(windows);
  const widenings = Array.from(windows.floors, () => NOT_WIDENED);
  return {
    block,
    inspect,
    take(rows, place) {
      const mean = Float64Array.from(block.mean);
      const spread = Float64Array.from(block.spread);
      addRows(sums, mean, spread, rows);
      if (bins) countBlock(mean.subarray(0, rows * dimensions), dimensions, bins, histogram);
      keepRows(columns, place, mean, spread, rows, dimensions);
      for (const [j, floor] of windows.floors.entries()) {
        const widened = raiseVariances(spread, windows.from + j, dimensions, rows, floor);
        widenings[j] = addWidenings(widenings[j], widened);
      }
      collectRows(windows, inCells, mean, spread, rows, dimensions, strays);
    },
    finish(table) {
      table.set(inCells);
      return { sums, table, strays: strays.all(), widenings, histogram };
    },
  };
}

/** As BlockScanner's. */
export function inspect(values: Elements, count: number, bound: number) {
  const found = { within: true, negative: false, nonzero: false };
  for (let k = 0; k < count; k++) {
    const x = values[k];
    if (!(Math.abs(x) <= bound)) found.within = false;
    if (x < 0) found.negative = true;
    if (x !== 0) found.nonzero = true;
  }
  return found;
}

/** @param variance as `mean` [rows, dimensions] */
function keepRows(
  columns: KeptColumns,
  place: number,
  mean: Float64Array,
  variance: Float64Array,
  rows: number,
  dimensions: number,
): void {
  for (const [c, j] of columns.dimensions.entries()) {
    for (let i = 0; i < rows; i++) {
      columns.mean[c * columns.rows + place + i] = mean[i * dimensions + j];
      columns.sigma[c * columns.rows + place + i] = Math.sqrt(variance[i * dimensions + j]);
    }
  }
}

function countBlock(mean: Float64Array, dimensions: number, bins: HistogramBins, histogram: Float64Array): void {
  for (let j = 0; j < dimensions; j++)
    countMeans(mean, j, dimensions, bins, histogram.subarray(j * bins.bins, (j + 1) * bins.bins));
}
