import { type FullMoments, fullMoments } from '../diagnostics/covariance';
import { estimateInformation, type JointEstimate, mergeEstimates } from '../diagnostics/joint';
import { drawPosteriors, type JointDraws } from '../diagnostics/jointDraws';
import type { Moments } from '../diagnostics/moments';
import { normalGenerator } from '../diagnostics/normalGenerator';
import type { LatentDump, RowBlock } from '../dumps/openDump';
import { loadJointKernels } from '../kernels/jointKernels';
import type { OnProgress } from './analyze';
import { blockWork } from './blocks';
import { mergeJoint, scanJoint } from './jointScan';
import { finiteRows, nothingSeen } from './rows';
import type { ScanPlan } from './scanPlan';
import { type SharedWork, sharedScan } from './sharedScan';

/** The joint part of an analysis. */
export interface JointPart {
  estimate: JointEstimate;
  /** null above D = 1,024, and where a dimension is a combination of others. */
  full: FullMoments | null;
}

/** Above, the covariance costs more than it tells (SPEC section 2). */
const COVARIANCE_LIMIT = 1024;
/** Fixed, so that a dump has one report. */
const SEED = 0;
/** Terms (draws times elements) that one scan may take: a second's work, or two. */
const QUICK_TERMS = 4e9;
/** Draws of the first scan of a dump that takes longer; each further one takes as many as all before. */
const FIRST_DRAWS = 125;

/**
 * Mutual information of z and the example, by T draws, and the moments of the joint aggregate posterior.
 * @param onPart called with the estimate so far, where it takes several scans
 * @throws DumpError when the file cannot be read
 */
export async function analyzeJoint(
  work: SharedWork,
  plan: ScanPlan,
  moments: Moments,
  samples: number,
  onProgress: OnProgress,
  onPart: (part: JointPart) => void,
): Promise<JointPart> {
  const { dump } = work;
  const random = normalGenerator(SEED);
  const quick = dump.rows * dump.dimensions * samples <= QUICK_TERMS;
  const means = Float64Array.from(moments.mean, ({ mean }) => mean);
  let full: FullMoments | null = null;
  let estimate: JointEstimate | undefined;
  for (let done = 0; done < samples; ) {
    const count = Math.min(samples - done, quick ? samples : Math.max(done, FIRST_DRAWS));
    const wanted = done === 0 && dump.dimensions <= COVARIANCE_LIMIT;
    const draws = await drawExamples(dump, count, random);
    const blocks = blockWork(plan.rows, plan.blockRows);
    const task = { draws, covarianceShift: wanted ? means : null, blocks };
    const { density, covariance } = await sharedScan(
      work,
      {
        blocks,
        task: { type: 'joint', joint: task },
        foundBy: (result) => result.joint,
        take: (onBlock, only) => scanJoint(dump, task, 1, onBlock, only),
        merge: mergeJoint,
        stopped: () => false,
      },
      (taken) => onProgress('Joint mutual information', done + (count * taken) / (blocks.state.length - 1), samples),
    );
    if (covariance) full = fullMoments(covariance, moments.variance, means);
    const next = estimateInformation(draws, density);
    estimate = estimate ? mergeEstimates(estimate, next) : next;
    done += count;
    if (done < samples) onPart({ estimate, full });
  }
  return { estimate: estimate!, full };
}

/** Draws from the posteriors of T examples, chosen uniformly among the finite rows. */
async function drawExamples(
  dump: LatentDump,
  samples: number,
  { uniform, next }: ReturnType<typeof normalGenerator>,
): Promise<JointDraws> {
  const { dimensions } = dump;
  const mean = new Float64Array(samples * dimensions);
  const logVariance = new Float64Array(samples * dimensions);
  let missing = Array.from({ length: samples }, (_, t) => t);
  while (missing.length > 0) {
    const chosen = missing.map((t) => ({ t, row: Math.floor(uniform() * dump.rows) }));
    missing = [];
    await readChosen(dump, chosen, (t, row, block) => {
      if (finiteRows(dump, row, block, 1, nothingSeen()) === 0) missing.push(t);
      mean.set(block.mean, t * dimensions);
      logVariance.set(block.spread, t * dimensions);
    });
    // In the order of the draws, whatever order they were read in.
    missing.sort((a, b) => a - b);
  }
  return drawPosteriors(mean, logVariance, dimensions, next, loadJointKernels());
}

/** Elements that may be read for nothing between two rows: less than another read costs. */
const CHEAP_GAP = 1 << 14;

/** Reads single rows, neighbours at once. @param onRow gets a copy of the row */
async function readChosen(
  dump: LatentDump,
  chosen: { t: number; row: number }[],
  onRow: (t: number, row: number, block: RowBlock) => void,
): Promise<void> {
  const { dimensions } = dump;
  const ascending = [...chosen].sort((a, b) => a.row - b.row);
  for (let from = 0, to = 0; from < ascending.length; from = to) {
    const first = ascending[from].row;
    let last = first;
    while (to < ascending.length && (ascending[to].row - last) * dimensions <= CHEAP_GAP) last = ascending[to++].row;
    const { mean, spread } = await dump.readRows(first, last - first + 1);
    for (const { t, row } of ascending.slice(from, to)) {
      const [start, end] = [(row - first) * dimensions, (row - first + 1) * dimensions];
      onRow(t, row, { mean: mean.slice(start, end), spread: spread.slice(start, end) });
    }
  }
}
