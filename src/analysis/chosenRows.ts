import type { LatentDump, RowBlock } from '../dumps/openDump';
import { finiteRows, nothingSeen } from './rows';

/** Elements that may be read for nothing between two rows: less than another read costs. */
const CHEAP_GAP = 1 << 14;
/** Elements read at once. */
const MOST_ELEMENTS = 1 << 18;

/**
 * Reads single rows of a dump, neighbours at once.
 * @param rows ascending; one may stand several times
 * @param take gets the finite ones among them, rows[k] with log-variances as its spread; not its to keep
 * @param onRead called with the number of rows that are done
 * @throws DumpError
 */
export async function readChosenRows(
  dump: LatentDump,
  rows: readonly number[],
  take: (k: number, row: RowBlock) => void,
  onRead: (done: number) => void = () => {},
): Promise<void> {
  const { dimensions } = dump;
  const room = () => new Float64Array(Math.min(dump.rows * dimensions, MOST_ELEMENTS + dimensions));
  const into = { mean: room(), spread: room() };
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const first = rows[from];
    let last = first;
    const near = (row: number) =>
      (row - last) * dimensions <= CHEAP_GAP + dimensions && (row - first) * dimensions <= MOST_ELEMENTS;
    while (to < rows.length && near(rows[to])) last = rows[to++];
    onRead(from);
    const block = await dump.readRows(first, last - first + 1, into);
    let finite = false;
    for (let k = from; k < to; k++) {
      const one = rowOf(block, rows[k] - first, dimensions);
      // Turns the spread to log-variances in place, so once.
      if (k === from || rows[k] !== rows[k - 1]) finite = finiteRows(dump, rows[k], one, 1, nothingSeen()) === 1;
      if (finite) take(k, one);
    }
  }
}

const rowOf = ({ mean, spread }: RowBlock, row: number, dimensions: number): RowBlock => ({
  mean: mean.subarray(row * dimensions, (row + 1) * dimensions),
  spread: spread.subarray(row * dimensions, (row + 1) * dimensions),
});
