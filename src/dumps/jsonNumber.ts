const MINUS = 0x2d;
const PLUS = 0x2b;
const ZERO = 0x30;
const LETTER_E = 0x65;
/** Byte of the decimal point, less that of "0". */
const POINT = -2;

/** Powers of ten that float64 holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/** The number that scanNumber read last: a second result without an allocation. */
export interface ScannedNumber {
  value: number;
}

/**
 * Scans the JSON number that starts at byte `start` into `result`: the float64 that Number() gives. Returns its end, or
 * `limit` where it may go on behind it; a negative result -1 - k says that byte k breaks the grammar.
 *
 * Up to 18 digits are read into two integers and scaled by one power of ten; what this cannot decide exactly goes to
 * Number().
 */
export function scanNumber(bytes: Uint8Array, start: number, limit: number, result: ScannedNumber): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  let lead = 0;
  let tail = 0;
  let digits = 0;
  let point = -1;
  let at = first;
  for (; at < limit; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >>> 0 > 9) {
      if (digit !== POINT || point >= 0) break;
      point = at;
    } else if (digits < 9) {
      lead = Math.imul(lead, 10) + digit;
      // Leading zeros do not count.
      if (lead !== 0) digits++;
    } else {
      tail = tail * 10 + digit;
      digits++;
    }
  }
  const integerEnd = point < 0 ? at : point;
  if (integerEnd === first) return at === limit && point < 0 ? limit : -1 - first;
  // No digit may follow a leading 0: the number ends with it, and what follows is an error.
  if (bytes[first] === ZERO && integerEnd > first + 1) return scanNumber(bytes, start, first + 1, result);
  if (point === at - 1) return at === limit ? limit : -1 - at;

  let scale = point < 0 ? 0 : at - point - 1;
  let end = at;
  if (at < limit && (bytes[at] | 0x20) === LETTER_E) {
    const sign = at + 1 < limit && (bytes[at + 1] === MINUS || bytes[at + 1] === PLUS) ? bytes[at + 1] : 0;
    let exponent = 0;
    const digitsStart = sign === 0 ? at + 1 : at + 2;
    for (end = digitsStart; end < limit && (bytes[end] - ZERO) >>> 0 <= 9; end++) {
      exponent = Math.min(exponent * 10 + bytes[end] - ZERO, 1e6);
    }
    if (end === digitsStart) return end === limit ? limit : -1 - end;
    scale -= sign === MINUS ? -exponent : exponent;
  }

  const magnitude = digits === 0 ? 0 : digits <= 18 ? scaledDecimal(lead, tail, digits, scale) : Number.NaN;
  if (Number.isNaN(magnitude)) result.value = Number(new TextDecoder('latin1').decode(bytes.subarray(start, end)));
  else result.value = first > start ? -magnitude : magnitude;
  return end;
}

/** (lead * 10^(digits - 9) + tail) / 10^scale, correctly rounded; NaN where that is not certain. */
function scaledDecimal(lead: number, tail: number, digits: number, scale: number): number {
  if (scale > 22 || scale < -22) return Number.NaN;
  // Exact: a 9-digit integer times 10^9 has at most 51 significant bits.
  const high = digits > 9 ? lead * POWERS_OF_TEN[digits - 9] : lead;
  const sum = high + tail;
  const rest = tail - (sum - high);
  // One operation on two exact operands is rounded once.
  if (rest === 0) return scale >= 0 ? sum / POWERS_OF_TEN[scale] : sum * POWERS_OF_TEN[-scale];
  return scale >= 0 ? divided(sum, rest, POWERS_OF_TEN[scale]) : Number.NaN;
}

/**
 * (sum + rest) / divisor, correctly rounded, for an integer below 10^18 and a power of ten up to 10^22 (Dekker 1971).
 * The remainder fits a float64. Relative to half a unit in the last place, the exact correction is a fraction with
 * denominator 5^22 < 2^52: it is a tie, or too far from one for the rounding of the division to hide it.
 */
function divided(sum: number, rest: number, divisor: number): number {
  const quotient = sum / divisor;
  const remainder = sum - quotient * divisor - productError(quotient, divisor) + rest;
  return quotient + remainder / divisor;
}

/** a * b minus its float64 product, exactly. */
function productError(a: number, b: number): number {
  const aHigh = a * 134217729 - (a * 134217729 - a);
  const aLow = a - aHigh;
  const bHigh = b * 134217729 - (b * 134217729 - b);
  const bLow = b - bHigh;
  return aLow * bLow - (a * b - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
