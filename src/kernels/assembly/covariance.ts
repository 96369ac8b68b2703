/** 0 in memory: see exp.ts. */
const ZERO = memory.data<f64>([0]);

/**
 * Lays out a block of rows in panels of four columns, as deviations from the shift, and adds these to their sums.
 * @param x f64[rows, dimensions], with 24 spare bytes at its end
 * @param shift f64[4 count]
 * @param panels f64[count, rows, 4], out: columns past the last are 0
 * @param first f64[4 count], sums of deviations
 * @param count panels
 */
export function centre(
  x: usize,
  rows: i32,
  dimensions: i32,
  shift: usize,
  panels: usize,
  first: usize,
  count: i32,
): void {
  const row: usize = dimensions << 3;
  let to = panels;
  for (let panel = 0; panel < count; panel++) {
    const column: usize = panel << 5;
    const maskA = present(dimensions - 4 * panel);
    const maskB = present(dimensions - 4 * panel - 2);
    const shiftA = v128.load(shift + column);
    const shiftB = v128.load(shift + column, 16);
    let sumA = v128.load(first + column);
    let sumB = v128.load(first + column, 16);
    let from = x + column;
    for (let i = 0; i < rows; i++) {
      const a = v128.and(maskA, f64x2.sub(v128.load(from), shiftA));
      const b = v128.and(maskB, f64x2.sub(v128.load(from, 16), shiftB));
      sumA = f64x2.add(sumA, a);
      sumB = f64x2.add(sumB, b);
      v128.store(to, a);
      v128.store(to, b, 16);
      from += row;
      to += 32;
    }
    v128.store(first + column, sumA);
    v128.store(first + column, sumB, 16);
  }
}

/** Mask of two lanes of which the first `columns` are there. */
function present(columns: i32): v128 {
  const first = i64x2.splat(columns > 0 ? -1 : 0);
  return i64x2.replace_lane(first, 1, columns > 1 ? -1 : 0);
}

/** Panels taken with all before the next are, so that they stay in the cache. */
const NEAR: i32 = 16;

/**
 * Adds the products of every two columns: 4 x 4 sums at a time in registers.
 * @param panels f64[count, rows, 4]
 * @param tiles f64[count (count + 1) / 2, 4, 4], of panel and panel: (0, 0), (1, 0), (1, 1), (2, 0)...
 */
export function addProducts(panels: usize, count: i32, rows: i32, tiles: usize): void {
  const size: usize = rows << 5;
  for (let start = 0; start < count; start += NEAR) {
    const end = min(start + NEAR, count);
    for (let k = 0; k < end; k++) {
      for (let j = max(start, k); j < end; j++) {
        const tile = tiles + (((<usize>j * (j + 1)) >> 1) + k << 7);
        addTile(panels + <usize>j * size, panels + <usize>k * size, size, tile);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addTile(left: usize, right: usize, size: usize, tile: usize): void {
  let a0 = v128.load64_splat(ZERO);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  const end = left + size;
  for (; left < end; left += 32, right += 32) {
    const a = v128.load(right);
    const b = v128.load(right, 16);
    let x = v128.load64_splat(left);
    a0 = f64x2.add(a0, f64x2.mul(x, a));
    b0 = f64x2.add(b0, f64x2.mul(x, b));
    x = v128.load64_splat(left, 8);
    a1 = f64x2.add(a1, f64x2.mul(x, a));
    b1 = f64x2.add(b1, f64x2.mul(x, b));
    x = v128.load64_splat(left, 16);
    a2 = f64x2.add(a2, f64x2.mul(x, a));
    b2 = f64x2.add(b2, f64x2.mul(x, b));
    x = v128.load64_splat(left, 24);
    a3 = f64x2.add(a3, f64x2.mul(x, a));
    b3 = f64x2.add(b3, f64x2.mul(x, b));
  }
  add(tile, a0);
  add(tile + 16, b0);
  add(tile + 32, a1);
  add(tile + 48, b1);
  add(tile + 64, a2);
  add(tile + 80, b2);
  add(tile + 96, a3);
  add(tile + 112, b3);
}

// @ts-ignore: decorator
@inline
function add(address: usize, x: v128): void {
  v128.store(address, f64x2.add(v128.load(address), x));
}
