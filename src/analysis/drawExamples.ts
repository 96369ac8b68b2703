import { drawPosteriors, type JointDraws } from '../diagnostics/jointDraws';
import type { LatentDump, RowBlock } from '../dumps/openDump';
import { loadJointKernels } from '../kernels/jointKernels';
import type { BlockWork } from './blocks';
import { finiteRows, nothingSeen } from './rows';

/** A finite row that is wanted for draw t: its number in the dump, or in what is left of its block. */
interface Chosen {
  t: number;
  row: number;
}

/**
 * Draws from the posteriors of T examples, chosen uniformly among the finite rows.
 * @param finite blocks of the dump, with the finite rows of each
 */
export async function drawExamples(
  dump: LatentDump,
  finite: BlockWork,
  samples: number,
  { uniform, next }: { uniform(): number; next(): number },
): Promise<JointDraws> {
  const { dimensions } = dump;
  const mean = new Float64Array(samples * dimensions);
  const logVariance = new Float64Array(samples * dimensions);
  const total = finite.finite.reduce((sum, count) => sum + count, 0);
  const chosen = Array.from({ length: samples }, (_, t) => ({ t, row: Math.floor(uniform() * total) }));
  chosen.sort((a, b) => a.row - b.row);
  const take = (t: number, { mean: mu, spread }: RowBlock, row: number) => {
    const [from, to] = [row * dimensions, (row + 1) * dimensions];
    mean.set(mu.subarray(from, to), t * dimensions);
    logVariance.set(spread.subarray(from, to), t * dimensions);
  };
  if (total === dump.rows) await readRows(dump, chosen, take);
  else await readFiniteRows(dump, finite, chosen, take);
  return drawPosteriors(mean, logVariance, dimensions, next, loadJointKernels());
}

/** Elements that may be read for nothing between two rows: less than another read costs. */
const CHEAP_GAP = 1 << 14;
/** Elements read at once. */
const MOST_ELEMENTS = 1 << 18;

/** Reads single rows, neighbours at once, where all rows are finite. @param chosen by ascending row */
async function readRows(
  dump: LatentDump,
  chosen: Chosen[],
  take: (t: number, block: RowBlock, row: number) => void,
): Promise<void> {
  const { dimensions } = dump;
  for (let from = 0, to = 0; from < chosen.length; from = to) {
    const first = chosen[from].row;
    let last = first;
    const near = (row: number) => (row - last) * dimensions <= CHEAP_GAP && (row - first) * dimensions <= MOST_ELEMENTS;
    while (to < chosen.length && near(chosen[to].row)) last = chosen[to++].row;
    const block = await dump.readRows(first, last - first + 1);
    // Turns the spread to log-variances.
    finiteRows(dump, first, block, last - first + 1, nothingSeen());
    for (const { t, row } of chosen.slice(from, to)) take(t, block, row - first);
  }
}

/** Reads the blocks that hold the chosen ones among the finite rows. @param chosen by ascending row */
async function readFiniteRows(
  dump: LatentDump,
  { rows, blockRows, finite }: BlockWork,
  chosen: Chosen[],
  take: (t: number, block: RowBlock, row: number) => void,
): Promise<void> {
  let before = 0;
  let next = 0;
  for (let block = 0; block < finite.length && next < chosen.length; block++) {
    const end = before + finite[block];
    if (chosen[next].row < end) {
      const start = block * blockRows;
      const count = Math.min(blockRows, rows - start);
      const read = await dump.readRows(start, count);
      finiteRows(dump, start, read, count, nothingSeen());
      for (; next < chosen.length && chosen[next].row < end; next++)
        take(chosen[next].t, read, chosen[next].row - before);
    }
    before = end;
  }
}
