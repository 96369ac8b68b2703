import type { DecidedBy, SpreadKind } from '../diagnostics/report';
import type { LatentArray } from './latentArray';

/** Elements looked at per read. */
const BLOCK_ELEMENTS = 1 << 18;

/** Decides what the spread is: what the user says, else the sidecar, else its name, else its values. */
export async function decideSpreadKind(
  user: SpreadKind | undefined,
  sidecar: SpreadKind | null | undefined,
  name: SpreadKind | undefined,
  spread: LatentArray,
): Promise<{ spreadKind: SpreadKind; decidedBy: DecidedBy }> {
  if (user) return { spreadKind: user, decidedBy: 'user' };
  if (sidecar) return { spreadKind: sidecar, decidedBy: 'sidecar' };
  if (name) return { spreadKind: name, decidedBy: 'name' };
  return { spreadKind: (await hasNegative(spread)) ? 'logvar' : 'variance', decidedBy: 'values' };
}

/** A variance is never negative, and hardly any log-variance never is. */
async function hasNegative(array: LatentArray): Promise<boolean> {
  const [rows, columns] = array.shape;
  const blockRows = Math.max(1, Math.floor(BLOCK_ELEMENTS / columns));
  for (let start = 0; start < rows; start += blockRows) {
    const values = await array.readRows(start, Math.min(blockRows, rows - start));
    if (values.some((value) => value < 0)) return true;
  }
  return false;
}
