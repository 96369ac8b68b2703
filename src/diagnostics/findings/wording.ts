import type { Declared } from '../report';

/** Three significant digits, without exponents where a person would not write one. */
export function num(x: number): string {
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size < 1e-4 || size >= 1e6) return x.toExponential(2).replace(/\.?0+e/, 'e');
  return size >= 100 ? String(Math.round(x)) : String(Number(x.toPrecision(3)));
}

/** Standard errors below this, beside their value or 1, are how doubles round. */
const LEAST_ERROR = 1e-12;

/** The error of a value; null where it is not known, 0 or no more than rounding. */
export function visibleError(value: number, error: number | null): number | null {
  return error === null || error <= LEAST_ERROR * Math.max(1, Math.abs(value)) ? null : error;
}

/** A standard error in a column of its own. */
export function errorAlone(error: number, format: (error: number) => string): string {
  return error > 0 && error < LEAST_ERROR ? `< ${format(LEAST_ERROR)}` : format(error);
}

/** "9.49 +- 0.0271", or the value alone where its error is not known or is but rounding. */
export function numWithError(value: number, error: number | null): string {
  const visible = visibleError(value, error);
  return visible === null ? num(value) : `${num(value)} +- ${num(visible)}`;
}

/** A prior mass: what is below a millionth is said to be so. */
export const mass = (share: number): string => (share < 1e-6 ? 'less than 1e-6' : num(share));

export const percent = (share: number): string => `${num(100 * share)} %`;

/** "N = 10,000" */
export const sampleSize = (rows: number): string => `N = ${rows.toLocaleString('en-US')}`;

/** "a" or "a to b", by three digits. */
export function range(values: number[]): string {
  const low = num(Math.min(...values));
  const high = num(Math.max(...values));
  return low === high ? low : `${low} to ${high}`;
}

/** "dimension 3", "dimensions 0, 2, 5-9", at most eight runs. */
export function dimensionList(dimensions: number[]): string {
  const runs: string[] = [];
  for (let k = 0; k < dimensions.length; ) {
    let end = k;
    while (dimensions[end + 1] === dimensions[end] + 1) end++;
    runs.push(end > k ? `${dimensions[k]}-${dimensions[end]}` : `${dimensions[k]}`);
    k = end + 1;
  }
  const shown = runs.length > 8 ? [...runs.slice(0, 8), '...'] : runs;
  return `dimension${dimensions.length === 1 ? '' : 's'} ${shown.join(', ')}`;
}

/** "All 8 dimensions", "3 of 8 dimensions (1, 4-5)": begins a sentence. */
export function shareFirst(dimensions: number[], total: number, examined = total): string {
  const text = share(dimensions, total, examined);
  return text[0].toUpperCase() + text.slice(1);
}

/** "all 8 dimensions", "3 of 8 dimensions (1, 4-5)"; "2 of 5 examined dimensions (1, 4)" where `examined` < total. */
export function share(dimensions: number[], total: number, examined = total): string {
  if (dimensions.length === total) return total === 1 ? 'the only dimension' : `all ${total} dimensions`;
  const list = dimensionList(dimensions).replace(/^dimensions? /, '');
  if (examined === total) return `${dimensions.length} of ${total} dimensions (${list})`;
  return `${dimensions.length} of ${examined} examined dimension${examined === 1 ? '' : 's'} (${list})`;
}

/** "0.6", or "0.4 to 0.6 over dimensions" */
export function declaredGammaText({ gamma }: Declared): string {
  return Array.isArray(gamma) ? `${range(gamma)} over dimensions` : num(gamma ?? Number.NaN);
}

/** What BN-VAE's published code does with gamma <= 0. */
export const BYPASSED = "BN-VAE's reference code leaves batch norm out altogether for gamma <= 0";

/** What follows from gamma = 0; goes on from "gamma = 0 <= 0: ". */
export const ZERO_GAMMA = `the floor is only beta^2/2, so collapse is permitted (not forced), and ${BYPASSED}`;

/** What follows from gamma > 1, with the floor of KL(q_j||p) in nats; goes on from "gamma = 1.5 >= 1 ". */
export const guaranteedHoles = (floor: string): string =>
  `guarantees posterior holes: more than ${floor} nats of KL(q_j||p) in each dimension that attains it, whatever the variance`;

/** The gamma to use instead of one >= 1; ends "Use ". */
export const GAMMA_BELOW_ONE = 'gamma < 1, about sqrt(1 - mean variance)';
