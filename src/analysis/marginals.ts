import type { AggregateCurves } from '../dashboardProtocol';
import type { CurveGrid } from '../diagnostics/densityCurve';
import { type Moments, momentsOf } from '../diagnostics/moments';
import type { DimensionWithDensity } from '../diagnostics/report';
import { dimensionReport } from '../diagnostics/statistics';
import { aggregateMomentsOf, curvesOf, gridOf } from './aggregateGrid';
import type { OnProgress } from './analyze';
import { type BlockWork, blockWork } from './blocks';
import { countSingles, densitiesDone, densityResults, densityTask, takeDensities } from './densities';
import { checkSeen, type RowsSeen } from './rows';
import { mergeScans, scanBlocks } from './scan';
import type { ScanPlan } from './scanPlan';
import { type SharedWork, sharedScan } from './sharedScan';

/** All marginal diagnostics of a dump. */
export interface Marginals {
  moments: Moments;
  seen: RowsSeen;
  dimensions: DimensionWithDensity[];
  curves: AggregateCurves;
  /** The blocks of the first scan, with the finite rows of each. */
  blocks: BlockWork;
}

/**
 * Scans the rows, once for each pass of the plan, and computes the densities of the pass's dimensions.
 * @param wanted.curves whether means are to be counted for histograms
 * @throws DumpError for a dump that cannot be used, or read
 */
export async function analyzeMarginals(
  work: SharedWork,
  plan: ScanPlan,
  wanted: { curves: boolean },
  onProgress: OnProgress,
): Promise<Marginals> {
  const { dump, pool } = work;
  let moments: Moments | undefined;
  let seen: RowsSeen | undefined;
  let grid: CurveGrid | undefined;
  let firstBlocks: BlockWork | undefined;
  const dimensions: DimensionWithDensity[] = [];
  const density: Float32Array[] = [];
  const histogram: Float64Array[] = [];
  for (const [pass, windows] of plan.passes.entries()) {
    const first = pass === 0;
    // Where all components are kept singly, they are counted later, on a grid that suits them.
    const count = wanted.curves && first && plan.grid !== null;
    const passes = plan.passes.length;
    const stage = passes === 1 ? 'Reading rows' : `Reading rows (${pass + 1} of ${passes})`;
    const blocks = blockWork(plan.rows, plan.blockRows);
    firstBlocks ??= blocks;
    const task = { plan, windows, momentsOfAll: first, histogram: count, blocks };
    const scan = await sharedScan(
      work,
      {
        blocks,
        task: { type: 'scan', scan: task },
        foundBy: (result) => result.scan,
        take: (onBlock, only) => scanBlocks(dump, task, 1, onBlock, only),
        merge: mergeScans,
        stopped: ({ seen }) => seen.problem !== null,
      },
      (taken) => onProgress(stage, Math.min(plan.rows, taken * plan.blockRows), plan.rows),
    );
    if (!moments || !seen) {
      await checkSeen(dump, scan.seen, scan.sums.rows);
      seen = scan.seen;
      moments = momentsOf(scan.sums);
    }
    const each = aggregateMomentsOf(moments);
    grid ??= plan.grid ?? gridOf(each);
    const own = each.slice(windows.from, windows.to);
    const densities = densityTask(windows, scan.table, scan.strays, moments.rows, own, grid);
    const others = pool.run({ type: 'densities', densities });
    // Awaited only where it is waited for: no unhandled rejection otherwise.
    others.catch(() => {});
    takeDensities(densities, (taken) => onProgress('Aggregate posterior', windows.from + taken, plan.dimensions));
    // A thread that is still starting has taken nothing: no need to wait for it.
    if (!densitiesDone(densities)) await others;
    for (const [k, divergences] of densityResults(densities).entries())
      dimensions.push(dimensionReport(moments, windows.from + k, divergences));
    density.push(densities.density);
    if (count) histogram.push(scan.histogram);
    else if (wanted.curves && plan.grid === null) histogram.push(countSingles(densities));
  }
  const curves = curvesOf(grid!, moments!.rows, density, histogram);
  return { moments: moments!, seen: seen!, dimensions, curves, blocks: firstBlocks! };
}
