import { expBelow } from './expBelow';
import { tileBytes, tripleBytes } from './jointTiles';

/** Constants in memory, as in exp.ts. */
const TABLE = memory.data<f64>([0, -0.5, -45]);
const ZERO: usize = 0;
const MINUS_HALF: usize = 8;
/** A term that lies this far from the largest adds less than a rounding error to the sum. */
const NEGLIGIBLE: usize = 16;

/** Dimensions before the first look whether a tile can be abandoned. */
const FIRST_LOOK: usize = 4;
/** Further looks come at twice as many dimensions, but these apart at most, or an eighth of the way. */
const NEXT_LOOK: usize = 32;
/** Tiles not abandoned after which only one in so many is looked at: where none is, looks cost an eighth of the time. */
const PATIENCE: i32 = 16;

/**
 * Adds a block of examples to the draws' sums of e^(term - largest), where
 * term = -(offset + sum_j (z_j - mu_j)^2 precision_j) / 2. Three draws and four examples at a time: six sums in
 * registers beside what they are made of; with one draw more V8 keeps two of the sums in memory. A term only falls as
 * dimensions are added, so twelve are abandoned as soon as all of them are negligible.
 * @param z laid out by packDraws, and `tiles` and `offset` by packExamples
 * @param triplesPerTile draws taken with all examples before the next are, so that they stay in the cache
 * @param states f64[3 triples, 4]: sum in two lanes, largest term, and the offset + squares of a negligible one
 */
export function addExamples(
  z: usize,
  triples: i32,
  triplesPerTile: i32,
  tiles: usize,
  offset: usize,
  groups: i32,
  dimensions: i32,
  states: usize,
): void {
  const tripleSize = tripleBytes(dimensions);
  const tileSize = tileBytes(dimensions);
  let kept = 0;
  for (let first = 0; first < triples; first += triplesPerTile) {
    const start = z + <usize>first * tripleSize;
    const last = z + <usize>min(first + triplesPerTile, triples) * tripleSize;
    for (let group = 0; group < groups; group++) {
      const tile = tiles + <usize>group * tileSize;
      const end = tile + (dimensions << 6);
      const offsetA = v128.load(offset + (group << 5));
      const offsetB = v128.load(offset + (group << 5), 16);
      let state = states + first * 96;
      for (let triple = start; triple < last; triple += tripleSize, state += 96) {
        let at = tile;
        let from = triple;
        let a0 = v128.load64_splat(TABLE + ZERO);
        let a1 = a0;
        let a2 = a0;
        let b0 = a0;
        let b1 = a0;
        let b2 = a0;
        let look = kept < PATIENCE || kept % PATIENCE === 0 ? tile + (FIRST_LOOK << 6) : end;
        let abandoned = false;
        while (true) {
          const stop = min(look, end);
          for (; at < stop; at += 64, from += 24) {
            const muA = v128.load(at);
            const muB = v128.load(at, 16);
            const precisionA = v128.load(at, 32);
            const precisionB = v128.load(at, 48);
            let draw = v128.load64_splat(from);
            a0 = f64x2.add(a0, square(draw, muA, precisionA));
            b0 = f64x2.add(b0, square(draw, muB, precisionB));
            draw = v128.load64_splat(from, 8);
            a1 = f64x2.add(a1, square(draw, muA, precisionA));
            b1 = f64x2.add(b1, square(draw, muB, precisionB));
            draw = v128.load64_splat(from, 16);
            a2 = f64x2.add(a2, square(draw, muA, precisionA));
            b2 = f64x2.add(b2, square(draw, muB, precisionB));
          }
          if (at === end) break;
          const near = v128.or(
            v128.or(counts(offsetA, a0, offsetB, b0, state), counts(offsetA, a1, offsetB, b1, state + 32)),
            counts(offsetA, a2, offsetB, b2, state + 64),
          );
          if (!v128.any_true(near)) {
            abandoned = true;
            break;
          }
          const done = look - tile;
          look += max(min(done, NEXT_LOOK << 6), done >> 3);
        }
        kept = abandoned ? 0 : kept + 1;
        if (abandoned) continue;
        addTerms(offsetA, a0, offsetB, b0, state);
        addTerms(offsetA, a1, offsetB, b1, state + 32);
        addTerms(offsetA, a2, offsetB, b2, state + 64);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function square(z: v128, mu: v128, precision: v128): v128 {
  const d = f64x2.sub(z, mu);
  return f64x2.mul(f64x2.mul(d, d), precision);
}

/** Whether one of a draw's four terms may still count. */
// @ts-ignore: decorator
@inline
function counts(offsetA: v128, a: v128, offsetB: v128, b: v128, state: usize): v128 {
  return f64x2.lt(f64x2.pmin(f64x2.add(offsetA, a), f64x2.add(offsetB, b)), v128.load64_splat(state, 24));
}

/** Adds four terms to a draw's sum. */
// @ts-ignore: decorator
@inline
function addTerms(offsetA: v128, a: v128, offsetB: v128, b: v128, state: usize): void {
  const minusHalf = v128.load64_splat(TABLE + MINUS_HALF);
  const termA = f64x2.mul(f64x2.add(offsetA, a), minusHalf);
  const termB = f64x2.mul(f64x2.add(offsetB, b), minusHalf);
  const most = f64x2.pmax(termA, termB);
  let top = v128.load64_splat(state, 16);
  if (v128.any_true(f64x2.gt(most, top))) {
    raise(state, max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)));
    top = v128.load64_splat(state, 16);
  }
  if (v128.any_true(f64x2.gt(f64x2.sub(most, top), v128.load64_splat(TABLE + NEGLIGIBLE)))) {
    const terms = f64x2.add(expBelow(f64x2.sub(termA, top)), expBelow(f64x2.sub(termB, top)));
    v128.store(state, f64x2.add(v128.load(state), terms));
  }
}

/** Refers a draw's sum to a larger term. */
function raise(state: usize, largest: f64): void {
  const factor = expBelow(f64x2.splat(load<f64>(state, 16) - largest));
  v128.store(state, f64x2.mul(v128.load(state), factor));
  setLargest(state, largest);
}

/** Sets a draw's largest term, and with it which others are negligible. */
export function setLargest(state: usize, largest: f64): void {
  store<f64>(state, largest, 16);
  store<f64>(state, -2 * (largest + load<f64>(TABLE + NEGLIGIBLE)), 24);
}
