import { clamped, expTail, octaves, reduced, scaled } from './exp';

/** Rows taken together, so that the sums of two columns stay in registers while rows do not leave the cache. */
const TILE: i32 = 32;
/** ROUND of exp.ts: an exponential's octave of 0. */
const NO_OCTAVE: f64 = 6755399441055744;
const TINY_VARIANCE: f64 = 1e-4;

// @ts-ignore: decorator
@inline
function add(address: usize, x: v128): void {
  v128.store(address, f64x2.add(v128.load(address), x));
}

/**
 * Sums over a block of rows for mu, s, ln s and the KL of each dimension, taken about a shift near their mean, as sums of
 * squares about 0 would lose a small deviation beside a large mean: the mean of the first tile, itself taken about the
 * first row, so that equal values have deviations of exactly 0.
 * An odd last column shares its lanes with the next row's first: `mean` and `logVariance` end in eight spare bytes.
 * @param mean f64[rows, dimensions], rows > 0
 * @param logVariance f64[rows, dimensions]
 * @param shift f64[4, stride], out: of mu, s, ln s, KL; stride is `dimensions` rounded up to even
 * @param first f64[4, stride], out: sums of deviations from the shift
 * @param second f64[4, stride], out: sums of their squares
 * @param collapsed f64[stride], out: examples with a KL below `threshold`
 * @param totals v128[3, rows], out: lane sums of KL, of mu^2 + s, and of 2 s^2 + 4 mu^2 s; the sum of the lanes is meant
 * @returns elements with s < 1e-4
 */
export function moments(
  mean: usize,
  logVariance: usize,
  rows: i32,
  dimensions: i32,
  shift: usize,
  first: usize,
  second: usize,
  collapsed: usize,
  totals: usize,
  threshold: f64,
): f64 {
  const row: usize = dimensions << 3;
  const stride: usize = ((dimensions + 1) & ~1) << 3;
  const line: usize = rows << 4;
  memory.fill(shift, 0, 4 * stride);
  memory.fill(first, 0, 4 * stride);
  memory.fill(second, 0, 4 * stride);
  memory.fill(collapsed, 0, stride);
  memory.fill(totals, 0, 3 * line);
  let tiny = f64x2.splat(0);
  const one = f64x2.splat(1);

  // First the first row and the first tile alone, for the shift.
  for (let pass = 0, start = 0; start < rows; start += pass++ < 2 ? 0 : TILE) {
    const final = pass >= 2;
    const tileRows = pass === 0 ? 1 : min(TILE, rows - start);
    for (let j: i32 = 0; j < dimensions; j += 2) {
      const column: usize = j << 3;
      const both = j + 1 < dimensions ? i64x2.splat(-1) : i64x2.replace_lane(i64x2.splat(-1), 1, 0);
      const at = shift + column;
      const shiftMu = v128.load(at);
      const shiftS = v128.load(at + stride);
      const shiftLog = v128.load(at + 2 * stride);
      const shiftKl = v128.load(at + 3 * stride);
      let mu1 = f64x2.splat(0);
      let mu2 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let s2 = f64x2.splat(0);
      let log1 = f64x2.splat(0);
      let log2 = f64x2.splat(0);
      let kl1 = f64x2.splat(0);
      let kl2 = f64x2.splat(0);
      let low = f64x2.splat(0);
      let from = mean + <usize>start * row + column;
      let logFrom = logVariance + <usize>start * row + column;
      let to = totals + (start << 4);
      for (let i = 0; i < tileRows; i++) {
        const mu = v128.load(from);
        const lv = v128.load(logFrom);
        const bounded = clamped(lv);
        const k = octaves(bounded);
        const r = reduced(bounded, k);
        const tail = expTail(r);
        const s = scaled(f64x2.add(one, f64x2.add(r, tail)), k);
        // e^x - 1 - x: near 0 the series itself, which does not cancel.
        const direct = f64x2.sub(f64x2.sub(s, one), lv);
        const linear = v128.bitselect(tail, direct, f64x2.eq(k, f64x2.splat(NO_OCTAVE)));
        const square = f64x2.mul(mu, mu);
        const kl = f64x2.mul(f64x2.add(square, linear), f64x2.splat(0.5));
        const dMu = f64x2.sub(mu, shiftMu);
        const dS = f64x2.sub(s, shiftS);
        const dLog = f64x2.sub(lv, shiftLog);
        const dKl = f64x2.sub(kl, shiftKl);
        mu1 = f64x2.add(mu1, dMu);
        s1 = f64x2.add(s1, dS);
        log1 = f64x2.add(log1, dLog);
        kl1 = f64x2.add(kl1, dKl);
        if (final) {
          mu2 = f64x2.add(mu2, f64x2.mul(dMu, dMu));
          s2 = f64x2.add(s2, f64x2.mul(dS, dS));
          log2 = f64x2.add(log2, f64x2.mul(dLog, dLog));
          kl2 = f64x2.add(kl2, f64x2.mul(dKl, dKl));
          low = f64x2.add(low, v128.and(one, f64x2.lt(kl, f64x2.splat(threshold))));
          tiny = f64x2.add(tiny, v128.and(v128.and(one, both), f64x2.lt(s, f64x2.splat(TINY_VARIANCE))));
          add(to, v128.and(both, kl));
          add(to + line, v128.and(both, f64x2.add(square, s)));
          const spread = f64x2.mul(f64x2.add(f64x2.add(s, s), f64x2.mul(square, f64x2.splat(4))), s);
          add(to + 2 * line, v128.and(both, spread));
          to += 16;
        }
        from += row;
        logFrom += row;
      }
      if (final) {
        add(first + column, mu1);
        add(first + column + stride, s1);
        add(first + column + 2 * stride, log1);
        add(first + column + 3 * stride, kl1);
        add(second + column, mu2);
        add(second + column + stride, s2);
        add(second + column + 2 * stride, log2);
        add(second + column + 3 * stride, kl2);
        add(collapsed + column, low);
      } else {
        const share = f64x2.splat(1 / f64(tileRows));
        add(at, f64x2.mul(mu1, share));
        add(at + stride, f64x2.mul(s1, share));
        add(at + 2 * stride, f64x2.mul(log1, share));
        add(at + 3 * stride, f64x2.mul(kl1, share));
      }
    }
  }
  return f64x2.extract_lane(tiny, 0) + f64x2.extract_lane(tiny, 1);
}
