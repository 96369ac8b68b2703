import { guaranteedMismatchFloor } from '../gammaBound';
import type { Finding } from '../report';
import {
  DEFAULT_BN_EPS,
  dimensionsWhere,
  type Evidence,
  finding,
  type GammaEvidence,
  type LoneEvidence,
} from './evidence';
import {
  declaredGammaText,
  GAMMA_BELOW_ONE,
  guaranteedHoles,
  num,
  percent,
  range,
  sampleSize,
  share,
  shareFirst,
  ZERO_GAMMA,
} from './wording';

/** "1.5", or "1 to 1.5 in 3 of 8 dimensions (0, 2-3)" where gamma is declared per dimension. */
function rangeIn(dimensions: number[], values: number[], { declared }: LoneEvidence): string {
  const text = range(dimensions.map((j) => values[j]));
  return Array.isArray(declared.gamma) ? `${text} in ${share(dimensions, values.length)}` : text;
}

export function gammaZero(evidence: LoneEvidence, { gamma }: GammaEvidence, vanished: boolean): Finding[] {
  const zero = dimensionsWhere(evidence.dimensions, (_, j) => gamma[j] <= 0);
  if (zero.length === 0) return [];
  const smallest = Math.min(...gamma);
  const { kl } = evidence.totals;
  const measured = kl === null ? sampleSize(evidence.rows) : `K = ${num(kl)} nats at ${sampleSize(evidence.rows)}`;
  return [
    finding(
      'gamma-zero',
      vanished ? 'error' : 'warning',
      zero,
      smallest,
      0,
      `gamma = ${rangeIn(zero, gamma, evidence)} <= 0: ${ZERO_GAMMA}; ${measured}. Use gamma > 0.`,
    ),
  ];
}

/** gamma >= 1: t >= gamma^2 >= 1, so the moment floor is at least (gamma^2 - 1 - ln gamma^2)/2 in every dimension. */
export function gammaExceedsOne(evidence: LoneEvidence, { gamma }: GammaEvidence): Finding[] {
  const { dimensions, rows } = evidence;
  const exceeding = dimensionsWhere(dimensions, (_, j) => Math.abs(gamma[j]) >= 1);
  if (exceeding.length === 0) return [];
  const size = gamma.map(Math.abs);
  const largest = Math.max(...size);
  const known = dimensions.every((d) => d.gammaHat !== null);
  const reached = dimensions.filter((d) => d.gammaHat !== null && d.gammaHat >= 1).length;
  const measured = known
    ? `gammaHat_j >= 1 in ${reached} of ${dimensions.length} dimensions`
    : 'no gammaHat_j without means';
  const floors = exceeding.map((j) => guaranteedMismatchFloor(size[j]));
  const severe = largest >= 1.5 && 2 * reached >= dimensions.length;
  const name = exceeding.some((j) => gamma[j] < 0) ? 'abs(gamma)' : 'gamma';
  return [
    finding(
      'gamma-exceeds-one',
      severe ? 'error' : 'warning',
      exceeding,
      largest,
      1,
      `${name} = ${rangeIn(exceeding, size, evidence)} >= 1 ${guaranteedHoles(range(floors))}. ` +
        `Measured: ${measured} (${sampleSize(rows)}). Use ${GAMMA_BELOW_ONE}.`,
    ),
  ];
}

/** Batch norm divides by sqrt(var + eps): an encoder that shrinks its output below eps escapes the floor. */
export function bnEscaped({ dimensions, declared, rows, thresholds }: LoneEvidence, gamma: GammaEvidence): Finding[] {
  const { escaped, ratio } = gamma;
  if (escaped.length === 0) return [];
  const worst = Math.min(...escaped.map((j) => ratio[j]!));
  const eps = declared.bnEps;
  const implied = escaped.map((j) => ((eps ?? 0) * ratio[j]! ** 2) / (1 - ratio[j]! ** 2));
  const cause =
    eps === null
      ? `batch norm's eps (default ${num(DEFAULT_BN_EPS)}) is the likely cause`
      : `batch norm's eps = ${num(eps)} swallowed it: the encoder shrank the variance before batch norm to ${range(implied)}`;
  return [
    finding(
      'bn-escaped',
      'error',
      escaped,
      worst,
      thresholds.lowGammaRatio,
      `${shareFirst(escaped, dimensions.length)} escaped the floor of gamma = ${declaredGammaText(declared)}: gammaHat_j/gamma falls to ${num(worst)} ` +
        `(limit ${num(thresholds.lowGammaRatio)}, ${sampleSize(rows)}); ${cause}. Set eps=1e-8 in the batch norm of the mean.`,
    ),
  ];
}

