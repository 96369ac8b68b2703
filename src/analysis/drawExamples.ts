import { drawPosteriors, type JointDraws } from '../diagnostics/jointDraws';
import type { LatentDump, RowBlock } from '../dumps/openDump';
import { loadJointKernels } from '../kernels/jointKernels';
import type { BlockWork } from './blocks';
import { readChosenRows } from './chosenRows';
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
  if (total < dump.rows) await readFiniteRows(dump, finite, chosen, take);
  else {
    const rows = chosen.map(({ row }) => row);
    await readChosenRows(dump, rows, (k, block) => take(chosen[k].t, block, 0));
  }
  return drawPosteriors(mean, logVariance, dimensions, next, loadJointKernels());
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
