/**
 * Components of a mixture collected in cells: see src/diagnostics/mixtureCells.ts, the twin, for the mathematics. A cell
 * is `slots` numbers: b_0 .. b_(slots - 2) summed over its components, and the sum of the sizes of the first two that it
 * leaves out, each divided by sqrt(k!).
 */

/**
 * Constants in memory, as in exp.ts: 1 / sqrt(k!) of the first two coefficients that 12 and 16 slots leave out; 1.5 * 2^52
 * (what is added to it is rounded to a whole number, which then stands in the low bits); bounds of the indices of means,
 * which are to fit 32 bits, and beyond which no window reaches.
 */
const TABLE = memory.data<f64>([
  0.00015827857841616382,
  4.569108992776174e-05,
  8.744806305356235e-07,
  2.1862015763390587e-07,
  6755399441055744,
  1e9,
  -1e9,
  1,
]);

/**
 * Of bits: one octave, two octaves less one, 1.0, the exponent of 1/w for o = -512; then for 12 slots and for 16 the bits
 * of a level and its middle.
 */
const BITS = memory.data<i64>([
  1 << 52,
  (2 << 52) - 1,
  1023 << 52,
  1023 + 512,
  ~((1 << 51) - 1),
  1 << 50,
  ~((1 << 50) - 1),
  1 << 49,
]);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load64_splat(TABLE + (index << 3));
}

// @ts-ignore: decorator
@inline
function bits(index: usize): v128 {
  return v128.load64_splat(BITS + (index << 3));
}

// @ts-ignore: decorator
@inline
function add(address: usize, x: v128): void {
  v128.store(address, f64x2.add(v128.load(address), x));
}

// @ts-ignore: decorator
@inline
function combined(d: v128, x: v128, t: v128, y: v128): v128 {
  return f64x2.add(f64x2.mul(d, x), f64x2.mul(t, y));
}

/** Adds two neighbouring slots to the cells of both lanes. */
// @ts-ignore: decorator
@inline
function addPair(cell0: usize, cell1: usize, slot: usize, x: v128, y: v128): void {
  add(cell0 + (slot << 3), v128.shuffle<f64>(x, y, 0, 2));
  add(cell1 + (slot << 3), v128.shuffle<f64>(x, y, 1, 3));
}

/** Sizes of the first two coefficients left out, divided by sqrt(k!). */
// @ts-ignore: decorator
@inline
function omitted(first: v128, second: v128, root: usize): v128 {
  return f64x2.add(f64x2.mul(f64x2.abs(first), constant(root)), f64x2.mul(f64x2.abs(second), constant(root + 1)));
}

/**
 * Adds staged elements to the cells of their dimensions: two columns at a time, so that their cells stay in the cache.
 * @param stage f64[pairs, stageRows, 4]: mu and s of two columns, of which the first `rows` rows count
 * @param dimensions the number of columns; the second of the last pair is none where it is odd
 * @param windows i32[2 pairs, levels + 1, 4]: address of the cell of index 0 (wherever that lies), first index, number of
 *   indices, 0; the last level has no cells
 * @param limits f64[pairs, 3, 2]: lowest and highest mean and highest variance of the elements with a cell
 * @param lowest the level of the windows' first
 * @param nowhere f64[slots], takes what has no cell
 * @param strays i32[n], out: places in `stage` of the means of elements without a cell
 * @returns n
 */
export function collect12(
  stage: usize,
  stageRows: i32,
  rows: i32,
  dimensions: i32,
  windows: usize,
  limits: usize,
  lowest: i32,
  levels: i32,
  nowhere: usize,
  strays: usize,
): i32 {
  return collect(12, stage, stageRows, rows, dimensions, windows, limits, lowest, levels, nowhere, strays);
}

/** As collect12, with 16 slots. */
export function collect16(
  stage: usize,
  stageRows: i32,
  rows: i32,
  dimensions: i32,
  windows: usize,
  limits: usize,
  lowest: i32,
  levels: i32,
  nowhere: usize,
  strays: usize,
): i32 {
  return collect(16, stage, stageRows, rows, dimensions, windows, limits, lowest, levels, nowhere, strays);
}

