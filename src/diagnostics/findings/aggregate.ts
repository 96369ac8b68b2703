import { klFromStandardNormal } from '../gaussian';
import {
  type DimensionReport,
  type DimensionWithDensity,
  type Finding,
  type FindingCode,
  hasDensity,
  type PartialDimension,
} from '../report';
import { type Evidence, finding, type LoneEvidence } from './evidence';
import { dimensionList, mass, num, range, sampleSize, share } from './wording';

type Side = 'aggregate-overdispersed' | 'aggregate-underdispersed' | 'aggregate-shifted';
const SIDES: Side[] = ['aggregate-overdispersed', 'aggregate-underdispersed', 'aggregate-shifted'];

/** A dimension with a moment floor. */
type Floored = PartialDimension & Pick<DimensionReport, 'aggregateVariance' | 'aggregateKlFloor'>;

const isFloored = (d: PartialDimension): d is Floored => d.aggregateVariance !== null && d.aggregateKlFloor !== null;

/** The term of the moment floor that dominates: the mean, or the variance on either side of 1. */
function sideOf(d: Floored): Side {
  const t = d.aggregateVariance;
  if (d.betaHat ** 2 > t - 1 - Math.log(t)) return 'aggregate-shifted';
  return t > 1 ? 'aggregate-overdispersed' : 'aggregate-underdispersed';
}

const SAYS: Record<Side, string> = {
  'aggregate-overdispersed': 'wider than the prior',
  'aggregate-underdispersed': 'narrower than the prior',
  'aggregate-shifted': 'beside the prior',
};

/** A sidecar's beta_weight this small never aimed at the prior (latent diffusion autoencoders). */
const aimsAtPrior = ({ declared }: LoneEvidence) => declared.betaWeight === null || declared.betaWeight >= 0.01;

/** Posterior holes that the first two moments prove: MM_j <= KL(q_j||p). */
export function aggregateMoments(evidence: LoneEvidence): Finding[] {
  const { totals, thresholds } = evidence;
  const dimensions = evidence.dimensions.filter(isFloored);
  const chance = chanceFloors(evidence);
  const limit = Math.max(thresholds.momentFloor, chance.each);
  const reached = dimensions.filter((d) => d.aggregateKlFloor >= limit);
  if (reached.length > 0) {
    return SIDES.flatMap((side) => {
      const members = reached.filter((d) => sideOf(d) === side);
      if (members.length === 0) return [];
      const worst = Math.max(...members.map((d) => d.aggregateKlFloor));
      return [momentFinding(evidence, side, members, worst, limit, `MM_j up to ${num(worst)} nats`)];
    });
  }
  const sumLimit = Math.max(0.1, 0.05 * (totals.kl ?? 0), chance.sum);
  const total = totals.aggregateKlFloorSum;
  if (total === null || total < sumLimit) return [];
  const weight = (side: Side) =>
    dimensions.filter((d) => sideOf(d) === side).reduce((sum, d) => sum + d.aggregateKlFloor, 0);
  const largest = SIDES.reduce((a, b) => (weight(b) > weight(a) ? b : a));
  const members = dimensions.filter((d) => sideOf(d) === largest && d.aggregateKlFloor >= 0.005);
  return [
    momentFinding(evidence, largest, members, total, sumLimit, `MM_j add up to ${num(total)} nats over all dimensions`),
  ];
}

/**
 * What sampling alone makes of the floors of draws from the prior itself: 2 N MM_j is about chi-squared with two degrees of
 * freedom. Its 99th percentile for one dimension; for the sum, three standard deviations above its mean. The floors of
 * posteriors hardly vary so: the spread is no estimate.
 */
function chanceFloors({ rows, dimensions, totals }: LoneEvidence): { each: number; sum: number } {
  if (totals.kl !== null) return { each: 0, sum: 0 };
  const count = dimensions.length;
  return { each: Math.log(100) / rows, sum: (count + 3 * Math.sqrt(count)) / rows };
}

function momentFinding(
  evidence: LoneEvidence,
  side: Side,
  members: Floored[],
  value: number,
  threshold: number,
  measured: string,
): Finding {
  const severe = members.some((d) => d.aggregateKlFloor >= evidence.thresholds.momentFloorError);
  const severity = !aimsAtPrior(evidence) ? 'info' : severe ? 'error' : 'warning';
  const indices = members.map((d) => d.index);
  // Where none stands out by itself, the numbers are those of all that lie on this side.
  const shown = members.length > 0 ? members : evidence.dimensions.filter((d) => isFloored(d) && sideOf(d) === side);
  const where = members.length > 0 ? share(indices, evidence.dimensions.length) : 'many dimensions, by little in each';
  return finding(
    side,
    severity,
    indices,
    value,
    threshold,
    `Posterior hole: q(z_j) is ${SAYS[side]} in ${where}; moment floor ${measured} (limit ${num(threshold)}, ` +
      `${sampleSize(evidence.rows)})${holesText(shown)}. ${momentCure(evidence, side, shown)}`,
  );
}

