import type { CellWindows } from '../diagnostics/cellWindows';
import { binsOf } from '../diagnostics/densityCurve';
import type { KeptColumns } from '../diagnostics/keptColumns';
import { mergeSums } from '../diagnostics/moments';
import { mergeStrays } from '../diagnostics/strays';
import { addWidenings } from '../diagnostics/varianceFloor';
import type { LatentDump } from '../dumps/openDump';
import { plainScanner } from '../kernels/plainScanner';
import { simdScanner, type Taken } from '../kernels/scanKernels';
import { askForCollection } from './askForCollection';
import { type BlockWork, takeBlocks } from './blocks';
import { mergeSeen, nothingSeen, type RowsSeen } from './rows';
import type { ScanPlan } from './scanPlan';

/** One scan of all rows for their moments and, of some dimensions, the components of their mixtures. */
export interface ScanTask {
  plan: ScanPlan;
  windows: CellWindows;
  /** In shared memory: what is kept, and of each thread, [threads, cells, slots], what it collected. */
  columns: KeptColumns;
  tables: Float64Array;
  /** Whether the moments of all dimensions are wanted, or were found by an earlier scan. */
  momentsOfAll: boolean;
  /** Whether to count the means, for histograms. */
  histogram: boolean;
  blocks: BlockWork;
}

/** What a thread found in the blocks that it took. */
export interface ScanPartial extends Taken {
  seen: RowsSeen;
}

/** As takeBlocks. */
export async function scanBlocks(
  dump: LatentDump,
  { plan, windows, columns, tables, momentsOfAll, histogram, blocks }: ScanTask,
  thread: number,
  onBlock?: (taken: number) => void,
  only?: number[],
): Promise<ScanPartial> {
  // After the first pass.
  if (!momentsOfAll) askForCollection();
  const bins = histogram && plan.grid ? binsOf(plan.grid) : null;
  // Halves what goes through memory. A variance is turned to its logarithm in place: in float64.
  const single = dump.spreadKind === 'logvar' && [dump.mean, dump.spread].every(({ dtype }) => fitsSingle(dtype));
  const options = { momentsOfAll, bins, stageElements: plan.stageElements, single };
  const scanner =
    simdScanner(plan.shift, windows, columns, plan.blockRows, options) ??
    plainScanner(plan.shift, windows, columns, plan.blockRows, options);
  const seen = nothingSeen();
  await takeBlocks(dump, blocks, thread, scanner, seen, onBlock, only);
  const length = windows.cells * windows.slots;
  // What a thread takes for one that died is not to replace what it took itself.
  const table = only ? new Float64Array(length) : tables.subarray((thread - 1) * length, thread * length);
  return { ...scanner.finish(table), seen };
}

const fitsSingle = (dtype: string) => ['float32', 'float16', 'bfloat16'].includes(dtype);

/** What two threads found, in any order. Changes `a`. */
export function mergeScans(a: ScanPartial, b: ScanPartial): ScanPartial {
  return {
    sums: mergeSums(a.sums, b.sums),
    table: added(a.table, b.table),
    strays: mergeStrays(a.strays, b.strays),
    widenings: a.widenings.map((own, j) => addWidenings(own, b.widenings[j])),
    histogram: added(a.histogram, b.histogram),
    seen: mergeSeen(a.seen, b.seen),
  };
}

function added(to: Float64Array, from: Float64Array): Float64Array {
  for (let k = 0; k < to.length; k++) to[k] += from[k];
  return to;
}
