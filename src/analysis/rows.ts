import { blockMoments, emptyPartial, type MomentPartial, mergePartials } from '../diagnostics/moments';
import type { SpreadKind } from '../diagnostics/report';
import { DumpError } from '../dumps/dumpError';
import type { LatentDump } from '../dumps/openDump';

/** Elements converted per read: 2 MB of float64. */
const BLOCK_ELEMENTS = 1 << 18;
/** Places of non-finite elements kept for the message. */
const KEPT_PLACES = 5;

type Column = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

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
 * @throws DumpError for a spread that is no spread (negative variance, exp overflow), and when no finite row is left
 */
export async function readLatentRows(dump: LatentDump, onProgress: (rows: number) => void): Promise<LatentRows> {
  const { rows, dimensions } = dump;
  const single = dump.spreadKind === 'logvar' && [dump.mean.dtype, dump.spread.dtype].every(fitsSingle);
  const columns = () =>
    Array.from({ length: dimensions }, () => (single ? new Float32Array(rows) : new Float64Array(rows)));
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
      found: 'NaN or infinity',
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
    if (!finiteRow(start + i, block, row, dimensions, result)) continue;
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
  result.moments = mergePartials(result.moments, blockMoments(block.mean, block.spread, kept, dimensions));
  return undefined;
}

function finiteRow(
  row: number,
  block: { mean: Float64Array; spread: Float64Array },
  at: number,
  dimensions: number,
  result: LatentRows,
): boolean {
  for (let j = 0; j < dimensions; j++) {
    const meanFinite = Number.isFinite(block.mean[at + j]);
    if (meanFinite && Number.isFinite(block.spread[at + j])) continue;
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

/** exp(709.78...) is the largest double. */
const LARGEST_EXPONENT = Math.log(Number.MAX_VALUE);

function spreadProblem(x: number, kind: SpreadKind): Unfit | undefined {
  const say = (found: string, expected: string): Unfit => ({ role: 'spread', found, expected });
  if (kind === 'variance') {
    if (x < 0)
      return say(`negative variance ${x}`, 'variances above 0 (is it a log-variance? say so with the spread kind)');
    if (x === 0) return say('variance 0', 'variances above 0, as KL is infinite at 0');
  } else if (kind === 'std') {
    if (x === 0) return say('standard deviation 0', 'standard deviations other than 0, as KL is infinite at 0');
    if (x * x === Number.POSITIVE_INFINITY) return say(`standard deviation ${x}`, 'one whose square is finite');
  } else {
    const logVariance = toLogVariance(x, kind);
    if (logVariance > LARGEST_EXPONENT) {
      const name = kind === 'logvar' ? 'log-variance' : 'log standard deviation';
      return say(`${name} ${x}, whose exponential overflows`, `at most ${kind === 'logvar' ? 709 : 354}`);
    }
  }
  return undefined;
}

function meanProblem(mu: number): Unfit | undefined {
  if (mu * mu < Number.POSITIVE_INFINITY) return undefined;
  return { role: 'mean', found: `mean ${mu}`, expected: 'one whose square is finite' };
}

async function elementError(dump: LatentDump, { role, row, column, found, expected }: ElementProblem) {
  const { file, array } = dump[role];
  const key = array === null ? '' : `key "${array}", `;
  const located = await dump.locate({ role, row, column });
  return new DumpError({ file, place: `${key}row ${row}, column ${column}`, found, expected, range: located?.range });
}
