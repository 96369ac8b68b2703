import { type Declared, type DimensionReport, hasDensity, type LatentReport } from '../diagnostics/report';
import { momentFloor } from './floorContours';
import { formatCount, formatNumber, formatPlural, formatShare } from './format';

/** The line above each chart: what to see in it, said with the report's own numbers. */

/** N, as it stands beside every chart's title. */
export function sampleSize(report: LatentReport): string {
  return `N = ${formatCount(report.source.rows)}`;
}

export function klReading({ totals, dimensions }: LatentReport): string {
  const { kl, klFloor, collapsedUnits } = totals;
  const share = kl > 0 ? `, ${formatShare(Math.min(1, klFloor / kl))} of it,` : '';
  const floor = `The KL is ${formatNumber(kl)} nats; ${formatNumber(klFloor)} nats${share} are the floor that the posterior means alone set.`;
  const all = dimensions.length;
  if (collapsedUnits === 0) return `${floor} No dimension is collapsed.`;
  if (collapsedUnits === all) return `${floor} All ${formatPlural(all, 'dimension')} are collapsed.`;
  return `${floor} ${formatCount(collapsedUnits)} of ${formatPlural(all, 'dimension')} ${collapsedUnits === 1 ? 'is' : 'are'} collapsed.`;
}

/** Moment floors below this many nats count as "matches the prior": the width then differs by less than 13 %. */
const MATCH = 0.01;

export function aggregateReading(dimension: DimensionReport): string {
  const { index, betaHat, aggregateVariance: t, aggregateKlFloor } = dimension;
  const width = momentFloor(t);
  const shift = (betaHat * betaHat) / 2;
  let shape = 'is about as wide as the prior';
  if (width >= MATCH && width >= shift) shape = t > 1 ? 'is wider than the prior' : 'is narrower than the prior';
  else if (shift >= MATCH) shape = 'is shifted off the prior';
  const begin = `Dimension ${index} ${shape} (variance t = ${formatNumber(t)})`;
  const floor = `MM = ${formatNumber(aggregateKlFloor)}`;
  if (!hasDensity(dimension)) return `${begin}: moments force F to be at least ${floor} nats.`;
  const { aggregateKl, holeMass } = dimension;
  const hole =
    holeMass >= 0.001 ? `${formatShare(holeMass)} of prior draws fall into a hole (H)` : 'no hole (H below 0.1 %)';
  return `${begin}: F = ${formatNumber(aggregateKl)} nats, of which moments force ${floor}; ${hole}.`;
}

/** In place of a density that the report does not have. */
export function densityNote({ source }: LatentReport, dimension: number): string {
  const follows = source.preliminaryOf === null ? 'could not be computed' : 'follows with the whole dump';
  return `The density of dimension ${dimension} ${follows}.`;
}

/** What a dash means for a number that takes a density. */
export function absentNumber({ source }: LatentReport): string {
  return source.preliminaryOf === null ? 'not computable' : 'not computed yet';
}

export function planeReading({ dimensions }: LatentReport): string {
  const floors = dimensions.map(({ aggregateVariance: t }) => ({ wide: t > 1, floor: momentFloor(t) }));
  const off = floors.filter(({ floor }) => floor >= MATCH);
  const wider = off.filter(({ wide }) => wide).length;
  const narrower = off.length - wider;
  const all = formatPlural(dimensions.length, 'dimension');
  const verb = (count: number) => (count === 1 ? 'is' : 'are');
  const parts = [
    narrower > 0 ? `${formatCount(narrower)} of ${all} ${verb(narrower)} narrower than the prior` : '',
    wider > 0 ? `${formatCount(wider)} of ${all} ${verb(wider)} wider than the prior` : '',
  ].filter(Boolean);
  if (parts.length === 0) return `All ${all} lie on the dashed circle to within ${MATCH} nats: as wide as the prior.`;
  return `${parts.join(', ')} by more than ${MATCH} nats; the rest lie on the dashed circle.`.replace(
    off.length === dimensions.length ? '; the rest lie on the dashed circle' : '',
    '',
  );
}

export function tableReading({ dimensions }: LatentReport): string {
  return `All ${formatPlural(dimensions.length, 'dimension')}; information in nats. Click a heading to sort, a row to choose.`;
}

/** Gamma declared for a dimension, or null. */
export function declaredGamma({ gamma }: Declared, dimension: number): number | null {
  return Array.isArray(gamma) ? (gamma[dimension] ?? null) : gamma;
}