/** Evaluation-mode statistics differ from the data's. */
export function gammaMismatch(
  { dimensions, declared, rows, thresholds }: LoneEvidence,
  gamma: GammaEvidence,
): Finding[] {
  if (gamma.escaped.length > 0) return [];
  const ratios = gamma.ratio.filter((g) => g !== null);
  if (ratios.length === 0) return [];
  const rms = Math.sqrt(ratios.reduce((sum, g) => sum + g * g, 0) / ratios.length);
  const off = dimensionsWhere(dimensions, (_, j) => Math.abs((gamma.ratio[j] ?? 1) - 1) > thresholds.gammaMismatch);
  const rmsLimit = 0.05;
  if (off.length === 0 && Math.abs(rms - 1) <= rmsLimit) return [];
  const worst = Math.max(...ratios.map((g) => Math.abs(g - 1)));
  const measured = off.length
    ? `gammaHat_j/gamma is ${range(ratios)}, off by up to ${percent(worst)} (limit ${percent(thresholds.gammaMismatch)}) in ${share(off, dimensions.length)}`
    : `the root mean square of gammaHat_j/gamma is ${num(rms)}, off by ${percent(Math.abs(rms - 1))} (limit ${percent(rmsLimit)})`;
  return [
    finding(
      'gamma-mismatch',
      gamma.low.length ? 'warning' : 'info',
      off,
      off.length ? worst : Math.abs(rms - 1),
      off.length ? thresholds.gammaMismatch : rmsLimit,
      `Measured spread of the means differs from gamma = ${declaredGammaText(declared)}: ${measured}, ${sampleSize(rows)}; ` +
        "batch norm's running statistics differ from this data's. Dump after a pass over the data in training mode, or raise momentum.",
    ),
  ];
}

export function belowDeclaredFloor({ totals, declared, rows }: Evidence, gamma: GammaEvidence): Finding[] {
  const floor = totals.declaredKlFloor;
  if (gamma.low.length || floor === null || totals.kl >= floor) return [];
  return [
    finding(
      'below-declared-floor',
      totals.kl < 0.95 * floor ? 'warning' : 'info',
      [],
      totals.kl,
      floor,
      `K = ${num(totals.kl)} nats lies ${percent(1 - totals.kl / floor)} below the floor ${num(floor)} of gamma = ${declaredGammaText(declared)} (${sampleSize(rows)}); ` +
        'the floor from the realised moments holds. Evaluation-mode running statistics differ from the data: recompute them before dumping.',
    ),
  ];
}

export function klAtFloor(
  { totals, dimensions, declared, rows, thresholds }: Evidence,
  gamma: GammaEvidence,
): Finding[] {
  const above = totals.kl - totals.klFloor;
  const positive = gamma.gamma.every((g) => g > 0);
  if (!positive || gamma.low.length || above >= thresholds.klAboveFloor * totals.kl) return [];
  const information = totals.mutualInformationSum === null ? '' : ` (sum ${num(totals.mutualInformationSum)} nats)`;
  return [
    finding(
      'kl-at-floor',
      'info',
      [],
      above / totals.kl,
      thresholds.klAboveFloor,
      `K = ${num(totals.kl)} nats is ${percent(above / totals.kl)} above its floor ${num(totals.klFloor)} (limit ${percent(thresholds.klAboveFloor)}, ${sampleSize(rows)}, ` +
        `${dimensions.length} dimensions): the KL is bought by gamma = ${declaredGammaText(declared)}, not by information. Judge the model by mutual information${information}.`,
    ),
  ];
}

export function activeUnitsForced(
  { totals, dimensions, declared, rows }: LoneEvidence,
  gamma: GammaEvidence,
): Finding[] {
  const smallest = Math.min(...gamma.gamma);
  if (smallest < 0.1 || totals.activeUnits !== dimensions.length) return [];
  return [
    finding(
      'active-units-forced',
      'info',
      [],
      smallest,
      0.1,
      `All ${dimensions.length} units are active because gamma = ${declaredGammaText(declared)} >= 0.1 forces Var(mu_j) = gamma^2 (${sampleSize(rows)}): ` +
        `the count says nothing about information; read I_j instead${totals.kl === null ? ', which takes the spread' : ''}.`,
    ),
  ];
}

export function gammaInferred({ dimensions, declared, rows }: LoneEvidence): Finding[] {
  const measured = dimensions.flatMap((d) => d.gammaHat ?? []);
  if (declared.gamma !== null || measured.length < 4) return [];
  const mean = measured.reduce((sum, g) => sum + g, 0) / measured.length;
  const deviation = Math.sqrt(measured.reduce((sum, g) => sum + (g - mean) ** 2, 0) / measured.length);
  if (mean < 0.1 || deviation > 0.05 * mean) return [];
  return [
    finding(
      'gamma-inferred',
      'info',
      [],
      deviation / mean,
      0.05,
      `gammaHat_j is ${num(mean)} in all ${dimensions.length} dimensions to ${percent(deviation / mean)} (limit 5 %, ${sampleSize(rows)}): the mean looks batch-normalised. ` +
        'No gamma is declared, so none is assumed: set gamma to have its floors checked.',
    ),
  ];
}
