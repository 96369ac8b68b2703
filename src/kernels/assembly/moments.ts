import { expTail, octaves, reduced, ROUND, scaled } from './exp';

/** Constants in memory, as in exp.ts. */
const TABLE = memory.data<f64>([1, 0.5, 4, 1e-4, ROUND]);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load64_splat(TABLE + (index << 3));
}

/** Rows taken together, so that the sums of two columns stay in registers while rows do not leave the cache. */
const TILE: i32 = 32;

// @ts-ignore: decorator
@inline
function add(address: usize, x: v128): void {
  v128.store(address, f64x2.add(v128.load(address), x));
}

/** Two neighbouring elements. */
// @ts-ignore: decorator
@inline
function loadPair<T>(at: usize): v128 {
  return sizeof<T>() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(at)) : v128.load(at);
}

/**
 * Adds a block of rows to sums over mu, s, ln s and the KL of each dimension, taken about a shift near their means, as
 * sums of squares about 0 would lose a small deviation beside a large mean; and stages mu and s for the cells.
 * An odd last column shares its lanes with the next row's first: both arrays end in a spare element.
 * @param mean float64[rows, dimensions]
 * @param spread float64[rows, dimensions], ln s, within +-700
 * @param shift f64[4, stride]: of mu, s, ln s, KL; stride is `dimensions` rounded up to even
 * @param sums f64[7, stride], added to: deviations of mu and their squares, of s, of ln s, of KL and their squares,
 *   examples with a KL below `threshold`
 * @param rowSums v128[2, rows], out: lane sums over dimensions of KL and of mu^2 + s; the sum of the lanes is meant
 * @param scalars v128[2], added to: elements with s < 1e-4, sum of 2 s^2 + 4 mu^2 s; likewise
 * @param first even, first column to take, `last` the one after the last
 * @param stage f64[pairs of dimensions from .. to, stageRows, 4]: mu and s of two columns, at the rows from `stageRow` on
 */
export function addMoments64(
  mean: usize,
  spread: usize,
  rows: i32,
  dimensions: i32,
  shift: usize,
  sums: usize,
  rowSums: usize,
  scalars: usize,
  threshold: f64,
  first: i32,
  last: i32,
  from: i32,
  to: i32,
  stage: usize,
  stageRow: i32,
  stageRows: i32,
): void {
  addMoments<f64>(mean, spread, rows, dimensions, shift, sums, rowSums, scalars, threshold, first, last, from, to, stage, stageRow, stageRows);
}

/** As addMoments64, with float32 for `mean` and `spread`. */
export function addMoments32(
  mean: usize,
  spread: usize,
  rows: i32,
  dimensions: i32,
  shift: usize,
  sums: usize,
  rowSums: usize,
  scalars: usize,
  threshold: f64,
  first: i32,
  last: i32,
  from: i32,
  to: i32,
  stage: usize,
  stageRow: i32,
  stageRows: i32,
): void {
  addMoments<f32>(mean, spread, rows, dimensions, shift, sums, rowSums, scalars, threshold, first, last, from, to, stage, stageRow, stageRows);
}

// @ts-ignore: decorator
@inline
function addMoments<T>(
  mean: usize,
  spread: usize,
  rows: i32,
  dimensions: i32,
  shift: usize,
  sums: usize,
  rowSums: usize,
  scalars: usize,
  threshold: f64,
  first: i32,
  last: i32,
  from: i32,
  to: i32,
  stage: usize,
  stageRow: i32,
  stageRows: i32,
): void {
  const row: usize = <usize>dimensions * sizeof<T>();
  const stride: usize = ((dimensions + 1) & ~1) << 3;
  const low = f64x2.splat(threshold);
  const line: usize = <usize>rows << 4;
  memory.fill(rowSums, 0, 2 * line);
  for (let start = 0; start < rows; start += TILE) {
    const tileRows = min(TILE, rows - start);
    const toRows = rowSums + (start << 4);
    for (let j: i32 = first; j < last; j += 2) {
      const offset = <usize>start * row + <usize>j * sizeof<T>();
      const m = mean + offset;
      const v = spread + offset;
      const c: usize = j << 3;
      const place = stage + (<usize>(((j - from) >> 1) * stageRows + stageRow + start) << 5);
      const staged = j >= from && j < to ? place : 0;
      if (j + 1 < dimensions) {
        addTile<T>(true, m, v, row, tileRows, shift + c, sums + c, stride, toRows, line, scalars, low, staged);
      } else {
        addTile<T>(false, m, v, row, tileRows, shift + c, sums + c, stride, toRows, line, scalars, low, staged);
      }
    }
  }
}

