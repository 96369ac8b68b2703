import { blockMoments, emptyPartial, type MomentPartial, mergePartials } from '../diagnostics/moments';
import type { SpreadKind } from '../diagnostics/report';
import { DumpError } from '../dumps/dumpError';
import type { LatentDump } from '../dumps/openDump';
import { simdKernels } from '../kernels/kernels';
import { sharedBuffer } from './sharedBuffer';

/** Elements converted per read: 2 MB of float64. */
const BLOCK_ELEMENTS = 1 << 18;
/** Places of non-finite elements kept for the message. */
const KEPT_PLACES = 5;

export type Column = Float32Array | Float64Array;

/** All finite rows of a dump, turned to columns, with their moments. */
export interface LatentRows {
  moments: MomentPartial;
  /** mu_.j and ln s_.j, D columns of `moments.rows` each. */
  mean: Column[];
  logVariance: Column[];
  skippedRows: number;
  /** First few non-finite elements as [row, column]. */
  skippedAt: [number, number][];
  /** Of those, the first's array. */
  skippedIn: 'mean' | 'spread' | null;
  /** About the spread as stored: any negative element, nothing but zeros. */
  spreadNegative: boolean;
  spreadAllZero: boolean;
}

/**
 * Reads a dump block by block.
 * @param onProgress called with rows done
 * @throws DumpError for a spread that is no spread (negative or zero variance, overflow), and when no finite row is left
 */
export async function readLatentRows(dump: LatentDump, onProgress: (rows: number) => void): Promise<LatentRows> {
  const { rows, dimensions } = dump;
  const single = dump.spreadKind === 'logvar' && [dump.mean.dtype, dump.spread.dtype].every(fitsSingle);
  const columns = () =>
    Array.from({ length: dimensions }, () =>
      single ? new Float32Array(sharedBuffer(4 * rows)) : new Float64Array(sharedBuffer(8 * rows)),
    );
  const result: LatentRows = {
    moments: emptyPartial(dimensions),
    mean: columns(),
    logVariance: columns(),
    skippedRows: 0,
    skippedAt: [],
    skippedIn: null,
    spreadNegative: false,
    spreadAllZero: true,
  };
  const blockRows = Math.max(1, Math.floor(BLOCK_ELEMENTS / dimensions));
  for (let start = 0; start < rows; start += blockRows) {
    const block = await dump.readRows(start, Math.min(blockRows, rows - start));
    const problem = takeBlock(dump, start, block, result);
    if (problem) throw await elementError(dump, problem);
    onProgress(Math.min(rows, start + blockRows));
  }
  if (result.moments.rows === 0) {
    const [row, column] = result.skippedAt[0];
    throw new DumpError({
      file: dump[result.skippedIn!].file,
      place: `row ${row}, column ${column} and every other row`,
      found: 'NaN or infinity (or a variance of 0, whose logarithm is infinite)',
      expected: 'at least one row of finite numbers',
    });
  }
  const length = result.moments.rows;
  result.mean = result.mean.map((column) => column.subarray(0, length));
  result.logVariance = result.logVariance.map((column) => column.subarray(0, length));
  return result;
}

const fitsSingle = (dtype: string) => dtype === 'float32' || dtype === 'float16';

function takeBlock(
  dump: LatentDump,
  start: number,
  block: { mean: Float64Array; spread: Float64Array },
  result: LatentRows,
): ElementProblem | undefined {
  const { dimensions, spreadKind } = dump;
  const count = block.mean.length / dimensions;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const row = i * dimensions;
    if (!finiteRow(start + i, block, row, dump, result)) continue;
    for (let j = 0; j < dimensions; j++) {
      const spread = block.spread[row + j];
      if (spread < 0) result.spreadNegative = true;
      if (spread !== 0) result.spreadAllZero = false;
      const problem = spreadProblem(spread, spreadKind) ?? meanProblem(block.mean[row + j]);
      if (problem) return { ...problem, row: start + i, column: j };
      // Rows are compacted in place: `kept` never runs ahead of `i`.
      block.mean[kept * dimensions + j] = block.mean[row + j];
      block.spread[kept * dimensions + j] = toLogVariance(spread, spreadKind);
    }
    kept++;
  }
  const offset = result.moments.rows;
  for (let j = 0; j < dimensions; j++) {
    const mean = result.mean[j];
    const logVariance = result.logVariance[j];
    for (let i = 0; i < kept; i++) {
      mean[offset + i] = block.mean[i * dimensions + j];
      logVariance[offset + i] = block.spread[i * dimensions + j];
    }
  }
  result.moments = mergePartials(
    result.moments,
    blockMoments(block.mean, block.spread, kept, dimensions, simdKernels()),
  );
  return undefined;
}