/** R and H of these dimensions, as far as their densities are known. */
function holesText(dimensions: PartialDimension[]): string {
  const known = dimensions.filter(hasDensity);
  if (known.length === 0) return '';
  const where = known.length < dimensions.length ? ` in ${dimensionList(known.map((d) => d.index))}` : '';
  const largestMass = Math.max(...known.map((d) => d.holeMass));
  return `; R_j up to ${num(Math.max(...known.map((d) => d.reverseKl)))} nats, H_j up to ${mass(largestMass)} of the prior's mass${where}`;
}

/** What to change, with the numbers of these dimensions. */
function momentCure({ declared, record }: LoneEvidence, side: Side, members: PartialDimension[]): string {
  const batchNorm = declared.gamma !== null || record.runningVariance !== null || record.bias !== null;
  if (!batchNorm) return 'Raise the KL weight, or sample from the moment-matched Gaussian.';
  if (side === 'aggregate-shifted') {
    const offsets = `m_j = ${range(members.map((d) => d.betaHat))}`;
    const { bias: declaredBias } = record;
    const bias = declaredBias ? ` against bn.bias ${range(members.map((d) => declaredBias[d.index]))}` : '';
    return `The mean of q is ${offsets}${bias}: what bn.bias does not explain comes from running statistics; fix the bias at 0.`;
  }
  const variances = members.flatMap((d) => d.meanVariance ?? []);
  if (variances.length === 0) return 'Which gamma matches, sqrt(1 - S_j), takes the spread: dump it too.';
  const matching = variances.filter((s) => s < 1).map((s) => Math.sqrt(1 - s));
  if (matching.length === 0) return 'No gamma matches: S_j >= 1. Bound the log-variance.';
  return `Matching gamma: sqrt(1 - S_j) = ${range(matching)} at this S, which moves with gamma.`;
}

/** f_j: J_j of N narrow components is positive by sampling alone, about (1/S - 1)/(2N) per effective bin. */
function shapeLimit(d: DimensionReport, rows: number, limit: number): number {
  return Math.max(limit, (3 * (1 / d.meanVariance - 1)) / (2 * rows));
}

export function aggregateNongaussian(evidence: Evidence): Finding[] {
  const { dimensions, rows, thresholds } = evidence;
  const examined = dimensions.filter(hasDensity);
  const members = examined.filter((d) => d.negentropy >= shapeLimit(d, rows, thresholds.negentropy));
  if (members.length === 0) return [];
  const worst = members.reduce((a, b) => (b.negentropy > a.negentropy ? b : a));
  const strong = members.some((d) => d.negentropy >= Math.max(thresholds.negentropyWarning, shapeLimit(d, rows, 0)));
  const indices = members.map((d) => d.index);
  return [
    finding(
      'aggregate-nongaussian',
      strong && aimsAtPrior(evidence) ? 'warning' : 'info',
      indices,
      worst.negentropy,
      shapeLimit(worst, rows, thresholds.negentropy),
      `q(z_j) is not Gaussian in ${share(indices, dimensions.length, examined.length)}: J_j up to ${num(worst.negentropy)} nats beyond its moments ` +
        `(limit ${num(shapeLimit(worst, rows, thresholds.negentropy))}, ${sampleSize(rows)}); several modes or skew that no gamma mends. Fit a prior to q(z) (VampPrior, a mixture) or sample from q.`,
    ),
  ];
}

/** Holes that the moments and the negentropy did not name: prior draws fall where no example lives. */
export function posteriorHole(evidence: Evidence, named: Finding[]): Finding[] {
  const { dimensions, rows, thresholds } = evidence;
  const codes: FindingCode[] = [...SIDES, 'aggregate-nongaussian'];
  const covered = new Set(named.filter((f) => codes.includes(f.code)).flatMap((f) => f.dimensions));
  const excess = (d: DimensionWithDensity) => d.reverseKl - klFromStandardNormal(d.betaHat, d.aggregateVariance);
  const limit = (d: DimensionReport) => shapeLimit(d, rows, thresholds.negentropy);
  const farReaching = (d: DimensionWithDensity) => excess(d) >= limit(d);
  const wide = (d: DimensionWithDensity) => d.holeMass >= thresholds.holeMass && rows * Math.sqrt(d.meanVariance) >= 30;
  const examined = dimensions.filter(hasDensity);
  const members = examined.filter((d) => !covered.has(d.index) && (farReaching(d) || wide(d)));
  if (members.length === 0) return [];
  const byMass = members.filter(wide);
  const largestMass = Math.max(...(byMass.length > 0 ? byMass : members).map((d) => d.holeMass));
  const farthest = members.reduce((a, b) => (excess(b) > excess(a) ? b : a));
  const indices = members.map((d) => d.index);
  return [
    finding(
      'posterior-hole',
      'warning',
      indices,
      byMass.length > 0 ? largestMass : excess(farthest),
      byMass.length > 0 ? thresholds.holeMass : limit(farthest),
      `Posterior hole in ${share(indices, dimensions.length, examined.length)}: up to ${mass(largestMass)} of the prior's mass lies where q(z_j) < p/2 (limit ${num(thresholds.holeMass)}), ` +
        `and KL(p||q_j) exceeds its Gaussian's by up to ${num(excess(farthest))} nats (limit ${num(limit(farthest))}, ${sampleSize(rows)}). Draws from the prior decode to what was never trained: fit a prior to q(z), or sample from q.`,
    ),
  ];
}
