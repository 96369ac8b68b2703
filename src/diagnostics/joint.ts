import type { JointDraws } from './jointDraws';
import type { LogSumExpPartial } from './logSumExp';
import type { JointReport } from './report';

/** Estimate of the mutual information of z and the example, nats. */
export interface JointEstimate {
  samples: number;
  mean: number;
  /** Sum of squared deviations of the terms from their mean. */
  squares: number;
}

/**
 * I = E[ln q(z|x_i) - ln q(z)] over i uniform and z ~ q(z|x_i), with q the exact mixture of all N examples (Hoffman &
 * Johnson 2016; the paired form of Chen et al. 2018).
 * @param partial of all N examples
 */
export function estimateInformation(draws: JointDraws, partial: LogSumExpPartial): JointEstimate {
  const ratios = logRatios(draws, partial);
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const squares = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0);
  return { samples: ratios.length, mean, squares };
}

/** ln q(z_t|x_i(t)) - ln q(z_t), [T], nats: each at most ln N, and exactly 0 where all posteriors agree. */
export function logRatios({ own }: JointDraws, { largest, sum, rows }: LogSumExpPartial): Float64Array {
  return own.map((term, t) => term - largest[t] - (Math.log(sum[t]) - Math.log(rows)));
}

/** The estimate by the draws of both. */
export function mergeEstimates(a: JointEstimate, b: JointEstimate): JointEstimate {
  const samples = a.samples + b.samples;
  const delta = b.mean - a.mean;
  return {
    samples,
    mean: a.mean + (delta * b.samples) / samples,
    squares: a.squares + b.squares + (delta * delta * a.samples * b.samples) / samples,
  };
}

/** Joint part of the report: F = K - I and TC = F - sum_j F_j carry the standard error of I. */
export function jointReport(estimate: JointEstimate, rows: number, kl: number, aggregateKlSum: number): JointReport {
  const { samples, mean, squares } = estimate;
  const standardError = samples > 1 ? Math.sqrt(squares / (samples - 1) / samples) : null;
  const aggregateKl = kl - mean;
  return {
    mutualInformation: { value: mean, standardError, samples, capped: rows > 2 && mean > Math.log(rows) - Math.LN2 },
    aggregateKl: { value: aggregateKl, standardError },
    totalCorrelation: { value: aggregateKl - aggregateKlSum, standardError },
  };
}
