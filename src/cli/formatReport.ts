import { errorAlone, num, numWithError, sampleSize } from '../diagnostics/findings/wording';
import { labelsText } from '../diagnostics/labelsText';
import { loneNote } from '../diagnostics/loneNote';
import {
  type ArrayDescription,
  isComplete,
  type LatentReport,
  type PartialDimension,
  type PartialReport,
} from '../diagnostics/report';

/** Rows printed before the table is cut. */
const LONGEST_TABLE = 128;

/** A number, or a dash where there is none. */
const cell = (value: number | null) => (value === null ? '-' : num(value));

const COLUMNS: [string, (d: PartialDimension) => string][] = [
  ['j', (d) => String(d.index)],
  ['K', (d) => cell(d.kl)],
  ['s.e.', (d) => (d.klStandardError === null ? '-' : errorAlone(d.klStandardError, num))],
  ['floor B', (d) => cell(d.klFloor)],
  ['F', (d) => cell(d.aggregateKl)],
  ['F err', (d) => cell(d.aggregateKlErrorBound)],
  ['MM', (d) => cell(d.aggregateKlFloor)],
  ['J', (d) => cell(d.negentropy)],
  ['R', (d) => cell(d.reverseKl)],
  ['H', (d) => cell(d.holeMass)],
  ['I', (d) => cell(d.mutualInformation)],
  ['beta', (d) => num(d.betaHat)],
  ['gamma', (d) => cell(d.gammaHat)],
  ['S', (d) => cell(d.meanVariance)],
  ['t', (d) => cell(d.aggregateVariance)],
  ['unit', (d) => (d.collapsed ? 'collapsed' : d.active === null ? '-' : d.active ? 'active' : 'inactive')],
];

/** The report as plain text: what was read, totals, a row per dimension, findings. */
export function formatReport(report: PartialReport): string {
  const { source } = report;
  const lines = [
    ...(source.mean ? [`mean    ${describe(source.mean)}`] : []),
    ...(source.spread === null
      ? [...(source.samples ? [`samples ${describe(source.samples)}`] : []), `spread  none: ${source.missing}`]
      : [`spread  ${describe(source.spread)}, ${source.spread.kind} (by ${source.spread.decidedBy})`]),
    ...(source.arrangement ? [`taken   ${source.arrangement.id}: ${source.arrangement.why}`] : []),
    ...(source.labels ? [`labels  ${labelsText(source.labels)}`] : []),
    `${sampleSize(source.rows)}, D = ${source.dimensions}, ${source.skippedRows} rows left out, gamma ${gammaText(report)}`,
    '',
    ...(isComplete(report) ? [...totalsLines(report), ...jointLines(report)] : loneLines(report)),
    '',
    ...table(report.dimensions.slice(0, LONGEST_TABLE)),
  ];
  const rest = report.dimensions.length - LONGEST_TABLE;
  if (rest > 0) lines.push(`... ${rest} more dimensions: --json prints all`);
  lines.push('', report.findings.length ? 'Findings' : 'No findings.');
  for (const f of report.findings) lines.push(`  ${f.severity.padEnd(7)} ${f.code}: ${f.message}`);
  return `${lines.join('\n')}\n`;
}

const describe = ({ file, array, shape, dtype }: ArrayDescription) =>
  `${file}${array === null ? '' : `:${array}`} ${dtype} [${shape.join(', ')}]`;

function gammaText({ source }: PartialReport): string {
  const { gamma, from } = source.declared;
  if (gamma === null) return 'not declared';
  return `${Array.isArray(gamma) ? 'per dimension' : num(gamma)} (${from})`;
}

function totalsLines({ totals, source }: LatentReport): string[] {
  const declared = totals.declaredKlFloor === null ? '' : `, by declared gamma ${num(totals.declaredKlFloor)}`;
  const full = totals.aggregateKlFloorFull === null ? '' : `, with correlations ${num(totals.aggregateKlFloorFull)}`;
  return [
    `KL                  ${numWithError(totals.kl, totals.klStandardError)} nats; floor ${num(totals.klFloor)}${declared}`,
    `aggregate vs prior  sum F ${cell(totals.aggregateKlSum)}; moment floor ${num(totals.aggregateKlFloorSum)}${full}`,
    `mutual information  sum ${cell(totals.mutualInformationSum)} (cap ln N = ${num(Math.log(source.rows))})`,
    `units               ${totals.activeUnits} active, ${totals.collapsedUnits} collapsed of ${source.dimensions}`,
    normLine(totals.squaredNorm),
  ];
}

const normLine = ({ mean, variance, priorMean, priorVariance }: LatentReport['totals']['squaredNorm']) =>
  `|z|^2               ${num(mean)}, variance ${num(variance)} (prior ${priorMean}, ${priorVariance})`;

/** The totals of a dump of one array, and what cannot be computed of it. */
function loneLines(report: PartialReport): string[] {
  const { source, totals } = report;
  const { activeUnits, aggregateKlFloorSum, declaredKlFloor, klFloor, squaredNorm } = totals;
  const declared = declaredKlFloor === null ? '' : `, by declared gamma ${num(declaredKlFloor)}`;
  return [
    ...(klFloor === null ? [] : [`KL floor            ${num(klFloor)} nats${declared}`]),
    ...(activeUnits === null ? [] : [`units               ${activeUnits} active of ${source.dimensions}`]),
    ...(aggregateKlFloorSum === null ? [] : [`aggregate vs prior  moment floor ${num(aggregateKlFloorSum)} nats`]),
    ...(squaredNorm === null ? [] : [normLine(squaredNorm)]),
    loneNote(report),
  ];
}

function jointLines({ joint }: LatentReport): string[] {
  if (!joint) return [];
  const { mutualInformation, aggregateKl, totalCorrelation } = joint;
  const part = ({ value, standardError }: { value: number; standardError: number | null }) =>
    numWithError(value, standardError);
  return [
    `joint               I ${part(mutualInformation)}${mutualInformation.capped ? ' (capped by ln N)' : ''}; F ${part(aggregateKl)}; ` +
      `total correlation ${part(totalCorrelation)} (${mutualInformation.samples} draws)`,
  ];
}

/** Without the columns that no dimension has a number for. */
function table(dimensions: PartialDimension[]): string[] {
  const columns = COLUMNS.filter(([, text]) => dimensions.some((d) => text(d) !== '-'));
  const cells = [columns.map(([name]) => name), ...dimensions.map((d) => columns.map(([, text]) => text(d)))];
  const widths = columns.map((_, c) => Math.max(...cells.map((row) => row[c].length)));
  return cells.map((row) => row.map((text, c) => text.padStart(widths[c])).join('  '));
}
