import { SEVERITIES, worstFirst } from '../diagnostics/findings/severity';
import { loneNote } from '../diagnostics/loneNote';
import {
  type Finding,
  type FindingCode,
  isComplete,
  type LatentReport,
  type PartialReport,
  type Severity,
} from '../diagnostics/report';
import { formatCount, formatNumber, formatPlural } from './format';

/** Each finding's name in words. */
export const HEADLINES: Record<FindingCode, string> = {
  'kl-vanishing': 'Posterior collapse',
  'collapsed-dimension': 'Collapsed dimensions',
  'uninformative-dimension': 'KL spent on an offset',
  'variance-coded': 'Information in the variance',
  'gamma-zero': 'Gamma of zero',
  'gamma-exceeds-one': 'Posterior hole forced by gamma',
  'aggregate-overdispersed': 'Aggregate posterior too wide',
  'aggregate-underdispersed': 'Aggregate posterior too narrow',
  'aggregate-shifted': 'Aggregate posterior off centre',
  'aggregate-nongaussian': 'Aggregate posterior is not Gaussian',
  'posterior-hole': 'Holes beyond the moments',
  'bn-escaped': "Batch norm's eps swallowed the floor",
  'gamma-mismatch': 'Measured gamma differs from the declared one',
  'below-declared-floor': 'KL below the declared floor',
  'kl-at-floor': 'KL bought by the floor',
  'active-units-forced': 'Active units forced by gamma',
  'gamma-inferred': 'Looks batch-normalised',
  'su-variant': "Su's variant",
  'spread-suspect': 'Spread array is suspect',
  'spread-guessed': 'Kind of spread guessed',
  'mutual-information-capped': 'Mutual information capped by N',
  'nonfinite-values': 'Non-finite values left out',
  'small-sample': 'Small sample',
};

export interface Verdict {
  severity: Severity | 'good';
  headline: string;
  sentence: string;
}

/**
 * The key message: the worst finding's first clause, or, with nothing worse than information, the good news. Of a dump of
 * one array, besides or in its stead, what it does not suffice for.
 */
export function verdictOf(report: PartialReport): Verdict {
  const [worst, ...others] = worstFirst(report.findings).filter(({ severity }) => severity !== 'info');
  const note = isComplete(report) ? '' : loneNote(report);
  if (worst !== undefined) {
    return {
      severity: worst.severity,
      headline: HEADLINES[worst.code] ?? worst.code,
      sentence: `${firstClause(worst.message)}${alsoFound(others)} ${note}`.trim(),
    };
  }
  if (isComplete(report)) return { severity: 'good', headline: 'Nothing to warn about', sentence: goodNews(report) };
  return { severity: 'info', headline: 'Nothing to warn about as far as one array goes', sentence: note };
}

function goodNews({ totals, dimensions }: LatentReport): string {
  const all = formatPlural(dimensions.length, 'unit');
  // Without all densities the moments alone say how far at least.
  const { aggregateKlSum: known, aggregateKlFloorSum: floor } = totals;
  const nats = known === null ? `at least ${formatNumber(floor)}` : formatNumber(known);
  const gap = `the marginals of the aggregate posterior are ${nats} nats from the prior in sum`;
  return `${formatCount(totals.activeUnits)} of ${all} ${totals.activeUnits === 1 ? 'is' : 'are'} active, and ${gap}.`;
}

function alsoFound(others: Finding[]): string {
  const counts = SEVERITIES.map((severity) => [severity, others.filter((f) => f.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => formatPlural(count, severity));
  return counts.length > 0 ? ` Also ${counts.join(' and ')}.` : '';
}

/** The first clause of a message: up to a semicolon or a sentence's end, neither of them inside parentheses. */
export function firstClause(message: string): string {
  let depth = 0;
  for (let k = 0; k < message.length; k++) {
    if (message[k] === '(') depth++;
    else if (message[k] === ')') depth--;
    else if (depth === 0 && /^(;|[.!?](?=\s|$))/.test(message.slice(k, k + 2))) return `${message.slice(0, k)}.`;
  }
  return message;
}
