import type { Finding } from '../report';
import { type AnyEvidence, type Evidence, finding, type LoneEvidence } from './evidence';
import { num, numWithError, percent, sampleSize } from './wording';

/** Su Jianlin 2020: mu and sigma both normalised, gamma_mu^2 + gamma_sigma^2 = 1. */
export function suVariant({ record, spread, tinyVarianceShare, rows }: Evidence): Finding[] {
  const signed = spread.kind === 'std' && spread.negative;
  if (!record.suVariant && !signed) return [];
  return [
    finding(
      'su-variant',
      'info',
      [],
      tinyVarianceShare,
      1e-4,
      `${signed ? 'The standard deviation has negative values' : 'The sidecar declares tau or gamma_sigma'}: Su Jianlin's variant, with mean and spread both normalised, ` +
        `so |sigma| is taken and t = 1 expected; ${percent(tinyVarianceShare)} of s are below ${num(1e-4)} (${sampleSize(rows)}). Near-zero sigma makes single examples spikes of q: judge it by J, R and H, as MM is blind at t = 1.`,
    ),
  ];
}

/** One finding for both signs of a wrong kind: they have one cause. */
export function spreadSuspect({ record, spread, totals, rows, thresholds }: Evidence): Finding[] {
  const neverNegative = spread.kind === 'logvar' && !spread.negative && !spread.allZero;
  const expected = record.klNats;
  const difference = expected !== null && expected > 0 ? Math.abs(totals.kl - expected) / expected : 0;
  const limit = thresholds.klNatsDifference;
  const differs = difference > limit;
  if (!neverNegative && !differs) return [];
  const signs = [
    ...(differs
      ? [
          `K = ${num(totals.kl)} nats differs by ${percent(difference)} from the sidecar's kl_nats = ${num(expected!)} (limit ${percent(limit)}, ${sampleSize(rows)})`,
        ]
      : []),
    ...(neverNegative
      ? [
          `the log-variance has no negative value (${sampleSize(rows)}), so every posterior would be wider than the prior`,
        ]
      : []),
  ];
  const reading = neverNegative
    ? "it may be a variance or a standard deviation: say which with the spread's kind"
    : 'the spread may be of another kind, or the dump of other data or another epoch';
  const [first] = signs;
  const message = `${[first[0].toUpperCase() + first.slice(1), ...signs.slice(1)].join(', and ')}; ${reading}.`;
  return [finding('spread-suspect', 'warning', [], difference, differs ? limit : 0, message)];
}

export function spreadGuessed({ spread, rows }: Evidence): Finding[] {
  if (spread.decidedBy !== 'values') return [];
  return [
    finding(
      'spread-guessed',
      'info',
      [],
      spread.negative ? 1 : 0,
      1,
      `The spread's kind was guessed from its values (${sampleSize(rows)}): ${spread.negative ? 'negative ones, so a log-variance' : 'none negative, so a variance'}. Name it (logvar, var, std, logstd) or say its kind.`,
    ),
  ];
}

/** I of the joint posterior cannot exceed ln N. */
export function mutualInformationCapped({ joint, rows }: Evidence): Finding[] {
  if (!joint?.mutualInformation.capped) return [];
  const { value, standardError } = joint.mutualInformation;
  const limit = Math.log(rows) - Math.LN2;
  return [
    finding(
      'mutual-information-capped',
      'info',
      [],
      value,
      limit,
      `I = ${numWithError(value, standardError)} nats is within ln 2 of its cap ln N = ${num(Math.log(rows))} (limit ${num(limit)}, ${sampleSize(rows)}): fewer than two examples explain a draw, so the joint KL and total correlation are artefacts of N. Dump more examples.`,
    ),
  ];
}

export function nonfiniteValues(evidence: AnyEvidence, skippedAt: [number, number][]): Finding[] {
  const { rows, skippedRows, thresholds } = evidence;
  if (skippedRows === 0) return [];
  const [what, cure] =
    'spread' in evidence
      ? ['NaN, infinity or a variance of 0', 'clamp the log-variance, or check the inputs']
      : ['NaN or infinity', 'check the inputs'];
  const skipped = skippedRows / (rows + skippedRows);
  const first = skippedAt.map(([row, column]) => `[${row}, ${column}]`).join(', ');
  return [
    finding(
      'nonfinite-values',
      skipped > thresholds.nonfiniteShare ? 'error' : 'warning',
      [],
      skipped,
      thresholds.nonfiniteShare,
      `${skippedRows.toLocaleString('en-US')} of ${(rows + skippedRows).toLocaleString('en-US')} rows (${percent(skipped)}) hold ${what} and were left out, first at [row, column] ${first} ` +
        `(an error above ${percent(thresholds.nonfiniteShare)}). Find the batch that overflowed: ${cure}.`,
    ),
  ];
}

export function smallSample({ rows, dimensions }: LoneEvidence): Finding[] {
  const needed = Math.max(100, 10 * dimensions.length);
  if (rows >= needed) return [];
  const errors = rows < 2 ? ' One example has no standard errors.' : '';
  return [
    finding(
      'small-sample',
      'info',
      [],
      rows,
      needed,
      `${sampleSize(rows)} is small for D = ${dimensions.length}: at least ${needed} examples (10 D, and 100) are wanted for the aggregate posterior. Dump more examples.${errors}`,
    ),
  ];
}
