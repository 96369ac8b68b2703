import type { AggregateCurves } from '../dashboardProtocol';
import { binsOf, type CurveGrid, countMeans } from '../diagnostics/densityCurve';
import type { LatentDump } from '../dumps/openDump';
import { curvesOf } from './aggregateGrid';
import { finiteRows, nothingSeen } from './rows';
import type { SampleRows } from './scanPlan';

/** Below this many elements the whole is done about as fast as a sample. */
const WORTH_SAMPLING = 1 << 20;
/** Elements of a sample: some 100 ms of work. */
const SAMPLE_ELEMENTS = 1 << 17;
/** Contiguous stretches, as reading single rows costs a call each; spread out, as dumps are often ordered. */
const BLOCKS = 64;

/** Some of the rows of a dump, block by block. */
export interface Sample extends SampleRows {
  /** Rows read: the finite ones among them are those of the sample. */
  read: number;
  /** Whether it is spread over a dump that takes a while to read. */
  ofLarge: boolean;
}

/**
 * Reads a sample: 64 blocks spread evenly over a large dump, else the first rows, which may be all.
 * @param elements about so many of either array
 */
export async function readSample(dump: LatentDump, elements = SAMPLE_ELEMENTS): Promise<Sample> {
  const { dimensions } = dump;
  const spread = sampleBlocks(dump, elements);
  const first = Math.max(1, Math.min(dump.rows, Math.floor(elements / dimensions)));
  const head = { count: 1, stride: 0, blockRows: first };
  const { count, stride, blockRows } = spread ?? head;
  const read = count * blockRows;
  const block = { mean: new Float64Array(read * dimensions), spread: new Float64Array(read * dimensions) };
  await Promise.all(
    Array.from({ length: count }, (_, b) => {
      const [from, to] = [b * blockRows * dimensions, (b + 1) * blockRows * dimensions];
      return dump.readRows(b * stride, blockRows, {
        mean: block.mean.subarray(from, to),
        spread: block.spread.subarray(from, to),
      });
    }),
  );
  const rows = finiteRows(dump, 0, block, read, nothingSeen());
  if (rows === 0) return firstFinite(dump, first);
  return { mean: block.mean, logVariance: block.spread, rows, read, ofLarge: spread !== null };
}

/** Where a sample has no finite row: the first rows that are. */
async function firstFinite(dump: LatentDump, blockRows: number): Promise<Sample> {
  const elements = () => new Float64Array(blockRows * dump.dimensions);
  const block = { mean: elements(), spread: elements() };
  let rows = 0;
  for (let start = 0; rows === 0 && start < dump.rows; start += blockRows) {
    const count = Math.min(blockRows, dump.rows - start);
    await dump.readRows(start, count, block);
    rows = finiteRows(dump, start, block, count, nothingSeen());
  }
  return { mean: block.mean, logVariance: block.spread, rows, read: blockRows, ofLarge: false };
}

/** Where the blocks of a sample stand; null for a dump that is quick to read whole. */
function sampleBlocks(dump: Pick<LatentDump, 'rows' | 'dimensions'>, elements: number) {
  if (dump.rows * dump.dimensions < WORTH_SAMPLING) return null;
  const blockRows = Math.max(1, Math.floor(elements / dump.dimensions / BLOCKS));
  if (BLOCKS * blockRows * 4 > dump.rows) return null;
  return { count: BLOCKS, stride: Math.floor((dump.rows - blockRows) / (BLOCKS - 1)), blockRows };
}

/** What the dashboard draws of a sample: all histograms, and the density of one dimension. */
export function sampleCurves(
  { mean, rows }: SampleRows,
  dimensions: number,
  grid: CurveGrid,
  first: number,
  curve: Float32Array,
): AggregateCurves {
  const density = new Float32Array(dimensions * grid.points).fill(Number.NaN);
  density.set(curve, first * grid.points);
  const bins = binsOf(grid);
  const counts = new Float64Array(dimensions * bins.bins);
  for (let j = 0; j < dimensions; j++) {
    const own = counts.subarray(j * bins.bins, (j + 1) * bins.bins);
    countMeans(mean.subarray(0, rows * dimensions), j, dimensions, bins, own);
  }
  return curvesOf(grid, rows, [density], [counts]);
}
