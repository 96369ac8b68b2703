/** 1.5 * 2^52: what is added to it is rounded to a whole number, which then stands in the low bits. */
export const ROUND: f64 = 6755399441055744;

/**
 * Constants in memory: V8 builds a splat of a literal anew from immediates wherever it stands, in four instructions,
 * also within loops; a load takes one.
 */
const TABLE = memory.data<f64>([
  1.4426950408889634, // log2 e
  ROUND,
  6.93147180369123816490e-1, // ln 2 in two parts: the first has 20 trailing zero bits, so that its product with k is exact
  1.90821492927058770002e-10,
  -708,
  709,
  1,
  1.0 / 2,
  1.0 / 6,
  1.0 / 24,
  1.0 / 120,
  1.0 / 720,
  1.0 / 5040,
  1.0 / 40320,
  1.0 / 362880,
  1.0 / 3628800,
  1.0 / 39916800,
  1.0 / 479001600,
  1.0 / 6227020800,
]);
const LOG2_E: usize = 0;
const ROUNDING: usize = 1;
const LN2_HIGH: usize = 2;
const LN2_LOW: usize = 3;
const LOWEST: usize = 4;
const HIGHEST: usize = 5;
const ONE: usize = 6;
/** 1/n! stands at FACTORIAL + n. */
const FACTORIAL: usize = 5;

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load64_splat(TABLE + (index << 3));
}

// @ts-ignore: decorator
@inline
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/** x within the powers of two that are normal numbers. */
// @ts-ignore: decorator
@inline
export function clamped(x: v128): v128 {
  return f64x2.pmin(constant(HIGHEST), f64x2.pmax(constant(LOWEST), x));
}

/** x / ln 2, rounded, in the form of ROUND. */
// @ts-ignore: decorator
@inline
export function octaves(x: v128): v128 {
  return multiplyAdd(x, constant(LOG2_E), constant(ROUNDING));
}

/** x - k ln 2, within +-0.35. */
// @ts-ignore: decorator
@inline
export function reduced(x: v128, octaves: v128): v128 {
  const k = f64x2.sub(octaves, constant(ROUNDING));
  const high = f64x2.sub(x, f64x2.mul(k, constant(LN2_HIGH)));
  return f64x2.sub(high, f64x2.mul(k, constant(LN2_LOW)));
}

/** e^r - 1 - r by Taylor's series, to full relative precision for |r| < 0.35. */
// @ts-ignore: decorator
@inline
export function expTail(r: v128): v128 {
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const a = multiplyAdd(r, constant(FACTORIAL + 3), constant(FACTORIAL + 2));
  const b = multiplyAdd(r, constant(FACTORIAL + 5), constant(FACTORIAL + 4));
  const c = multiplyAdd(r, constant(FACTORIAL + 7), constant(FACTORIAL + 6));
  const d = multiplyAdd(r, constant(FACTORIAL + 9), constant(FACTORIAL + 8));
  const e = multiplyAdd(r, constant(FACTORIAL + 11), constant(FACTORIAL + 10));
  const f = multiplyAdd(r, constant(FACTORIAL + 13), constant(FACTORIAL + 12));
  const low = f64x2.add(a, f64x2.mul(b, r2));
  const middle = f64x2.add(c, f64x2.mul(d, r2));
  const high = f64x2.add(e, f64x2.mul(f, r2));
  return f64x2.mul(r2, f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high)))));
}

/** x * 2^k, by the exponent's bits. */
// @ts-ignore: decorator
@inline
export function scaled(x: v128, octaves: v128): v128 {
  return i64x2.add(x, i64x2.shl(octaves, 52));
}

/** e^x of two numbers, to 2 units in the last place; e^0 is 1. Below -708 it stays at e^-708, above 709 at e^709. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const bounded = clamped(x);
  const k = octaves(bounded);
  const r = reduced(bounded, k);
  return scaled(f64x2.add(constant(ONE), f64x2.add(r, expTail(r))), k);
}
