import { declaredGammaText, num, range, sampleSize } from '../diagnostics/findings/wording';
import { matchingGamma } from '../diagnostics/gammaBound';
import { floorRows, matchingRow, meanSpread, measuredRow, rateRows, usedDimensions } from '../diagnostics/gammaRows';
import type { Finding, FindingCode, LatentReport } from '../diagnostics/report';
import { declaredGamma } from '../diagnostics/statistics';
import { DEFAULT_THRESHOLDS } from '../diagnostics/thresholds';
import type { GammaSite } from '../trainingScripts/gammaSite';
import { siteMessage } from '../trainingScripts/messages';
import type { ScriptCode } from '../trainingScripts/rules';
import { batchNormRows, LEARNED_GAMMA } from './gammaRows';
import { code, type Row, table } from './latentStatistics';

/** A dump that belongs to a script: its path as it is shown, and its report. */
export interface Measured {
  name: string;
  report: LatentReport;
}

/**
 * Markdown for the hover on a gamma: its floors, and what a dump of the script says of it. Nats, three digits.
 * @param measured null where no dump of the script is known
 * @param targetRate the KL to aim at, nats; null takes the measured KL
 */
export function gammaHover(site: GammaSite, measured: Measured | null, targetRate: number | null): string {
  const gamma = site.gamma ?? gammaOfRun(site, measured);
  const dimensions = measured?.report.source.dimensions ?? site.batchNorm?.features ?? null;
  const isLearned = site.source === 'su-variant';
  const rows: Row[] = [
    ...(isLearned ? LEARNED_GAMMA : []),
    ...(gamma === null ? [] : floorRows(gamma, dimensions, measured?.report)),
    ...(measured ? [measuredRow(measured.report)] : []),
    ...(measured && !isLearned ? [matchingRow(measured.report)] : []),
    ...(dimensions === null || isLearned ? [] : rateRows(dimensions, measured?.report, targetRate)),
    ...(site.batchNorm ? batchNormRows(site.batchNorm, isLearned) : []),
  ];
  const heading: Row = [
    gamma === null ? 'γ' : `γ = ${num(gamma)}${site.gamma === null ? ', declared by the dump' : ''}`,
    dimensions === null ? '' : `D = ${dimensions}`,
  ];
  const source = measured ? `Measured on ${dumpText(measured)}.` : NO_DUMP;
  return [code(siteMessage(site)), ...(rows.length > 0 ? [table(heading, rows)] : []), source].join('\n\n');
}

/** For a code lens: `KL 14.3 (floor 7.9) · 32/32 active · mismatch ≥ 0.41`, nats. */
export function lensText({ source, totals }: LatentReport): string {
  const parts = [
    `KL ${num(totals.kl)} (floor ${num(totals.klFloor)})`,
    `${totals.activeUnits}/${source.dimensions} active`,
    `mismatch ≥ ${num(totals.aggregateKlFloorSum)}`,
  ];
  return [...parts, ...(source.preliminaryOf === null ? [] : ['preliminary'])].join(' · ');
}

/**
 * The gamma that gives the prior's variance at the mean S of all dimensions but the collapsed, by two decimals; null
 * where there is none in (0, 1).
 */
export function suggestedGamma(report: LatentReport): number | null {
  const gamma = matchingGamma(meanSpread(usedDimensions(report)));
  const rounded = gamma === null ? 0 : Math.round(100 * gamma) / 100;
  return rounded > 0 && rounded < 1 ? rounded : null;
}

/**
 * What a dump of the script measured of the cause of a finding: a sentence that goes after the finding's message.
 * @param name of the dump, as it is shown
 */
export function measuredNote(code: ScriptCode, report: LatentReport, name: string): string {
  return `Measured on ${name} (${sampleText(report)}): ${MEASURED[code](report)}.`;
}

/**
 * Whether a finding of a dump stands on the gamma of its script. One that rests on the declared gamma alone does only
 * where the script does not say gamma: else its own finding has said it, was silenced, or the run had another.
 */
export function belongsToScript({ code }: Finding, { gamma }: GammaSite): boolean {
  return FOLLOWS_FROM_GAMMA.has(code) || (gamma === null && SAYS_GAMMA.has(code));
}

