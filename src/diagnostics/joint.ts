import type { Kernels } from '../kernels/kernels';
import type { JointReport } from './report';

/** Examples whose parameters are laid out side by side for the inner loop: 256 rows of D fit the cache. */
const BLOCK = 256;
/** Samples whose log-densities are summed in one pass over the examples. */
const BATCH = 64;

/** Running estimate of the mutual information of z and the example, nats. */
export interface JointEstimate {
  samples: number;
  mean: number;
  /** Sum of squared deviations of the terms from their mean. */
  squares: number;
}

/**
 * I = E[ln q(z|x_i) - ln q(z)] over i uniform and z ~ q(z|x_i), with q the exact mixture of all N examples (Hoffman &
 * Johnson 2016; the paired form of Chen et al. 2018). Each term is at most ln N, and exactly 0 where all posteriors agree.
 * Costs samples * N * D. Progressive: yields after every batch.
 * @param mean mu_.j and `logVariance` ln s_.j, D columns of N
 * @param samples T
 * @param seed the same seed gives the same estimate
 * @param kernels null for plain TypeScript
 */
export function* estimateMutualInformation(
  mean: ArrayLike<number>[],
  logVariance: ArrayLike<number>[],
  samples: number,
  seed: number,
  kernels: Kernels | null = null,
): Generator<JointEstimate> {
  const count = mean[0].length;
  const dimensions = mean.length;
  const normal = normalGenerator(seed);
  const estimate: JointEstimate = { samples: 0, mean: 0, squares: 0 };
  const z = new Float64Array(BATCH * dimensions);
  const own = new Float64Array(BATCH);
  for (let done = 0; done < samples; ) {
    const batch = Math.min(BATCH, samples - done);
    for (let t = 0; t < batch; t++) {
      const i = Math.floor(normal.uniform() * count);
      for (let j = 0; j < dimensions; j++) {
        z[t * dimensions + j] = mean[j][i] + Math.exp(logVariance[j][i] / 2) * normal.next();
      }
      own[t] = i;
    }
    const terms = kernels
      ? kernels.logRatios(mean, logVariance, z, own.subarray(0, batch))
      : logRatios(mean, logVariance, z, own, batch);
    for (let t = 0; t < batch; t++) {
      estimate.samples++;
      const delta = terms[t] - estimate.mean;
      estimate.mean += delta / estimate.samples;
      estimate.squares += delta * (terms[t] - estimate.mean);
    }
    done += batch;
    yield { ...estimate };
  }
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

/** The kernel's twin: ln q(z_t | x_own(t)) - ln q(z_t) for a batch of draws. Constants common to all examples cancel. */
function logRatios(
  mean: ArrayLike<number>[],
  logVariance: ArrayLike<number>[],
  z: Float64Array,
  own: Float64Array,
  batch: number,
): Float64Array {
  const count = mean[0].length;
  const dimensions = mean.length;
  const mu = new Float64Array(BLOCK * dimensions);
  const precision = new Float64Array(BLOCK * dimensions);
  const offset = new Float64Array(BLOCK);
  const terms = new Float64Array(BLOCK * BATCH);
  const largest = new Float64Array(batch).fill(-Infinity);
  const sum = new Float64Array(batch);
  const ownTerm = new Float64Array(batch);
  for (let start = 0; start < count; start += BLOCK) {
    const rows = Math.min(BLOCK, count - start);
    offset.fill(0);
    for (let j = 0; j < dimensions; j++) {
      for (let r = 0; r < rows; r++) {
        const lv = logVariance[j][start + r];
        mu[r * dimensions + j] = mean[j][start + r];
        precision[r * dimensions + j] = Math.exp(-lv);
        offset[r] -= lv / 2;
      }
    }
    blockTerms(z, batch, mu, precision, offset, rows, dimensions, terms);
    for (let t = 0; t < batch; t++) {
      const here = terms.subarray(t * BLOCK, t * BLOCK + rows);
      let top = largest[t];
      for (let r = 0; r < rows; r++) if (here[r] > top) top = here[r];
      let total = top === largest[t] ? sum[t] : sum[t] * Math.exp(largest[t] - top);
      for (let r = 0; r < rows; r++) if (here[r] > top - 45) total += Math.exp(here[r] - top);
      largest[t] = top;
      sum[t] = total;
      const r = own[t] - start;
      if (r >= 0 && r < rows) ownTerm[t] = here[r];
    }
  }
  return ownTerm.map((term, t) => term - largest[t] - (Math.log(sum[t]) - Math.log(count)));
}

/** terms[t, r] = offset_r - sum_j (z_tj - mu_rj)^2 precision_rj / 2, four draws at a time: they share the loads. */
function blockTerms(
  z: Float64Array,
  batch: number,
  mu: Float64Array,
  precision: Float64Array,
  offset: Float64Array,
  rows: number,
  dimensions: number,
  terms: Float64Array,
): void {
  for (let t = 0; t < batch; t += 4) {
    const z0 = t * dimensions;
    // Past the end of the batch old draws stand in the array: computed, never read.
    const z1 = z0 + dimensions;
    const z2 = z1 + dimensions;
    const z3 = z2 + dimensions;
    for (let r = 0; r < rows; r++) {
      const row = r * dimensions;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let j = 0; j < dimensions; j++) {
        const m = mu[row + j];
        const p = precision[row + j];
        const da = z[z0 + j] - m;
        const db = z[z1 + j] - m;
        const dc = z[z2 + j] - m;
        const dd = z[z3 + j] - m;
        a += da * da * p;
        b += db * db * p;
        c += dc * dc * p;
        d += dd * dd * p;
      }
      const at = t * BLOCK + r;
      terms[at] = offset[r] - a / 2;
      terms[at + BLOCK] = offset[r] - b / 2;
      terms[at + 2 * BLOCK] = offset[r] - c / 2;
      terms[at + 3 * BLOCK] = offset[r] - d / 2;
    }
  }
}

/** Uniform and standard normal draws from a seed: sfc32 (PractRand) and Box-Muller. */
export function normalGenerator(seed: number): { uniform(): number; next(): number } {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  const uniform32 = () => {
    const t = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let n = 0; n < 20; n++) uniform32();
  const uniform = () => ((uniform32() >>> 5) * 67108864 + (uniform32() >>> 6)) / 9007199254740992;
  let spare: number | undefined;
  const next = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, next };
}
