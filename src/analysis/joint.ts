import {
  COVARIANCE_LIMIT,
  type CorrelatedPair,
  correlatedPairs,
  type FullMoments,
  fullMoments,
} from '../diagnostics/covariance';
import { estimateInformation, type JointEstimate, mergeEstimates } from '../diagnostics/joint';
import type { Moments } from '../diagnostics/moments';
import { normalGenerator } from '../diagnostics/normalGenerator';
import type { OnProgress } from './analyze';
import { type BlockWork, blockWork } from './blocks';
import { drawExamples } from './drawExamples';
import { mergeJoint, scanJoint } from './jointScan';
import type { ScanPlan } from './scanPlan';
import { type SharedWork, sharedScan } from './sharedScan';

/** The joint part of an analysis. */
export interface JointPart {
  estimate: JointEstimate;
  /** null above D = 1,024, and where a dimension is a combination of others. */
  full: FullMoments | null;
  /** null above D = 1,024. */
  pairs: CorrelatedPair[] | null;
}

/** Pairs of the highest correlation that are kept. */
const PAIRS = 20;
/** Fixed, so that a dump has one report. */
const SEED = 0;
/** Terms (draws times elements) that one scan may take: a second's work, or two. */
const QUICK_TERMS = 4e9;
/** Draws of the first scan of a dump that takes longer; each further one takes as many as all before. */
const FIRST_DRAWS = 125;

/**
 * Mutual information of z and the example, by T draws, and the moments of the joint aggregate posterior.
 * @param finite blocks of the dump, with the finite rows of each
 * @param onPart called with the estimate so far, where it takes several scans
 * @throws DumpError when the file cannot be read
 */
export async function analyzeJoint(
  work: SharedWork,
  plan: ScanPlan,
  moments: Moments,
  finite: BlockWork,
  samples: number,
  onProgress: OnProgress,
  onPart: (part: JointPart) => void,
): Promise<JointPart> {
  const { dump } = work;
  const random = normalGenerator(SEED);
  const quick = dump.rows * dump.dimensions * samples <= QUICK_TERMS;
  const means = Float64Array.from(moments.mean, ({ mean }) => mean);
  let full: FullMoments | null = null;
  let pairs: CorrelatedPair[] | null = null;
  let estimate: JointEstimate | undefined;
  for (let done = 0; done < samples; ) {
    const count = Math.min(samples - done, quick ? samples : Math.max(done, FIRST_DRAWS));
    const wanted = done === 0 && dump.dimensions <= COVARIANCE_LIMIT;
    const draws = await drawExamples(dump, finite, count, random);
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
    if (covariance) {
      full = fullMoments(covariance, moments.variance, means);
      pairs = correlatedPairs(covariance, moments.variance, PAIRS);
    }
    const next = estimateInformation(draws, density);
    estimate = estimate ? mergeEstimates(estimate, next) : next;
    done += count;
    if (done < samples) onPart({ estimate, full, pairs });
  }
  return { estimate: estimate!, full, pairs };
}
