import type { PartialReport } from '../diagnostics/report';

/**
 * The numbers of all dimensions as CSV (RFC 4180): a row per dimension, columns named as the fields of the report, in nats,
 * every digit; what is not known is empty.
 */
export function numbersCsv({ dimensions }: PartialReport): string {
  const fields = Object.keys(dimensions[0]) as (keyof (typeof dimensions)[number])[];
  const rows = dimensions.map((dimension) => fields.map((field) => dimension[field] ?? '').join(','));
  return [fields.join(','), ...rows].map((row) => `${row}\r\n`).join('');
}

/** The whole report as JSON on one line, as `latent-lens analyze --json` prints it. */
export function numbersJson(report: PartialReport): string {
  return `${JSON.stringify(report)}\n`;
}