// @ts-ignore: decorator
@inline
function collect(
  slots: i32,
  stage: usize,
  stageRows: i32,
  rows: i32,
  dimensions: i32,
  windows: usize,
  limits: usize,
  lowest: i32,
  levels: i32,
  nowhere: usize,
  strays: usize,
): i32 {
  const record: usize = (levels + 1) << 4;
  const cellBytes = slots << 3;
  const level = slots == 12 ? 4 : 6;
  const levelBits = slots == 12 ? 51 : 50;
  let stray = strays;
  for (let j = 0; j < dimensions; j += 2) {
    const window0 = windows + <usize>j * record;
    const window1 = window0 + record;
    // The column past an odd last one has windows of nothing, and is not to be reported.
    const strayWidth = j + 1 < dimensions ? 4 : 0;
    const limit = limits + <usize>j * 24;
    const lowestMean = v128.load(limit);
    const highestMean = v128.load(limit, 16);
    const highestVariance = v128.load(limit, 32);
    const start = stage + (<usize>((j >> 1) * stageRows) << 5);
    const end = start + (rows << 5);
    for (let at = start; at < end; at += 32) {
      const mu = v128.load(at);
      const s = v128.load(at, 16);
      // The level: exponent and first bits of the mantissa of s.
      const levelOf = i64x2.shr_u(s, levelBits);
      const place0 = window0 + (min(u32(i32x4.extract_lane(levelOf, 0) - lowest), u32(levels)) << 4);
      const place1 = window1 + (min(u32(i32x4.extract_lane(levelOf, 2) - lowest), u32(levels)) << 4);
      // w = 2^o with s in [4^o, 4^(o+1)): y = s/w^2 in [1, 4) and the middle of its level, by their bits.
      const shifted = i64x2.add(s, bits(0));
      const y = i64x2.add(v128.and(shifted, bits(1)), bits(2));
      const t = f64x2.sub(y, v128.or(v128.and(y, bits(level)), bits(level + 1)));
      const inverseWidth = i64x2.shl(i64x2.sub(bits(3), i64x2.shr_u(shifted, 53)), 52);
      const x = f64x2.pmin(constant(5), f64x2.pmax(constant(6), f64x2.mul(mu, inverseWidth)));
      const rounded = f64x2.add(x, constant(4));
      const d = f64x2.sub(x, f64x2.sub(rounded, constant(4)));
      const index0 = i32x4.extract_lane(rounded, 0);
      const index1 = i32x4.extract_lane(rounded, 2);
      let cell0 = <usize>(load<i32>(place0) + index0 * cellBytes);
      let cell1 = <usize>(load<i32>(place1) + index1 * cellBytes);
      const beyond = v128.or(
        f64x2.gt(s, highestVariance),
        v128.or(f64x2.lt(mu, lowestMean), f64x2.gt(mu, highestMean)),
      );
      const outside0 = u32(index0 - load<i32>(place0, 4)) >= load<u32>(place0, 8);
      const outside1 = u32(index1 - load<i32>(place1, 4)) >= load<u32>(place1, 8);
      // Rare: one branch for all of it.
      if (i32(outside0) | i32(outside1) | i32(v128.any_true(beyond))) {
        if (outside0 || i64x2.extract_lane(beyond, 0) != 0) {
          cell0 = nowhere;
          store<i32>(stray, i32(at - stage) >> 3);
          stray += 4;
        }
        if (outside1 || i64x2.extract_lane(beyond, 1) != 0) {
          cell1 = nowhere;
          store<i32>(stray, i32(at + 8 - stage) >> 3);
          stray += strayWidth;
        }
      }
      // b_k = k! c_k = d b_(k-1) + (k - 1) t b_(k-2).
      const b2 = f64x2.add(f64x2.mul(d, d), t);
      const t2 = f64x2.add(t, t);
      const b3 = combined(d, b2, t2, d);
      const t3 = f64x2.add(t2, t);
      const b4 = combined(d, b3, t3, b2);
      const t4 = f64x2.add(t3, t);
      const b5 = combined(d, b4, t4, b3);
      const t5 = f64x2.add(t4, t);
      const b6 = combined(d, b5, t5, b4);
      const t6 = f64x2.add(t5, t);
      const b7 = combined(d, b6, t6, b5);
      const t7 = f64x2.add(t6, t);
      const b8 = combined(d, b7, t7, b6);
      addPair(cell0, cell1, 0, constant(7), d);
      addPair(cell0, cell1, 2, b2, b3);
      addPair(cell0, cell1, 4, b4, b5);
      const t8 = f64x2.add(t7, t);
      const b9 = combined(d, b8, t8, b7);
      const t9 = f64x2.add(t8, t);
      const b10 = combined(d, b9, t9, b8);
      const t10 = f64x2.add(t9, t);
      const b11 = combined(d, b10, t10, b9);
      const t11 = f64x2.add(t10, t);
      const b12 = combined(d, b11, t11, b10);
      addPair(cell0, cell1, 6, b6, b7);
      addPair(cell0, cell1, 8, b8, b9);
      if (slots == 12) {
        addPair(cell0, cell1, 10, b10, omitted(b11, b12, 0));
      } else {
        const t12 = f64x2.add(t11, t);
        const b13 = combined(d, b12, t12, b11);
        const t13 = f64x2.add(t12, t);
        const b14 = combined(d, b13, t13, b12);
        const t14 = f64x2.add(t13, t);
        const b15 = combined(d, b14, t14, b13);
        const t15 = f64x2.add(t14, t);
        const b16 = combined(d, b15, t15, b14);
        addPair(cell0, cell1, 10, b10, b11);
        addPair(cell0, cell1, 12, b12, b13);
        addPair(cell0, cell1, 14, b14, omitted(b15, b16, 2));
      }
    }
  }
  return i32((stray - strays) >> 2);
}