const FOLLOWS_FROM_GAMMA: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'kl-vanishing',
  'collapsed-dimension',
  'aggregate-overdispersed',
  'aggregate-underdispersed',
  'aggregate-shifted',
  'bn-escaped',
  'gamma-mismatch',
  'below-declared-floor',
  'kl-at-floor',
]);

const SAYS_GAMMA: ReadonlySet<FindingCode> = new Set<FindingCode>(['gamma-zero', 'gamma-exceeds-one']);

/** Whether the line of a script that sets gamma explains a finding of its dump. */
export const isAboutGamma = (code: FindingCode): boolean => FOLLOWS_FROM_GAMMA.has(code) || SAYS_GAMMA.has(code);

/** By the code of a script's finding, the numbers that show its effect; goes on from "Measured on NAME (N = 100): ". */
const MEASURED: Record<ScriptCode, (report: LatentReport) => string> = {
  'gamma-exceeds-one': (report) =>
    `${gammaHatText(report)}, ${klText(report)}, KL(q_j||p) at least ${num(report.totals.aggregateKlFloorSum)} nats over all dimensions`,
  'gamma-zero': (report) =>
    `${gammaHatText(report)}, ${klText(report)}, ${report.totals.collapsedUnits} of ${report.source.dimensions} units collapsed`,
  'bn-eps': (report) => `${gammaHatText(report)} ${escapeText(report)}`,
  'gamma-unfilled': (report) => gammaHatText(report),
  'lost-continuation': (report) => {
    const { declared } = report.source;
    const gamma =
      declared.gamma === null ? 'no gamma is declared' : `gamma = ${declaredGammaText(declared)} is declared`;
    return `${gamma}, ${gammaHatText(report)}`;
  },
};

const gammaHatText = ({ dimensions }: LatentReport): string => `gammaHat = ${range(dimensions.map((d) => d.gammaHat))}`;

const klText = ({ totals }: LatentReport): string => `K = ${num(totals.kl)} nats (floor ${num(totals.klFloor)})`;

/** Whether eps let the floor be escaped; goes on from "gammaHat = 0.2 to 1 ". */
function escapeText({ source, dimensions, findings }: LatentReport): string {
  const { declared } = source;
  const gamma = declaredGamma(declared, dimensions.length);
  if (!gamma?.some((g) => g > 0)) return 'and no gamma > 0 declared to compare it with';
  const eps = declared.bnEps === null ? '' : ` and eps = ${num(declared.bnEps)}`;
  const against = `against the declared gamma = ${declaredGammaText(declared)}${eps}`;
  const of = `of ${dimensions.length} dimensions`;
  const escaped = findings.find((finding) => finding.code === 'bn-escaped')?.dimensions.length ?? 0;
  if (escaped > 0) return `${against}: escaped in ${escaped} ${of}`;
  const { lowGammaRatio } = DEFAULT_THRESHOLDS;
  // Running statistics can make it low too; and the user may have silenced the finding.
  const low = dimensions.filter((d, j) => d.gammaHat < lowGammaRatio * Math.abs(gamma[j])).length;
  return `${against}: ${low > 0 ? `below ${lowGammaRatio} of it in ${low} ${of}` : 'nothing has escaped yet'}`;
}

const NO_DUMP = "No dump of this script is known: open one's dashboard, or link it.";

/** What the run of the dump had, where the file does not say. */
function gammaOfRun({ source }: GammaSite, measured: Measured | null): number | null {
  const gamma = measured?.report.source.declared.gamma;
  return source === 'outside' && typeof gamma === 'number' ? gamma : null;
}

function dumpText({ name, report }: Measured): string {
  const { declared, dimensions } = report.source;
  const gamma = declared.gamma === null ? 'no γ declared' : `declared γ = ${declaredGammaText(declared)}`;
  return `${code(name)}: D = ${dimensions}, ${sampleText(report)}, ${gamma}`;
}

/** "N = 1,797"; with the rows of the whole dump where the report is an early one. */
function sampleText({ source: { rows, preliminaryOf } }: LatentReport): string {
  if (preliminaryOf === null) return sampleSize(rows);
  return `${sampleSize(rows)} of ${preliminaryOf.toLocaleString('en-US')}, preliminary`;
}
