import { exp } from './exp';

/** Below this from the largest term a term adds less than a rounding error to the sum. */
const NEGLIGIBLE: f64 = -45;

/**
 * terms[t, r] = offset_r - sum_j (z_tj - mu_rj)^2 precision_rj / 2, for four examples and four draws at a time: eight
 * sums in registers, every example's parameters loaded once for four draws.
 * @param z f64[batch, dimensions]
 * @param batch draws, a multiple of 4
 * @param tiles f64[groups, dimensions, 8], of four examples side by side the means, then the precisions
 * @param offset f64[4 groups]
 * @param terms f64[batch, 4 groups]
 */
// @ts-ignore: decorator
@inline
function quadraticTerms(
  z: usize,
  batch: i32,
  tiles: usize,
  offset: usize,
  groups: i32,
  dimensions: i32,
  terms: usize,
): void {
  const row: usize = dimensions << 3;
  const line: usize = groups << 5;
  for (let group = 0; group < groups; group++) {
    const tile = tiles + <usize>group * (row << 3);
    const tileEnd = tile + (row << 3);
    const offsetA = v128.load(offset + (group << 5));
    const offsetB = v128.load(offset + (group << 5), 16);
    for (let t = 0; t < batch; t += 4) {
      let z0 = z + <usize>t * row;
      let z1 = z0 + row;
      let z2 = z1 + row;
      let z3 = z2 + row;
      let a0 = f64x2.splat(0);
      let a1 = f64x2.splat(0);
      let a2 = f64x2.splat(0);
      let a3 = f64x2.splat(0);
      let b0 = f64x2.splat(0);
      let b1 = f64x2.splat(0);
      let b2 = f64x2.splat(0);
      let b3 = f64x2.splat(0);
      for (let at = tile; at < tileEnd; at += 64) {
        const muA = v128.load(at);
        const muB = v128.load(at, 16);
        const precisionA = v128.load(at, 32);
        const precisionB = v128.load(at, 48);
        let draw = v128.load64_splat(z0);
        a0 = f64x2.add(a0, quadratic(draw, muA, precisionA));
        b0 = f64x2.add(b0, quadratic(draw, muB, precisionB));
        draw = v128.load64_splat(z1);
        a1 = f64x2.add(a1, quadratic(draw, muA, precisionA));
        b1 = f64x2.add(b1, quadratic(draw, muB, precisionB));
        draw = v128.load64_splat(z2);
        a2 = f64x2.add(a2, quadratic(draw, muA, precisionA));
        b2 = f64x2.add(b2, quadratic(draw, muB, precisionB));
        draw = v128.load64_splat(z3);
        a3 = f64x2.add(a3, quadratic(draw, muA, precisionA));
        b3 = f64x2.add(b3, quadratic(draw, muB, precisionB));
        z0 += 8;
        z1 += 8;
        z2 += 8;
        z3 += 8;
      }
      let to = terms + <usize>t * line + (group << 5);
      storeTerms(to, offsetA, a0, offsetB, b0);
      to += line;
      storeTerms(to, offsetA, a1, offsetB, b1);
      to += line;
      storeTerms(to, offsetA, a2, offsetB, b2);
      to += line;
      storeTerms(to, offsetA, a3, offsetB, b3);
    }
  }
}

// @ts-ignore: decorator
@inline
function quadratic(z: v128, mu: v128, precision: v128): v128 {
  const d = f64x2.sub(z, mu);
  return f64x2.mul(f64x2.mul(d, d), precision);
}

// @ts-ignore: decorator
@inline
function storeTerms(to: usize, offsetA: v128, a: v128, offsetB: v128, b: v128): void {
  const half = f64x2.splat(0.5);
  v128.store(to, f64x2.sub(offsetA, f64x2.mul(a, half)));
  v128.store(to, f64x2.sub(offsetB, f64x2.mul(b, half)), 16);
}

/** Turns the log-variances in the tiles to precisions, and sums the terms' offsets. */
// @ts-ignore: decorator
@inline
function takePrecisions(tiles: usize, offset: usize, groups: i32, dimensions: i32): void {
  let at = tiles + 32;
  for (let group = 0; group < groups; group++) {
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    for (let j = 0; j < dimensions; j++) {
      const logA = v128.load(at);
      const logB = v128.load(at, 16);
      a = f64x2.add(a, logA);
      b = f64x2.add(b, logB);
      v128.store(at, exp(f64x2.neg(logA)));
      v128.store(at, exp(f64x2.neg(logB)), 16);
      at += 64;
    }
    v128.store(offset + (group << 5), f64x2.mul(a, f64x2.splat(-0.5)));
    v128.store(offset + (group << 5), f64x2.mul(b, f64x2.splat(-0.5)), 16);
  }
}

/**
 * Terms of a block of examples as above, and the running sum of e^(term - largest) of every draw over all blocks.
 * @param tiles as above, but of means and log-variances: overwritten
 * @param offset f64[4 groups], scratch
 * @param largest f64[batch], -infinity before the first block
 * @param sum f64[batch], 0 before the first block
 */
export function logSumExp(
  z: usize,
  batch: i32,
  tiles: usize,
  offset: usize,
  groups: i32,
  dimensions: i32,
  terms: usize,
  largest: usize,
  sum: usize,
): void {
  takePrecisions(tiles, offset, groups, dimensions);
  quadraticTerms(z, batch, tiles, offset, groups, dimensions, terms);
  const line: usize = groups << 5;
  for (let t = 0; t < batch; t++) {
    const start = terms + <usize>t * line;
    const end = start + line;
    const before = load<f64>(largest + (t << 3));
    let most = f64x2.splat(before);
    for (let at = start; at < end; at += 16) most = f64x2.pmax(most, v128.load(at));
    const top = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
    let total = f64x2.splat(0);
    for (let at = start; at < end; at += 16) {
      const below = f64x2.sub(v128.load(at), f64x2.splat(top));
      const counts = f64x2.gt(below, f64x2.splat(NEGLIGIBLE));
      if (v128.any_true(counts)) total = f64x2.add(total, v128.and(exp(below), counts));
    }
    const rescaled = f64x2.extract_lane(exp(f64x2.splat(before - top)), 0) * load<f64>(sum + (t << 3));
    store<f64>(largest + (t << 3), top);
    store<f64>(sum + (t << 3), rescaled + f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1));
  }
}
