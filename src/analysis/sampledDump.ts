import type { LatentDump } from '../dumps/openDump';

/** Below this many elements the whole is done about as fast as a sample. */
const WORTH_SAMPLING = 1 << 20;
/** Elements of a sample: some 100 ms of work. */
const SAMPLE_ELEMENTS = 1 << 17;
/** Contiguous stretches, as reading single rows costs a call each; spread out, as dumps are often ordered. */
const BLOCKS = 64;

/**
 * A view of a large binary dump on 64 blocks of rows spread evenly over it; null for dumps that are small or in memory
 * already. Closing it is the dump's business.
 */
export function sampledDump(dump: LatentDump): LatentDump | null {
  if (dump.rows * dump.dimensions < WORTH_SAMPLING || dump.mean.dtype === 'json') return null;
  const blockRows = Math.max(2, Math.floor(SAMPLE_ELEMENTS / dump.dimensions / BLOCKS));
  const rows = BLOCKS * blockRows;
  if (rows * 4 > dump.rows) return null;
  const stride = Math.floor((dump.rows - blockRows) / (BLOCKS - 1));
  return {
    ...dump,
    rows,
    async readRows(start, count) {
      const mean = new Float64Array(count * dump.dimensions);
      const spread = new Float64Array(count * dump.dimensions);
      for (let done = 0; done < count; ) {
        const block = Math.floor((start + done) / blockRows);
        const within = (start + done) % blockRows;
        const part = Math.min(blockRows - within, count - done);
        const read = await dump.readRows(block * stride + within, part);
        mean.set(read.mean, done * dump.dimensions);
        spread.set(read.spread, done * dump.dimensions);
        done += part;
      }
      return { mean, spread };
    },
  };
}
