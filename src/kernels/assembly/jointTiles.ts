import { exp } from './exp';

/** Bytes of four examples' means and precisions: an odd number of cache lines, that tiles not share a set of the cache. */
export function tileBytes(dimensions: i32): usize {
  return (dimensions | 1) << 6;
}

/** Bytes of three draws, in the same way. */
export function tripleBytes(dimensions: i32): usize {
  return (((dimensions * 3 + 7) >> 3) | 1) << 6;
}

/**
 * Lays out draws in threes, side by side per dimension.
 * @param draws f64[count, dimensions]
 * @param order i32[dimensions], bytes from a row's start to the dimension that comes first, second...
 * @param z f64[triples, tripleBytes], out; what fills the last triple is left as it is
 */
export function packDraws(draws: usize, count: i32, order: usize, dimensions: i32, z: usize): void {
  for (let t = 0; t < count; t++) {
    const from = draws + <usize>t * (dimensions << 3);
    let to = z + <usize>(t / 3) * tripleBytes(dimensions) + <usize>(t % 3) * 8;
    for (let j = 0; j < dimensions; j++) {
      store<f64>(to, load<f64>(from + load<u32>(order + (j << 2))));
      to += 24;
    }
  }
}

/**
 * Lays out examples in fours, side by side per dimension: means, then precisions.
 * @param mean f64[rows, dimensions], and `logVariance`
 * @param order as above
 * @param tiles f64[groups, tileBytes], out
 * @param offset f64[4 groups], out: sums of log-variances, infinite for what fills the last group: it has no density
 */
export function packExamples(
  mean: usize,
  logVariance: usize,
  rows: i32,
  order: usize,
  dimensions: i32,
  tiles: usize,
  offset: usize,
): void {
  const row: usize = dimensions << 3;
  const last = <usize>(rows - 1) * row;
  const orderEnd = order + (dimensions << 2);
  for (let r = 0; r < rows; r += 4) {
    const row0 = <usize>r * row;
    const row1 = min(row0 + row, last);
    const row2 = min(row0 + 2 * row, last);
    const row3 = min(row0 + 3 * row, last);
    let sumA = f64x2.splat(0);
    let sumB = sumA;
    let to = tiles + <usize>(r >> 2) * tileBytes(dimensions);
    for (let at = order; at < orderEnd; at += 4) {
      const mu = mean + load<u32>(at);
      const lv = logVariance + load<u32>(at);
      const logA = pair(lv + row0, lv + row1);
      const logB = pair(lv + row2, lv + row3);
      sumA = f64x2.add(sumA, logA);
      sumB = f64x2.add(sumB, logB);
      v128.store(to, pair(mu + row0, mu + row1));
      v128.store(to, pair(mu + row2, mu + row3), 16);
      v128.store(to, exp(f64x2.neg(logA)), 32);
      v128.store(to, exp(f64x2.neg(logB)), 48);
      to += 64;
    }
    v128.store(offset + (r << 3), sumA);
    v128.store(offset + (r << 3), sumB, 16);
  }
  for (let r = rows; (r & 3) !== 0; r++) store<f64>(offset + (r << 3), Infinity);
}

// @ts-ignore: decorator
@inline
function pair(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

/**
 * The term of each draw with the example of its own number, in the arithmetic of addExamples.
 * @param terms f64[count], out
 */
export function pairTerms(z: usize, count: i32, tiles: usize, offset: usize, dimensions: i32, terms: usize): void {
  for (let t = 0; t < count; t++) {
    let from = z + <usize>(t / 3) * tripleBytes(dimensions) + <usize>(t % 3) * 8;
    let at = tiles + <usize>(t >> 2) * tileBytes(dimensions) + <usize>(t & 3) * 8;
    let sum: f64 = 0;
    for (let j = 0; j < dimensions; j++) {
      const d = load<f64>(from) - load<f64>(at);
      sum += d * d * load<f64>(at, 32);
      from += 24;
      at += 64;
    }
    store<f64>(terms + (t << 3), (load<f64>(offset + (t << 3)) + sum) * -0.5);
  }
}
