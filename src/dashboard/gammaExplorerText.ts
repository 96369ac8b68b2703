import { DEFAULT_BN_EPS } from '../diagnostics/findings/evidence';
import { declaredGammaText, num, range } from '../diagnostics/findings/wording';
import { guaranteedMismatchFloor, matchingGamma, targetRateInterval } from '../diagnostics/gammaBound';
import {
  floorRows,
  type GammaRow,
  inUse,
  matchingRow,
  meanSpread,
  mismatchAtMeasuredSpread,
  rateRows,
  usedDimensions,
} from '../diagnostics/gammaRows';
import type { LatentReport } from '../diagnostics/report';
import { DEFAULT_THRESHOLDS } from '../diagnostics/thresholds';
import { reportGamma } from './gammaExplorer';

/** The gamma explorer in words: the same lines as the hover on a gamma in a script, and what to choose. */

/** The read-out at a gamma. @param rate nats, null for the measured KL */
export function explorerRows(report: LatentReport, gamma: number, rate: number | null): GammaRow[] {
  const D = report.source.dimensions;
  return [
    ...floorRows(gamma, D, report),
    spreadRow(report, gamma),
    matchingRow(report),
    ...rateRows(D, report, rate),
    epsRow(report, gamma),
  ];
}

/** The mean variance that would give the aggregate posterior the prior's variance, against the measured one. */
function spreadRow(report: LatentReport, gamma: number): GammaRow {
  const room = 1 - gamma * gamma;
  const used = usedDimensions(report);
  const measured =
    used.length === 0 ? 'every dimension is collapsed' : `measured ${num(meanSpread(used))}${inUse(report)}`;
  return ['matching mean S, 1 − γ²', `${room > 0 ? num(room) : 'none: γ² ≥ 1'}; ${measured}`];
}

/**
 * Batch norm gives gammaHat = gamma sqrt(var/(var + eps)) for a variance var of its input: the line says below which var
 * that is low, by the limit of the findings.
 */
export function epsRow({ source }: LatentReport, gamma: number): GammaRow {
  const eps = source.declared.bnEps ?? DEFAULT_BN_EPS;
  const origin = source.declared.bnEps === null ? ", PyTorch's default, assumed" : '';
  const limit = DEFAULT_THRESHOLDS.lowGammaRatio;
  const variance = (eps * limit ** 2) / (1 - limit ** 2);
  return [
    `batch norm's eps = ${num(eps)}${origin}`,
    `γ̂ = γ √(var/(var + eps)) is below ${limit} γ = ${num(limit * gamma)} where batch norm gets var < ${num(variance)}`,
  ];
}

/** Which gamma to take for a KL of `rate` nats. */
export function rateAnswer({ source }: LatentReport, rate: number): string {
  if (!(rate > 0)) return 'A KL of 0 nats leaves no room for γ > 0: its floor alone exceeds it.';
  const { matching, largest } = targetRateInterval(rate, source.dimensions);
  const [from, to] = [num(matching), num(largest)];
  const advice =
    `For a KL of ${num(rate)} nats take γ between ${from} and ${to}: at ${from} the aggregate posterior can match the prior, ` +
    `below that it is narrower; above ${to} the floor alone exceeds the rate.`;
  return largest > 1 ? `${advice} Stay below 1, from where a mismatch is guaranteed.` : advice;
}

/** What the interval rests on. */
export const RATE_ASSUMPTION = 'Interval for β = 0 and the same σ in every example and dimension.';

/** Which gamma would give the prior's variance, and what the report's own costs. */
export function explorerReading(report: LatentReport): string {
  const { source, totals, dimensions } = report;
  const { declared } = source;
  const gamma = reportGamma(report);
  const costs = (floor: number, mismatch: number) =>
    `a KL floor of ${num(floor)} nats and a mismatch with the prior of at least ${num(mismatch)} nats`;
  if (declared.gamma !== null && usedDimensions(report).length > 0) {
    const floor = totals.declaredKlFloor ?? 0;
    const own = `sets ${costs(floor, mismatchAtMeasuredSpread(report, gamma))}`;
    return `${matchingText(report)}; the declared γ = ${declaredGammaText(declared)} ${own}${guaranteedText(report, gamma)}.`;
  }
  const measured = range(dimensions.map(({ gammaHat }) => gammaHat));
  return `${matchingText(report)}; the dump, of γ̂ = ${measured}, has ${costs(totals.klFloor, totals.aggregateKlFloorSum)}.`;
}

function matchingText(report: LatentReport): string {
  const used = usedDimensions(report);
  if (used.length === 0) return 'Every dimension is collapsed, so that no S tells which γ matches the prior';
  const spread = meanSpread(used);
  const gamma = matchingGamma(spread);
  if (gamma === null) return `No γ matches the prior at the measured S = ${num(spread)} ≥ 1`;
  return `At the measured S = ${num(spread)} a γ of ${num(gamma)} would match the prior`;
}

function guaranteedText(report: LatentReport, gamma: number): string {
  return gamma > 1 ? `, ${num(usedDimensions(report).length * guaranteedMismatchFloor(gamma))} of them whatever S` : '';
}
