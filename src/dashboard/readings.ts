import { SEVERITIES } from '../diagnostics/findings/severity';
import {
  type Declared,
  type DimensionReport,
  hasDensity,
  type LatentReport,
  type PartialDimension,
  type PartialReport,
  type Severity,
} from '../diagnostics/report';
import { momentFloor } from './floorContours';
import { formatCount, formatNumber, formatPlural, formatShare } from './format';

/** The line above each chart: what to see in it, said with the report's own numbers. */

/** N, as it stands beside every chart's title. */
export function sampleSize(report: PartialReport): string {
  return `N = ${formatCount(report.source.rows)}`;
}

/** How many findings of each severity, and how many dimensions the errors and warnings concern. */
export function findingsCount({ findings, dimensions }: PartialReport): string {
  if (findings.length === 0) return 'No findings: no threshold was reached.';
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity);
  const [errors, warnings, notes] = SEVERITIES.map(of);
  const counts = [
    errors.length > 0 ? formatPlural(errors.length, 'error') : '',
    warnings.length > 0 ? formatPlural(warnings.length, 'warning') : '',
    notes.length > 0 ? `${formatCount(notes.length)} for information` : '',
  ].filter(Boolean);
  const concerned = new Set([...errors, ...warnings].flatMap((finding) => finding.dimensions)).size;
  const where =
    concerned > 0
      ? `; errors and warnings concern ${formatCount(concerned)} of ${formatPlural(dimensions.length, 'dimension')}`
      : '';
  return `${counts.join(', ')}${where}.`;
}

export function findingsReading(report: PartialReport): string {
  const hint = report.findings.length > 0 ? ' Worst first; a number chooses its dimension.' : '';
  return findingsCount(report) + hint;
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

export function aggregateReading(
  dimension: PartialDimension & Pick<DimensionReport, 'aggregateVariance' | 'aggregateKlFloor'>,
): string {
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
export function absentNumber({ source }: PartialReport): string {
  return source.preliminaryOf === null ? 'not computable' : 'not computed yet';
}

/** How many dimensions have another width than the prior, and the worst hole of those whose density is known. */
export function stripReading({ dimensions }: LatentReport): string {
  const all = formatPlural(dimensions.length, 'dimension');
  const widths = widthsOf(dimensions).join(', ') || `All ${all} are as wide as the prior`;
  const known = dimensions.filter(hasDensity);
  if (known.length === 0) return `${widths}.`;
  const { index, holeMass } = known.reduce((a, b) => (b.holeMass > a.holeMass ? b : a));
  if (holeMass < 0.001) return `${widths}; none has a hole (H below 0.1\u00a0%).`;
  const of = known.length < dimensions.length ? ` of the ${formatCount(known.length)} known` : '';
  const worst = known.length > 1 ? `, the worst${of}` : '';
  return `${widths}; q is more than twice too thin for ${formatShare(holeMass)} of the prior\u2019s mass in dimension ${index}${worst}.`;
}

/** "9 of 32 dimensions are wider than the prior", and the same of narrower ones, where there are any. */
function widthsOf(dimensions: readonly DimensionReport[]): string[] {
  const off = dimensions.filter(({ aggregateVariance }) => momentFloor(aggregateVariance) >= MATCH);
  const wider = off.filter(({ aggregateVariance }) => aggregateVariance > 1).length;
  const all = formatPlural(dimensions.length, 'dimension');
  const part = (count: number, width: string) =>
    `${formatCount(count)} of ${all} ${count === 1 ? 'is' : 'are'} ${width} than the prior`;
  const narrower = off.length - wider;
  return [narrower > 0 ? part(narrower, 'narrower') : '', wider > 0 ? part(wider, 'wider') : ''].filter(Boolean);
}

export function planeReading({ dimensions }: LatentReport): string {
  const off = dimensions.filter(({ aggregateVariance }) => momentFloor(aggregateVariance) >= MATCH);
  const all = formatPlural(dimensions.length, 'dimension');
  const parts = widthsOf(dimensions);
  if (parts.length === 0) return `All ${all} lie on the dashed circle to within ${MATCH} nats: as wide as the prior.`;
  return `${parts.join(', ')} by more than ${MATCH} nats; the rest lie on the dashed circle.`.replace(
    off.length === dimensions.length ? '; the rest lie on the dashed circle' : '',
    '',
  );
}

export function tableReading({ dimensions }: PartialReport): string {
  const all = `All ${formatPlural(dimensions.length, 'dimension')}; information in nats.`;
  const known = dimensions.filter(hasDensity);
  if (known.length === 0) return all;
  const worst = known.reduce((a, b) => (b.aggregateKl > a.aggregateKl ? b : a));
  const of = known.length < dimensions.length ? ` of the ${formatCount(known.length)} known` : '';
  return `${all} The largest mismatch F${of} is ${formatNumber(worst.aggregateKl)}, in dimension ${worst.index}.`;
}

/** Gamma declared for a dimension, or null. */
export function declaredGamma({ gamma }: Declared, dimension: number): number | null {
  return Array.isArray(gamma) ? (gamma[dimension] ?? null) : gamma;
}
