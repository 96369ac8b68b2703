/** 2^(i/64). */
const POWERS = memory.data<f64>([
  1.0, 1.0108892860517005, 1.0218971486541166, 1.0330248790212284,
  1.0442737824274138, 1.0556451783605572, 1.0671404006768237, 1.0787607977571199,
  1.0905077326652577, 1.102382583307841, 1.1143867425958924, 1.1265216186082418,
  1.1387886347566916, 1.1511892299529827, 1.1637248587775775, 1.1763969916502812,
  1.189207115002721, 1.202156731452703, 1.215247359980469, 1.22848053610687,
  1.241857812073484, 1.255380757024691, 1.2690509571917332, 1.2828700160787783,
  1.2968395546510096, 1.3109612115247644, 1.3252366431597413, 1.339667524053303,
  1.3542555469368927, 1.3690024229745905, 1.383909881963832, 1.3989796725383112,
  1.4142135623730951, 1.42961333839197, 1.4451808069770467, 1.460917794180647,
  1.4768261459394993, 1.4929077282912648, 1.5091644275934228, 1.5255981507445384,
  1.5422108254079407, 1.559004400237837, 1.5759808451078865, 1.593142151342267,
  1.6104903319492543, 1.6280274218573478, 1.645755478153965, 1.6636765803267364,
  1.681792830507429, 1.7001063537185235, 1.718619298122478, 1.7373338352737062,
  1.7562521603732995, 1.7753764925265212, 1.7947090750031072, 1.8142521755003989,
  1.8340080864093424, 1.8539791250833855, 1.8741676341103, 1.8945759815869656,
  1.9152065613971474, 1.9360617934922943, 1.9571441241754002, 1.978456026387951,
]);

/** Constants in memory, as in exp.ts. */
const TABLE = memory.data<f64>([
  92.33248261689366, // 64 / ln 2
  6755399441055744, // 1.5 * 2^52: what is added to it is rounded to a whole number, which then stands in the low bits
  0.010830424696249145, // ln 2 / 64
  -708,
  1.0 / 2,
  1.0 / 6,
  1.0 / 24,
  1.0 / 120,
]);
const STEPS: usize = 0;
const ROUNDING: usize = 1;
const STEP: usize = 2;
const LOWEST: usize = 3;
/** 1/n! stands at FACTORIAL + n. */
const FACTORIAL: usize = 2;
const SIGN_AND_EXPONENT = memory.data<i64>([0xfff0000000000000]);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load64_splat(TABLE + (index << 3));
}

/**
 * e^x of two numbers of at most 0, for sums whose largest term is 1: to 2e-16 absolutely, and to (2 - x) 2e-16
 * relatively. e^0 is 1; below -708 it stays at e^-708. A fifth shorter than exp, by a table in place of half the series:
 * x = k ln 2 / 64 + r, with |r| < 0.0055.
 */
// @ts-ignore: decorator
@inline
export function expBelow(x: v128): v128 {
  const bounded = f64x2.pmax(constant(LOWEST), x);
  const k = f64x2.add(f64x2.mul(bounded, constant(STEPS)), constant(ROUNDING));
  const r = f64x2.sub(bounded, f64x2.mul(f64x2.sub(k, constant(ROUNDING)), constant(STEP)));
  const r2 = f64x2.mul(r, r);
  const low = f64x2.add(f64x2.mul(r, constant(FACTORIAL + 3)), constant(FACTORIAL + 2));
  const high = f64x2.add(f64x2.mul(r, constant(FACTORIAL + 5)), constant(FACTORIAL + 4));
  const tail = f64x2.add(r, f64x2.mul(r2, f64x2.add(low, f64x2.mul(r2, high))));
  const power = v128.load64_lane(powerOf(i32x4.extract_lane(k, 2)), v128.load64_zero(powerOf(i32x4.extract_lane(k, 0))), 1);
  // The bits of k from the sixth on are the power of two, which they move into the exponent.
  const octaves = v128.and(i64x2.shl(k, 46), v128.load64_splat(SIGN_AND_EXPONENT));
  return i64x2.add(f64x2.add(power, f64x2.mul(power, tail)), octaves);
}

// @ts-ignore: decorator
@inline
function powerOf(k: i32): usize {
  return POWERS + ((k & 63) << 3);
}