function finiteRow(
  row: number,
  block: { mean: Float64Array; spread: Float64Array },
  at: number,
  { dimensions, spreadKind }: LatentDump,
  result: LatentRows,
): boolean {
  // A variance of 0 has the log-variance -infinity, which a dump of log-variances would hold in its place.
  const zeroIsInfinite = spreadKind === 'variance' || spreadKind === 'std';
  for (let j = 0; j < dimensions; j++) {
    const meanFinite = Number.isFinite(block.mean[at + j]);
    const spread = block.spread[at + j];
    if (meanFinite && Number.isFinite(spread) && !(zeroIsInfinite && spread === 0)) continue;
    result.skippedRows++;
    if (result.skippedAt.length < KEPT_PLACES) result.skippedAt.push([row, j]);
    result.skippedIn ??= meanFinite ? 'spread' : 'mean';
    return false;
  }
  return true;
}

/** ln sigma^2. A standard deviation may be signed (Su's variant): its size counts. */
function toLogVariance(x: number, kind: SpreadKind): number {
  if (kind === 'logvar') return x;
  if (kind === 'logstd') return 2 * x;
  return kind === 'variance' ? Math.log(x) : 2 * Math.log(Math.abs(x));
}

interface Unfit {
  role: 'mean' | 'spread';
  found: string;
  expected: string;
}

interface ElementProblem extends Unfit {
  row: number;
  column: number;
}

/**
 * Variances and squared means are squared and summed over N rows and D^2 pairs: within 1e-140 to 1e140 nothing
 * overflows, and nothing underflows to 0.
 */
const LARGEST = 1e140;
const LARGEST_LOG = Math.log(LARGEST);

const LIMITS: Record<SpreadKind, { name: string; low: string; high: string; exponential: boolean }> = {
  logvar: { name: 'log-variance', low: '-322', high: '322', exponential: true },
  logstd: { name: 'log standard deviation', low: '-161', high: '161', exponential: true },
  variance: { name: 'variance', low: '1e-140', high: '1e140', exponential: false },
  std: { name: 'standard deviation', low: '1e-70', high: '1e70', exponential: false },
};

function spreadProblem(x: number, kind: SpreadKind): Unfit | undefined {
  const { name, low, high, exponential } = LIMITS[kind];
  const say = (found: string, expected: string): Unfit => ({ role: 'spread', found: `${name} ${found}`, expected });
  if (kind === 'variance' && x < 0) {
    return {
      role: 'spread',
      found: `negative variance ${x}`,
      expected: 'variances above 0 (is it a log-variance? say so with the spread kind)',
    };
  }
  const logVariance = toLogVariance(x, kind);
  if (Math.abs(logVariance) <= LARGEST_LOG) return undefined;
  const large = logVariance > 0;
  const whose = exponential ? 'whose exponential' : 'which';
  return say(
    `${x}, ${whose} ${large ? 'overflows' : 'underflows'} when squared`,
    `${kind === 'std' ? 'a size of ' : ''}${large ? `at most ${high}` : `at least ${low}`}`,
  );
}

function meanProblem(mu: number): Unfit | undefined {
  if (mu * mu <= LARGEST) return undefined;
  return { role: 'mean', found: `mean ${mu}, whose fourth power overflows`, expected: 'a size of at most 1e70' };
}

async function elementError(dump: LatentDump, { role, row, column, found, expected }: ElementProblem) {
  const { file, array } = dump[role];
  const key = array === null ? '' : `key "${array}", `;
  const located = await dump.locate({ role, row, column });
  return new DumpError({ file, place: `${key}row ${row}, column ${column}`, found, expected, range: located?.range });
}
