import { num, sampleSize } from '../diagnostics/findings/wording';
import type { LatentReport } from '../diagnostics/report';
import { declaredGamma } from '../diagnostics/statistics';
import { shapeText } from '../dumps/latentArray';
import { roleOfName } from '../dumps/roles';

/** A report's numbers as Markdown for hovers: information in nats, three significant digits. */

export type ArrayRole = 'mean' | 'spread';

/** What the arrays under one key are, and the totals over all dimensions. A stacked array [2, N, D] is both. */
export function arrayStatistics(report: LatentReport, roles: readonly ArrayRole[]): string {
  const { source, totals } = report;
  const { kl, klStandardError, klFloor, declaredKlFloor } = totals;
  const declared = declaredKlFloor === null ? '' : `, ${num(declaredKlFloor)} by the declared γ`;
  const rows: Row[] = [
    ['KL, K', `${withError(kl, klStandardError)} nats, floor ${num(klFloor)}${declared}`],
    ['KL(q_j ‖ p) summed, F', `${orDash(totals.aggregateKlSum)} nats, moment floor ${num(totals.aggregateKlFloorSum)}`],
    ['mutual information summed, I', `${orDash(totals.mutualInformationSum)} nats`],
    ['units', `${totals.activeUnits} active, ${totals.collapsedUnits} collapsed of ${source.dimensions}`],
  ];
  if (source.skippedRows > 0) rows.push(['rows left out', `${source.skippedRows}, not finite`]);
  const heading: Row = [`D = ${source.dimensions}`, sampleSize(source.rows)];
  return [...roles.map((role) => describeArray(report, role)), table(heading, rows)].join('\n\n');
}

/** Statistics of the dimension that a column is of; undefined where the report has no such dimension. */
export function dimensionStatistics(
  report: LatentReport,
  role: ArrayRole,
  row: number,
  column: number,
): string | undefined {
  const dimension = report.dimensions[column];
  if (!dimension) return undefined;
  const { source } = report;
  const { betaHat, gammaHat, meanVariance, kl, klStandardError, klFloor, aggregateKl, aggregateKlFloor } = dimension;
  const gamma = declaredGamma(source.declared, source.dimensions)?.[column];
  const rows: Row[] = [
    ['mean of μ, β̂', num(betaHat)],
    ['s.d. of μ, γ̂', `${num(gammaHat)}${gamma === undefined ? '' : `, declared γ = ${num(gamma)}`}`],
    ['mean σ², S', num(meanVariance)],
    ['KL, K', `${withError(kl, klStandardError)} nats, floor ${num(klFloor)}`],
    ['KL(q_j ‖ p), F', `${orDash(aggregateKl)} nats, moment floor ${num(aggregateKlFloor)}`],
    ['unit', dimension.collapsed ? 'collapsed' : dimension.active ? 'active' : 'inactive'],
  ];
  const name = code(`${source[role]?.array}[${row}, ${column}]`);
  const title = `${name}: posterior ${role} of example ${row} in dimension ${column}`;
  return `${title}\n\n${table([`dimension ${column}`, sampleSize(source.rows)], rows)}`;
}

/** What the array under a key is taken for before it is analysed; undefined where its name says nothing. */
export function arrayByName(key: string): string | undefined {
  const role = roleOfName(key);
  if (!role) return undefined;
  const kind = role.role === 'mean' ? '' : ` (${role.kind})`;
  return `${code(key)} is taken for the posterior ${role.role}${kind} by its name.`;
}

function describeArray({ source }: LatentReport, role: ArrayRole): string {
  const array = source[role];
  if (!array) return '';
  const facts = [`posterior ${role}`, `shape ${shapeText(array.shape)}`, array.dtype];
  if (role === 'spread') facts.push(`taken for ${source.spread!.kind} by ${source.spread!.decidedBy}`);
  return `${code(array.array ?? array.file)}: ${facts.join(', ')}`;
}

/** Cells of one line of a table. */
export type Row = [name: string, value: string];

/** Markdown of a table of two columns. */
export function table(heading: Row, rows: Row[]): string {
  return [heading, [':--', ':--'], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function withError(value: number, error: number | null): string {
  return error === null ? num(value) : `${num(value)} ± ${num(error)}`;
}

function orDash(value: number | null): string {
  return value === null ? '–' : num(value);
}

/** A name from a file as a code span: it may hold anything. */
export function code(name: string): string {
  return `\`${name.replace(/[`\r\n]/g, ' ')}\``;
}
