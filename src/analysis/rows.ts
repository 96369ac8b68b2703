import type { SpreadKind } from '../diagnostics/report';
import { DumpError } from '../dumps/dumpError';
import type { Elements } from '../dumps/latentArray';
import type { LatentDump, RowBlock } from '../dumps/openDump';

/** Places of non-finite elements kept for the message. */
const KEPT_PLACES = 5;

/** What was seen of the elements as stored, over some blocks. */
export interface RowsSeen {
  skippedRows: number;
  /** First few non-finite elements as [row, column], and of those, the first's array. */
  skippedAt: [number, number][];
  skippedIn: ('mean' | 'spread')[];
  /** About the spread as stored: any negative element, nothing but zeros. */
  spreadNegative: boolean;
  spreadAllZero: boolean;
  /** The first element that cannot be used at all. */
  problem: ElementProblem | null;
}

export const nothingSeen = (): RowsSeen => ({
  skippedRows: 0,
  skippedAt: [],
  skippedIn: [],
  spreadNegative: false,
  spreadAllZero: true,
  problem: null,
});

/** What was seen in the blocks of both, in the order of the file. */
export function mergeSeen(a: RowsSeen, b: RowsSeen): RowsSeen {
  const places = [a, b].flatMap(({ skippedAt, skippedIn }) => skippedAt.map((at, k) => ({ at, role: skippedIn[k] })));
  places.sort((x, y) => x.at[0] - y.at[0]).splice(KEPT_PLACES);
  const earlier = !b.problem || (a.problem && a.problem.row <= b.problem.row) ? a.problem : b.problem;
  return {
    skippedRows: a.skippedRows + b.skippedRows,
    skippedAt: places.map(({ at }) => at),
    skippedIn: places.map(({ role }) => role),
    spreadNegative: a.spreadNegative || b.spreadNegative,
    spreadAllZero: a.spreadAllZero && b.spreadAllZero,
    problem: earlier,
  };
}

/**
 * Moves the finite rows of a block to its start, and turns their spread to log-variances.
 * @param start the block's first row in the dump
 * @param block `count` rows as stored; changed
 * @returns the number of finite rows; with `seen.problem` set, they are not to be used
 */
export function finiteRows(
  { dimensions, spreadKind }: Pick<LatentDump, 'dimensions' | 'spreadKind'>,
  start: number,
  block: RowBlock,
  count: number,
  seen: RowsSeen,
): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const row = i * dimensions;
    if (!finiteRow(start + i, block, row, dimensions, spreadKind, seen)) continue;
    for (let j = 0; j < dimensions; j++) {
      const spread = block.spread[row + j];
      if (spread < 0) seen.spreadNegative = true;
      if (spread !== 0) seen.spreadAllZero = false;
      const problem = spreadProblem(spread, spreadKind) ?? meanProblem(block.mean[row + j]);
      if (problem) {
        seen.problem ??= { ...problem, row: start + i, column: j };
        return kept;
      }
      // Rows are compacted in place: `kept` never runs ahead of `i`.
      block.mean[kept * dimensions + j] = block.mean[row + j];
      block.spread[kept * dimensions + j] = toLogVariance(spread, spreadKind);
    }
    kept++;
  }
  return kept;
}

/**
 * Moves the finite rows of a block of one array to its start.
 * @param values [count, dimensions] as stored; changed
 * @param start the block's first row in the dump
 * @returns the number of finite rows; with `seen.problem` set, they are not to be used
 */
export function finiteValues(
  values: Elements,
  dimensions: number,
  start: number,
  count: number,
  seen: RowsSeen,
): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const row = values.subarray(i * dimensions, (i + 1) * dimensions);
    const column = row.findIndex((x) => !(Math.abs(x) <= LARGEST_MEAN));
    if (column < 0) {
      if (kept < i) values.copyWithin(kept * dimensions, i * dimensions, (i + 1) * dimensions);
      kept++;
    } else if (row.every((x) => Number.isFinite(x))) {
      seen.problem = { ...meanProblem(row[column])!, row: start + i, column };
      return kept;
    } else {
      seen.skippedRows++;
      if (seen.skippedAt.length >= KEPT_PLACES) continue;
      seen.skippedAt.push([start + i, row.findIndex((x) => !Number.isFinite(x))]);
      seen.skippedIn.push('mean');
    }
  }
  return kept;
}

function finiteRow(
  row: number,
  block: RowBlock,
  at: number,
  dimensions: number,
  spreadKind: SpreadKind,
  seen: RowsSeen,
): boolean {
  // A variance of 0 has the log-variance -infinity, which a dump of log-variances would hold in its place.
  const zeroIsInfinite = spreadKind === 'variance' || spreadKind === 'std';
  for (let j = 0; j < dimensions; j++) {
    const meanFinite = Number.isFinite(block.mean[at + j]);
    const spread = block.spread[at + j];
    if (meanFinite && Number.isFinite(spread) && !(zeroIsInfinite && spread === 0)) continue;
    seen.skippedRows++;
    if (seen.skippedAt.length < KEPT_PLACES) {
      seen.skippedAt.push([row, j]);
      seen.skippedIn.push(meanFinite ? 'spread' : 'mean');
    }
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

export interface ElementProblem extends Unfit {
  row: number;
  column: number;
}

/**
 * Variances and squared means are squared and summed over N rows and D^2 pairs: within 1e-140 to 1e140 nothing
 * overflows, and nothing underflows to 0.
 */
const LARGEST = 1e140;
/** Bounds of the sizes of a usable log-variance and mean. */
export const LARGEST_LOG_VARIANCE = Math.log(LARGEST);
export const LARGEST_MEAN = Math.sqrt(LARGEST);

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
  if (Math.abs(logVariance) <= LARGEST_LOG_VARIANCE) return undefined;
  const large = logVariance > 0;
  const whose = exponential ? 'whose exponential' : 'which';
  return say(
    `${x}, ${whose} ${large ? 'overflows' : 'underflows'} when squared`,
    `${kind === 'std' ? 'a size of ' : ''}${large ? `at most ${high}` : `at least ${low}`}`,
  );
}

function meanProblem(mu: number): Unfit | undefined {
  if (Math.abs(mu) <= LARGEST_MEAN) return undefined;
  return { role: 'mean', found: `mean ${mu}, whose fourth power overflows`, expected: 'a size of at most 1e70' };
}

/**
 * Checks that a dump read whole can be used. Of a dump of one array that is `mean` and `spread`.
 * @param finite rows without a non-finite element
 * @throws DumpError for an element that cannot be used, and where no finite row is left
 */
export async function checkSeen(
  dump: Pick<LatentDump, 'mean' | 'spread' | 'locate'>,
  { problem, skippedAt, skippedIn }: RowsSeen,
  finite: number,
): Promise<void> {
  if (problem) {
    const { role, row, column, found, expected } = problem;
    const { file, array } = dump[role];
    const key = array === null ? '' : `key "${array}", `;
    const located = await dump.locate({ role, row, column });
    throw new DumpError({ file, place: `${key}row ${row}, column ${column}`, found, expected, range: located?.range });
  }
  if (finite > 0) return;
  const [row, column] = skippedAt[0];
  const located = await dump.locate({ role: skippedIn[0], row, column });
  throw new DumpError({
    file: dump[skippedIn[0]].file,
    place: `row ${row}, column ${column} and every other row`,
    found: `NaN or infinity${dump.spread === dump.mean ? '' : ' (or a variance of 0, whose logarithm is infinite)'}`,
    expected: 'at least one row of finite numbers',
    range: located?.range,
  });
}