/** @param both whether the second lane is a column, too */
// @ts-ignore: decorator
@inline
function addTile<T>(
  both: bool,
  mean: usize,
  spread: usize,
  row: usize,
  rows: i32,
  shift: usize,
  sums: usize,
  stride: usize,
  rowSums: usize,
  line: usize,
  scalars: usize,
  low: v128,
  stage: usize,
): void {
  const shiftMu = v128.load(shift);
  const shiftS = v128.load(shift + stride);
  const shiftLog = v128.load(shift + 2 * stride);
  const shiftKl = v128.load(shift + 3 * stride);
  let mu1 = f64x2.splat(0);
  let mu2 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let log1 = f64x2.splat(0);
  let kl1 = f64x2.splat(0);
  let kl2 = f64x2.splat(0);
  let collapsed = i64x2.splat(0);
  let tiny = i64x2.splat(0);
  let normVariance = f64x2.splat(0);
  const end = mean + <usize>rows * row;
  while (mean < end) {
    const mu = loadPair<T>(mean);
    const lv = loadPair<T>(spread);
    const k = octaves(lv);
    const r = reduced(lv, k);
    const tail = expTail(r);
    const s = scaled(f64x2.add(constant(0), f64x2.add(r, tail)), k);
    if (stage) {
      v128.store(stage, mu);
      v128.store(stage, s, 16);
      stage += 32;
    }
    // e^x - 1 - x: near 0 the series itself, which does not cancel.
    const direct = f64x2.sub(f64x2.sub(s, constant(0)), lv);
    const linear = v128.bitselect(tail, direct, f64x2.eq(k, constant(4)));
    const square = f64x2.mul(mu, mu);
    const kl = f64x2.mul(f64x2.add(square, linear), constant(1));
    const dMu = f64x2.sub(mu, shiftMu);
    const dKl = f64x2.sub(kl, shiftKl);
    mu1 = f64x2.add(mu1, dMu);
    mu2 = f64x2.add(mu2, f64x2.mul(dMu, dMu));
    s1 = f64x2.add(s1, f64x2.sub(s, shiftS));
    log1 = f64x2.add(log1, f64x2.sub(lv, shiftLog));
    kl1 = f64x2.add(kl1, dKl);
    kl2 = f64x2.add(kl2, f64x2.mul(dKl, dKl));
    // A true lane is -1.
    collapsed = i64x2.sub(collapsed, f64x2.lt(kl, low));
    tiny = i64x2.sub(tiny, f64x2.lt(s, constant(3)));
    normVariance = f64x2.add(normVariance, f64x2.mul(f64x2.add(f64x2.add(s, s), f64x2.mul(square, constant(2))), s));
    if (both) {
      add(rowSums, kl);
      add(rowSums + line, f64x2.add(square, s));
    } else {
      add(rowSums, firstLane(kl));
      add(rowSums + line, firstLane(f64x2.add(square, s)));
    }
    rowSums += 16;
    mean += row;
    spread += row;
  }
  add(sums, mu1);
  add(sums + stride, mu2);
  add(sums + 2 * stride, s1);
  add(sums + 3 * stride, log1);
  add(sums + 4 * stride, kl1);
  add(sums + 5 * stride, kl2);
  add(sums + 6 * stride, counted(collapsed));
  add(scalars, both ? counted(tiny) : firstLane(counted(tiny)));
  add(scalars + 16, both ? normVariance : firstLane(normVariance));
}

// @ts-ignore: decorator
@inline
function firstLane(x: v128): v128 {
  return f64x2.replace_lane(x, 1, 0);
}

// @ts-ignore: decorator
@inline
function counted(lanes: v128): v128 {
  const first = f64x2.splat(f64(i64x2.extract_lane(lanes, 0)));
  return f64x2.replace_lane(first, 1, f64(i64x2.extract_lane(lanes, 1)));
}

/** All elements at most `bound` in size: NaN and infinity are not. */
const WITHIN: i32 = 1;
const ANY_NEGATIVE: i32 = 2;
const ANY_NONZERO: i32 = 4;

/** What `count` elements are, as the sum of these. */
export function inspect64(at: usize, count: i32, bound: f64): i32 {
  return inspect<f64>(at, count, bound);
}

/** As inspect64, of float32. */
export function inspect32(at: usize, count: i32, bound: f64): i32 {
  return inspect<f32>(at, count, bound);
}

// @ts-ignore: decorator
@inline
function inspect<T>(at: usize, count: i32, bound: f64): i32 {
  const largest = f64x2.splat(bound);
  const zero = f64x2.splat(0);
  let within = i64x2.splat(-1);
  let negative = i64x2.splat(0);
  let nonzero = i64x2.splat(0);
  const end = at + <usize>(count & ~1) * sizeof<T>();
  for (; at < end; at += 2 * sizeof<T>()) {
    const x = loadPair<T>(at);
    within = v128.and(within, f64x2.le(f64x2.abs(x), largest));
    negative = v128.or(negative, f64x2.lt(x, zero));
    nonzero = v128.or(nonzero, f64x2.ne(x, zero));
  }
  let result = (i64x2.all_true(within) ? WITHIN : 0) | (v128.any_true(negative) ? ANY_NEGATIVE : 0);
  if (v128.any_true(nonzero)) result |= ANY_NONZERO;
  if (count & 1) {
    const x = f64(load<T>(at));
    if (!(Math.abs(x) <= bound)) result &= ~WITHIN;
    if (x < 0) result |= ANY_NEGATIVE;
    if (x != 0) result |= ANY_NONZERO;
  }
  return result;
}
