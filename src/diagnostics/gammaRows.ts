import { BYPASSED, num, range } from './findings/wording';
import { guaranteedMismatchFloor, klFloor, matchingGamma, targetRateInterval } from './gammaBound';
import { klToStandardNormal } from './gaussian';
import type { DimensionReport, LatentReport } from './report';

/** What a gamma means, for the hover in scripts and the dashboard's explorer: lines of a table; nats, three digits. */

export type GammaRow = [name: string, value: string];

/** The floors at this gamma; with a report, those at its beta and S. @param dimensions D, null where not known */
export function floorRows(gamma: number, dimensions: number | null, report: LatentReport | undefined): GammaRow[] {
  const offset = report ? measuredOffset(report) : 0;
  const guaranteed = guaranteedMismatchFloor(gamma);
  const size = Math.abs(gamma);
  const without = size === 1 ? '0 only as S vanishes' : `0: S may fill 1 − γ² = ${num(1 - gamma * gamma)}`;
  const rows: GammaRow[] = [
    ['KL floor, D/2 (γ² + β²)', `${inAll(klFloor(gamma, offset), dimensions)}, β ${report ? 'as measured' : '= 0'}`],
    ...(gamma <= 0 ? [['γ ≤ 0', BYPASSED] satisfies GammaRow] : []),
    ['mismatch KL(q_j ‖ p), any S', size <= 1 ? without : `more than ${inAll(guaranteed, dimensions)}`],
  ];
  if (!report || usedDimensions(report).length === 0) return rows;
  const mismatch = `at least ${num(mismatchAtMeasuredSpread(report, gamma))} nats${inUse(report)}`;
  return [...rows, ['mismatch at the measured S', mismatch]];
}

/** "1.76 nats, 0.22 per dimension" */
function inAll(perDimension: number, dimensions: number | null): string {
  if (dimensions === null) return `${num(perDimension)} nats per dimension`;
  return `${num(dimensions * perDimension)} nats, ${num(perDimension)} per dimension`;
}

/** What the dump has in place of the floors. */
export function measuredRow({ dimensions, totals }: LatentReport): GammaRow {
  const spread = range(dimensions.map((d) => d.gammaHat));
  return ['measured', `K = ${num(totals.kl)} nats, floor ${num(totals.klFloor)}; γ̂ = ${spread}`];
}

/** The gamma that matches the mean S, and the range over the dimensions that have one. */
export function matchingRow(report: LatentReport): GammaRow {
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
export function rateRows(dimensions: number, report: LatentReport | undefined, targetRate: number | null): GammaRow[] {
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

/** Dimensions whose S says something of the model: where it is collapsed S is the prior's. */
export const usedDimensions = ({ dimensions }: LatentReport): DimensionReport[] =>
  dimensions.filter((d) => !d.collapsed);

/** " in the 4 of 8 dimensions in use", or nothing where all are. */
export function inUse(report: LatentReport): string {
  const used = usedDimensions(report).length;
  const all = report.dimensions.length;
  return used < all ? ` in the ${used} of ${all} dimensions in use` : '';
}

/** Mean S; NaN of no dimension. */
export const meanSpread = (dimensions: DimensionReport[]): number => mean(dimensions.map((d) => d.meanVariance));

/** The beta at which every dimension would have the measured offsets' mean floor, their root mean square. */
export const measuredOffset = ({ dimensions }: LatentReport): number =>
  Math.sqrt(mean(dimensions.map((d) => d.betaHat ** 2)));

/** Floor in nats of the summed KL(q_j || p) of the dimensions in use, if each had this gamma and kept its beta and S. */
export const mismatchAtMeasuredSpread = (report: LatentReport, gamma: number): number =>
  usedDimensions(report).reduce((sum, d) => sum + klToStandardNormal(d.betaHat, gamma * gamma + d.meanVariance), 0);

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
