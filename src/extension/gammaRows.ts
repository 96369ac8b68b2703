import { BYPASSED, num, range } from '../diagnostics/findings/wording';
import { guaranteedMismatchFloor, klFloor, matchingGamma, targetRateInterval } from '../diagnostics/gammaBound';
import { klToStandardNormal } from '../diagnostics/gaussian';
import type { DimensionReport, LatentReport } from '../diagnostics/report';
import type { BatchNorm } from '../trainingScripts/gammaSite';
import { code, type Row } from './latentStatistics';

/** Lines of the table in the hover on a gamma: name and value; nats, three significant digits. */

/** What holds of Su's gamma^2 = tau + (1 - tau) sigmoid(theta), with gamma_sigma^2 = 1 - gamma^2 for the spread. */
export const LEARNED_GAMMA: Row[] = [
  ['KL floor, D/2 (γ² + β²)', 'more than τ/2 nats per dimension, as γ² > τ'],
  ['aggregate variance, γ² + S', '1, where σ is normalised by √(1 − γ²)'],
];

/** The floors at this gamma; with a report, those at its beta and S. @param dimensions D, null where not known */
export function floorRows(gamma: number, dimensions: number | null, report: LatentReport | undefined): Row[] {
  const offset = report ? Math.sqrt(mean(report.dimensions.map((d) => d.betaHat ** 2))) : 0;
  const guaranteed = guaranteedMismatchFloor(gamma);
  const size = Math.abs(gamma);
  const without = size === 1 ? '0 only as S vanishes' : `0: S may fill 1 − γ² = ${num(1 - gamma * gamma)}`;
  const rows: Row[] = [
    ['KL floor, D/2 (γ² + β²)', `${inAll(klFloor(gamma, offset), dimensions)}, β ${report ? 'as measured' : '= 0'}`],
    ...(gamma <= 0 ? [['γ ≤ 0', BYPASSED] satisfies Row] : []),
    ['mismatch KL(q_j ‖ p), any S', size <= 1 ? without : `more than ${inAll(guaranteed, dimensions)}`],
  ];
  if (!report) return rows;
  const floors = report.dimensions.map((d) => klToStandardNormal(d.betaHat, gamma * gamma + d.meanVariance));
  return [...rows, ['mismatch at the measured S', `at least ${num(sum(floors))} nats`]];
}

/** "1.76 nats, 0.22 per dimension" */
function inAll(perDimension: number, dimensions: number | null): string {
  if (dimensions === null) return `${num(perDimension)} nats per dimension`;
  return `${num(dimensions * perDimension)} nats, ${num(perDimension)} per dimension`;
}

/** What the dump has in place of the floors. */
export function measuredRow({ dimensions, totals }: LatentReport): Row {
  const spread = range(dimensions.map((d) => d.gammaHat));
  return ['measured', `K = ${num(totals.kl)} nats, floor ${num(totals.klFloor)}; γ̂ = ${spread}`];
}

/** The gamma that matches the mean S, and the range over the dimensions that have one. */
export function matchingRow(report: LatentReport): Row {
  const name = 'matching γ, √(1 − S)';
  const examined = usedDimensions(report);
  if (examined.length === 0) return [name, 'none: every dimension is collapsed'];
  const spread = meanSpread(examined);
  const gamma = matchingGamma(spread);
  if (gamma === null) return [name, `none: mean S = ${num(spread)} ≥ 1`];
  const each = examined.map((d) => matchingGamma(d.meanVariance)).filter((g) => g !== null);
  const where = each.length < report.dimensions.length ? `${each.length} of ${report.dimensions.length} ` : '';
  return [name, `${num(gamma)} (${range(each)} over ${where}dimensions), at this S, which moves with γ`];
}

/** The gammas for a KL of `targetRate` nats, else of the measured one; none where neither is known. */
export function rateRows(dimensions: number, report: LatentReport | undefined, targetRate: number | null): Row[] {
  const rate = targetRate ?? report?.totals.kl ?? null;
  if (rate === null || !(rate > 0)) return [];
  const { matching, largest } = targetRateInterval(rate, dimensions);
  const which = targetRate === null ? 'the measured K' : 'the target rate';
  return [
    [
      `γ for ${which}, ${num(rate)} nats`,
      `${num(matching)} (matches the prior) to ${num(largest)} (the floor takes it all)`,
    ],
  ];
}

/** @param isLearned whether gamma is trained on purpose (Su 2020) */
export function batchNormRows({ eps, name, frozen }: BatchNorm, isLearned: boolean): Row[] {
  const origin = eps.isDefault ? ", the library's default" : '';
  const text = eps.value === null ? 'from outside the file' : `${num(eps.value)}${origin}`;
  const rows: Row[] = [[`eps of ${code(name)}`, text]];
  return frozen || isLearned ? rows : [...rows, ['weight', 'trained: γ is its first value, not a floor']];
}

/** Dimensions whose S says something of the model: where it is collapsed S is the prior's. */
export const usedDimensions = ({ dimensions }: LatentReport): DimensionReport[] =>
  dimensions.filter((d) => !d.collapsed);

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: number[]): number => sum(values) / values.length;

/** Mean S; NaN of no dimension. */
export const meanSpread = (dimensions: DimensionReport[]): number => mean(dimensions.map((d) => d.meanVariance));
