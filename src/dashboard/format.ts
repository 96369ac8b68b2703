import { visibleError } from '../diagnostics/findings/wording';

/** Numbers as text: 3 significant digits on the page, every digit on hover, a dash for what could not be computed. */

const MINUS = '\u2212';
/** Kept: making one for every number takes longer than formatting it. */
const COUNT = new Intl.NumberFormat('en-US');

/** 3 significant digits; whole numbers from 1,000 on; scientific below 0.001. */
export function formatNumber(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  let text: string;
  if (magnitude >= 999.5) text = formatCount(Math.round(magnitude));
  else if (magnitude >= 0.0009995) text = magnitude.toPrecision(3);
  else text = magnitude.toExponential(2).replace('e-', `e${MINUS}`);
  return value < 0 ? MINUS + text : text;
}

/** 1234 as "1,234". */
export function formatCount(value: number): string {
  return COUNT.format(value);
}

/** An uncertainty: 2 significant digits are all it has. */
export function formatError(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  if (value >= 99.5) return formatCount(Math.round(value));
  return value >= 0.001 ? value.toPrecision(2) : value.toExponential(1).replace('e-', `e${MINUS}`);
}

/** "0.342 ± 0.012", or the value alone where its error is not known or is but rounding. */
export function formatWithError(value: number | null, error: number | null): string {
  const visible = value === null ? null : visibleError(value, error);
  return visible === null ? formatNumber(value) : `${formatNumber(value)} ± ${formatError(visible)}`;
}

/** A share of 1 as a percentage: never "100 %" or "0 %" for what is not all or nothing. */
export function formatShare(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return '–';
  if (share > 0.999 && share < 1) return '> 99.9\u00a0%';
  if (share < 0.001 && share > 0) return '< 0.1\u00a0%';
  return `${Number((100 * share).toPrecision(3))}\u00a0%`;
}

/** All digits, for titles and tooltips. */
export function formatFull(value: number | null): string {
  if (value === null) return 'not computable';
  return String(value).replace('-', MINUS);
}

/** "1 dimension", "2 dimensions". */
export function formatPlural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Ascending dimensions with runs joined: "0–3, 7, 9–10". */
export function formatRanges(indices: number[]): string {
  const runs: string[] = [];
  for (let start = 0; start < indices.length; ) {
    let end = start;
    while (indices[end + 1] === indices[end] + 1) end++;
    runs.push(end === start ? `${indices[start]}` : `${indices[start]}–${indices[end]}`);
    start = end + 1;
  }
  return runs.join(', ');
}

/** [1797, 8] as "1,797 × 8". */
export function formatShape(shape: number[]): string {
  return shape.map(formatCount).join(' × ');
}

/** The last part of a path, whichever way its slashes lean. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
