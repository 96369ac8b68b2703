import { type CovariancePartial, createCovarianceSums, mergeCovariance } from '../diagnostics/covariance';
import type { JointDraws } from '../diagnostics/jointDraws';
import { createLogSumExp, type LogSumExpPartial, mergeLogSumExp } from '../diagnostics/logSumExp';
import type { LatentDump } from '../dumps/openDump';
import { loadCovarianceKernels } from '../kernels/covarianceKernels';
import { loadJointKernels } from '../kernels/jointKernels';
import { inspect } from '../kernels/plainScanner';
import { type BlockWork, takeBlocks } from './blocks';
import { nothingSeen } from './rows';

/** One scan of all rows for the density of the joint mixture at some draws and, if wanted, the covariance. */
export interface JointTask {
  draws: JointDraws;
  /** [D], values near the means; null for no covariance. */
  covarianceShift: Float64Array | null;
  blocks: BlockWork;
}

export interface JointPartial {
  density: LogSumExpPartial;
  covariance: CovariancePartial | null;
}

/** As takeBlocks. */
export async function scanJoint(
  dump: LatentDump,
  { draws, covarianceShift, blocks }: JointTask,
  thread: number,
  onBlock?: (taken: number) => void,
  only?: number[],
): Promise<JointPartial> {
  const elements = () => new Float64Array(blocks.blockRows * dump.dimensions);
  const block = { mean: elements(), spread: elements() };
  const density = createLogSumExp(draws, loadJointKernels());
  const covariance = covarianceShift && createCovarianceSums(covarianceShift, loadCovarianceKernels());
  const take = (rows: number) => {
    density.take(block.mean, block.spread, rows);
    covariance?.take(block.mean, rows);
  };
  await takeBlocks(dump, blocks, thread, { block, inspect, take }, nothingSeen(), onBlock, only);
  return { density: density.partial(), covariance: covariance?.partial() ?? null };
}

/** What two threads found, in any order. Changes `a`. */
export function mergeJoint(a: JointPartial, b: JointPartial): JointPartial {
  return {
    density: mergeLogSumExp(a.density, b.density),
    covariance: a.covariance && b.covariance && mergeCovariance(a.covariance, b.covariance),
  };
}
