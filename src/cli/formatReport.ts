import { num, sampleSize } from '../diagnostics/findings/wording';
import type { ArrayDescription, DimensionReport, LatentReport } from '../diagnostics/report';

/** Rows printed before the table is cut. */
const LONGEST_TABLE = 128;

/** A number, or a dash where there is none. */
const cell = (value: number | null) => (value === null ? '-' : num(value));

const COLUMNS: [string, (d: DimensionReport) => string][] = [
  ['j', (d) => String(d.index)],
  ['K', (d) => num(d.kl)],
  ['s.e.', (d) => cell(d.klStandardError)],
  ['floor B', (d) => num(d.klFloor)],
  ['F', (d) => cell(d.aggregateKl)],
  ['F err', (d) => cell(d.aggregateKlErrorBound)],
  ['MM', (d) => num(d.aggregateKlFloor)],
  ['J', (d) => cell(d.negentropy)],
  ['R', (d) => cell(d.reverseKl)],
  ['H', (d) => cell(d.holeMass)],
  ['I', (d) => cell(d.mutualInformation)],
  ['beta', (d) => num(d.betaHat)],
  ['gamma', (d) => num(d.gammaHat)],
  ['S', (d) => num(d.meanVariance)],
  ['t', (d) => num(d.aggregateVariance)],
  ['unit', (d) => (d.collapsed ? 'collapsed' : d.active ? 'active' : 'inactive')],
];

/** The report as plain text: what was read, totals, a row per dimension, findings. */
export function formatReport(report: LatentReport): string {
  const { source } = report;
  const lines = [
    `mean    ${describe(source.mean)}`,
    ...(source.spread
      ? [`spread  ${describe(source.spread)}, ${source.spread.kind} (by ${source.spread.decidedBy})`]
      : []),
    ...(source.arrangement ? [`taken   ${source.arrangement.id}: ${source.arrangement.why}`] : []),
    `${sampleSize(source.rows)}, D = ${source.dimensions}, ${source.skippedRows} rows left out, gamma ${gammaText(report)}`,
    '',
    ...totalsLines(report),
    ...jointLines(report),
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

function gammaText({ source }: LatentReport): string {
  const { gamma, from } = source.declared;
  if (gamma === null) return 'not declared';
  return `${Array.isArray(gamma) ? 'per dimension' : num(gamma)} (${from})`;
}

function totalsLines({ totals, source }: LatentReport): string[] {
  const se = totals.klStandardError === null ? '' : ` +- ${num(totals.klStandardError)}`;
  const declared = totals.declaredKlFloor === null ? '' : `, by declared gamma ${num(totals.declaredKlFloor)}`;
  const full = totals.aggregateKlFloorFull === null ? '' : `, with correlations ${num(totals.aggregateKlFloorFull)}`;
  return [
    `KL                  ${num(totals.kl)}${se} nats; floor ${num(totals.klFloor)}${declared}`,
    `aggregate vs prior  sum F ${cell(totals.aggregateKlSum)}; moment floor ${num(totals.aggregateKlFloorSum)}${full}`,
    `mutual information  sum ${cell(totals.mutualInformationSum)} (cap ln N = ${num(Math.log(source.rows))})`,
    `units               ${totals.activeUnits} active, ${totals.collapsedUnits} collapsed of ${source.dimensions}`,
    `|z|^2               ${num(totals.squaredNorm.mean)}, variance ${num(totals.squaredNorm.variance)} (prior ${totals.squaredNorm.priorMean}, ${totals.squaredNorm.priorVariance})`,
  ];
}

function jointLines({ joint }: LatentReport): string[] {
  if (!joint) return [];
  const { mutualInformation, aggregateKl, totalCorrelation } = joint;
  const part = ({ value, standardError }: { value: number; standardError: number | null }) =>
    standardError === null ? num(value) : `${num(value)} +- ${num(standardError)}`;
  return [
    `joint               I ${part(mutualInformation)}${mutualInformation.capped ? ' (capped by ln N)' : ''}; F ${part(aggregateKl)}; ` +
      `total correlation ${part(totalCorrelation)} (${mutualInformation.samples} draws)`,
  ];
}

function table(dimensions: DimensionReport[]): string[] {
  const cells = [COLUMNS.map(([name]) => name), ...dimensions.map((d) => COLUMNS.map(([, text]) => text(d)))];
  const widths = COLUMNS.map((_, c) => Math.max(...cells.map((row) => row[c].length)));
  return cells.map((row) => row.map((text, c) => text.padStart(widths[c])).join('  '));
}
