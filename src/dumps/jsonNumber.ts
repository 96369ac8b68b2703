const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const LETTER_E = 0x65;

/** Powers of ten that float64 holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/**
 * End of the JSON number that starts at `start`, or `limit` where it may go on behind it.
 * A negative result -1 - k says that byte k breaks the grammar.
 */
export function numberEnd(bytes: Uint8Array, start: number, limit: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  if (at === limit) return limit;
  if (bytes[at] === ZERO) at++;
  else if (isDigit(bytes[at])) while (at < limit && isDigit(bytes[at])) at++;
  else return -1 - at;

  if (at < limit && bytes[at] === POINT) {
    at++;
    if (at < limit && !isDigit(bytes[at])) return -1 - at;
    while (at < limit && isDigit(bytes[at])) at++;
  }
  if (at < limit && (bytes[at] | 0x20) === LETTER_E) {
    at++;
    if (at < limit && (bytes[at] === MINUS || bytes[at] === 0x2b)) at++;
    if (at < limit && !isDigit(bytes[at])) return -1 - at;
    while (at < limit && isDigit(bytes[at])) at++;
  }
  return at;
}

/**
 * The float64 nearest to the JSON number in bytes [start, end), as Number() would give it.
 * Up to 18 digits are read into two integers and scaled by one power of ten; what this cannot decide exactly goes
 * to Number().
 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  let lead = 0;
  let tail = 0;
  let digits = 0;
  let point = -1;
  let at = negative ? start + 1 : start;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digits < 9) lead = lead * 10 + digit;
      else tail = tail * 10 + digit;
      if (digits > 0 || digit > 0) digits++;
    } else if (bytes[at] === POINT) point = at;
    else break;
  }
  const fraction = point < 0 ? 0 : at - point - 1;
  const scale = at < end ? fraction - exponent(bytes, at + 1, end) : fraction;
  const magnitude = digits === 0 ? 0 : digits <= 18 ? scaledDecimal(lead, tail, digits, scale) : Number.NaN;
  if (Number.isNaN(magnitude)) return Number(new TextDecoder('latin1').decode(bytes.subarray(start, end)));
  return negative ? -magnitude : magnitude;
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
  return scale >= 0 ? dividedExactly(sum, rest, POWERS_OF_TEN[scale]) : Number.NaN;
}

/**
 * (sum + rest) / divisor in double-double arithmetic (Dekker 1971), good to about 2^-100; NaN where the last
 * bit hangs on less than that.
 */
function dividedExactly(sum: number, rest: number, divisor: number): number {
  const quotient = sum / divisor;
  const remainder = sum - quotient * divisor - productError(quotient, divisor) + rest;
  const correction = remainder / divisor;
  const rounded = quotient + correction;
  const error = correction - (rounded - quotient);
  return rounded + error * (1 + 2 ** -20) === rounded ? rounded : Number.NaN;
}

/** a * b minus its float64 product, exactly. */
function productError(a: number, b: number): number {
  const aHigh = a * 134217729 - (a * 134217729 - a);
  const aLow = a - aHigh;
  const bHigh = b * 134217729 - (b * 134217729 - b);
  const bLow = b - bHigh;
  return aLow * bLow - (a * b - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function exponent(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  let value = 0;
  for (let at = isDigit(bytes[start]) ? start : start + 1; at < end; at++) {
    value = Math.min(value * 10 + (bytes[at] - ZERO), 1e6);
  }
  return negative ? -value : value;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