/**
 * Adds the densities of the cells of one level to a grid.
 * @param grid f64, and `error` likewise
 * @param cells f64[count, slots]
 * @param node i32[count], the grid's node at each cell's centre
 * @param table f64[slots, width]: what a unit of each slot adds at the nodes from centre - half on; the last one to `error`
 * @param width a multiple of 8; the grid reaches that far
 */
export function depositCells(
  grid: usize,
  error: usize,
  cells: usize,
  node: usize,
  count: i32,
  slots: i32,
  table: usize,
  half: i32,
  width: i32,
): void {
  const line: usize = width << 3;
  const last = table + <usize>(slots - 1) * line;
  for (let c = 0; c < count; c++) {
    const cell = cells + <usize>c * (slots << 3);
    const cellEnd = cell + ((slots - 1) << 3);
    const start = (load<i32>(node + (c << 2)) - half) << 3;
    const bound = v128.load64_splat(cellEnd);
    for (let n: usize = 0; n < line; n += 64) {
      let a0 = f64x2.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let from = table + n;
      for (let slot = cell; slot < cellEnd; slot += 8) {
        const c = v128.load64_splat(slot);
        a0 = f64x2.add(a0, f64x2.mul(c, v128.load(from)));
        a1 = f64x2.add(a1, f64x2.mul(c, v128.load(from, 16)));
        a2 = f64x2.add(a2, f64x2.mul(c, v128.load(from, 32)));
        a3 = f64x2.add(a3, f64x2.mul(c, v128.load(from, 48)));
        from += line;
      }
      const to = grid + start + n;
      add(to, a0);
      add(to + 16, a1);
      add(to + 32, a2);
      add(to + 48, a3);
      const errorTo = error + start + n;
      const errorFrom = last + n;
      add(errorTo, f64x2.mul(bound, v128.load(errorFrom)));
      add(errorTo + 16, f64x2.mul(bound, v128.load(errorFrom, 16)));
      add(errorTo + 32, f64x2.mul(bound, v128.load(errorFrom, 32)));
      add(errorTo + 48, f64x2.mul(bound, v128.load(errorFrom, 48)));
    }
  }
}
