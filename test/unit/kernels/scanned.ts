import { type CellWindows, noWindows } from '../../../src/diagnostics/cellWindows';
import type { HistogramBins } from '../../../src/diagnostics/densityCurve';
import { type KeptColumns, NO_COLUMNS } from '../../../src/diagnostics/keptColumns';
import { type MomentShift, shiftOf } from '../../../src/diagnostics/moments';
import { plainScanner } from '../../../src/kernels/plainScanner';
import { type BlockScanner, simdScanner, type Taken } from '../../../src/kernels/scanKernels';

/** Rows in memory, [rows, dimensions] row-major. */
export interface Rows {
  mean: Float64Array;
  logVariance: Float64Array;
  dimensions: number;
}

interface Options {
  /** That of all rows, if it is not given. */
  shift?: MomentShift;
  /** Without them nothing is collected, not even strays. */
  windows?: CellWindows;
  /** Written to; none, if it is not given. */
  columns?: KeptColumns;
  /** Rows of a block. */
  block?: number;
  bins?: HistogramBins | null;
  /** Whether elements are float32. */
  single?: boolean;
  /** Elements that are staged before they go to their cells. */
  stage?: number;
  /** The first row and the one after the last. */
  from?: number;
  to?: number;
}

export type CreateScanner = (shift: MomentShift, block: number, options: Options) => BlockScanner;

const scanners = {
  SIMD: (
    shift,
    block,
    { windows = noWindows(0, 0), columns = NO_COLUMNS, bins = null, single = false, stage = 1 << 12 },
  ) => simdScanner(shift, windows, columns, block, { momentsOfAll: true, bins, stageElements: stage, single })!,
  plain: (shift, block, { windows = noWindows(0, 0), columns = NO_COLUMNS, bins = null, single = false }) =>
    plainScanner(shift, windows, columns, block, { momentsOfAll: true, bins, stageElements: 0, single }),
} satisfies Record<string, CreateScanner>;

export const { SIMD, plain } = scanners;

export const SCANNERS: [string, CreateScanner][] = Object.entries(scanners);

const rowsOf = ({ mean, dimensions }: Rows): number => mean.length / dimensions;

export const shiftOfRows = (rows: Rows): MomentShift =>
  shiftOf(rows.mean, rows.logVariance, rowsOf(rows), rows.dimensions);

/** What a scanner takes of these rows, block after block. */
export function scanned(create: CreateScanner, rows: Rows, options: Options = {}): Taken {
  const { from = 0, to = rowsOf(rows), block = Math.max(1, to - from) } = options;
  const scanner = create(options.shift ?? shiftOfRows(rows), block, options);
  for (let start = from; start < to; start += block) {
    const end = Math.min(to, start + block);
    const part = (values: Float64Array) => values.subarray(start * rows.dimensions, end * rows.dimensions);
    scanner.block.mean.set(part(rows.mean));
    scanner.block.spread.set(part(rows.logVariance));
    scanner.take(end - start, start);
  }
  const { cells, slots } = options.windows ?? noWindows(0, 0);
  return scanner.finish(new Float64Array(cells * slots));
}

export function randomRows(rows: number, dimensions: number, mean: () => number, logVariance: () => number): Rows {
  const elements = (draw: () => number) => Float64Array.from({ length: rows * dimensions }, draw);
  return { mean: elements(mean), logVariance: elements(logVariance), dimensions };
}
