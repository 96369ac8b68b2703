import type { AggregateCurves } from '../dashboardProtocol';
import type { CurveGrid } from '../diagnostics/densityCurve';
import type { KeptColumns } from '../diagnostics/keptColumns';
import { type Moments, momentsOf } from '../diagnostics/moments';
import type { DimensionWithDensity } from '../diagnostics/report';
import { dimensionReport } from '../diagnostics/statistics';
import { aggregateMomentsOf, curvesOf, gridOf } from './aggregateGrid';
import type { OnProgress } from './analyze';
import { type BlockWork, blockWork } from './blocks';
import { countKept, densitiesDone, densityResults, densityTask, takeDensities } from './densities';
import { checkSeen, type RowsSeen } from './rows';
import { mergeScans, scanBlocks } from './scan';
import type { ScanPass, ScanPlan } from './scanPlan';
import { reusedFloats } from './sharedBuffer';
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
  const memoryOf = passMemory(plan.rows, pool.threads);

  /** @returns null where a thread died amid a density: it may have left its column half sorted */
  const densitiesOf = async (index: number, pass: ScanPass) => {
    const { windows } = pass;
    const first = index === 0;
    // Where all components are kept, they are counted later, on a grid that suits them.
    const histogramOfAll = wanted.curves && first && plan.grid !== null;
    const passes = plan.passes.length;
    const stage = passes === 1 ? 'Reading rows' : `Reading rows (${index + 1} of ${passes})`;
    const blocks = blockWork(plan.rows, plan.blockRows);
    if (first) firstBlocks = blocks;
    const { columns, tables, strays } = memoryOf(pass);
    const task = { plan, windows, columns, tables, momentsOfAll: first, histogram: histogramOfAll, blocks };
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
    const densities = densityTask(task, scan, moments.rows, each, grid, strays);
    const others = pool.run({ type: 'densities', densities });
    // Awaited only where it is waited for: no unhandled rejection otherwise.
    others.catch(() => {});
    const before = dimensions.length;
    takeDensities(densities, (taken) => onProgress('Aggregate posterior', before + taken, plan.dimensions));
    // A thread that is still starting has taken nothing: no need to wait for it.
    if (!densitiesDone(densities)) await others;
    if (!densitiesDone(densities)) return null;
    if (histogramOfAll) histogram.push(scan.histogram);
    return densities;
  };

  for (const [index, pass] of plan.passes.entries()) {
    let densities = await densitiesOf(index, pass);
    while (!densities) densities = await densitiesOf(index, pass);
    for (const [k, divergences] of densityResults(densities).entries())
      dimensions.push(dimensionReport(moments!, densities.dimensions[k], divergences));
    density.push(densities.density);
    if (wanted.curves && plan.grid === null) histogram.push(countKept(densities));
  }
  const curves = curvesOf(grid!, moments!.rows, density, histogram);
  return { moments: moments!, seen: seen!, dimensions, curves, blocks: firstBlocks! };
}

/** What threads share of a pass, in the memory of the pass before. */
function passMemory(rows: number, threads: number) {
  const [mean, sigma, tables, strayMean, straySigma] = Array.from({ length: 5 }, reusedFloats);
  const strays = { mean: strayMean, sigma: straySigma };
  return ({ windows: { cells, slots }, kept }: ScanPass) => {
    const zeros = (floats: (length: number) => Float64Array) => floats(kept.length * rows).fill(0);
    const columns: KeptColumns = { dimensions: kept, rows, mean: zeros(mean), sigma: zeros(sigma) };
    return { columns, tables: tables(threads * cells * slots), strays };
  };
}
