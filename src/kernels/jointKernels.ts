import type { JointDraws } from '../diagnostics/jointDraws';
import { asTheyStand, type LogSumExp } from '../diagnostics/logSumExp';
import { instantiate, type KernelMemory, layout } from './instance';

/** The SIMD kernels of the joint estimate. What they are given and give: src/diagnostics/logSumExp.ts. */
export interface JointKernels {
  ownTerms(z: Float64Array, mean: Float64Array, logVariance: Float64Array, order: Int32Array): Float64Array;
  /** With a memory of its own, of 8 T D bytes and some megabytes. */
  logSumExp(draws: JointDraws): LogSumExp;
}

interface Exports extends KernelMemory {
  tileBytes(dimensions: number): number;
  tripleBytes(dimensions: number): number;
  packDraws(draws: number, count: number, order: number, dimensions: number, z: number): void;
  packExamples(
    mean: number,
    logVariance: number,
    rows: number,
    order: number,
    dimensions: number,
    tiles: number,
    offset: number,
  ): void;
  pairTerms(z: number, count: number, tiles: number, offset: number, dimensions: number, terms: number): void;
  addExamples(
    z: number,
    triples: number,
    triplesPerTile: number,
    tiles: number,
    offset: number,
    groups: number,
    dimensions: number,
    states: number,
  ): void;
  setLargest(state: number, largest: number): void;
}

/** Bytes of a draw's sum, largest term and limit. */
const STATE = 32;
/** Draws taken with all examples of a block before the next are: with four examples they stay in a core's cache. */
const DRAW_BYTES = 1 << 18;
/** Of the examples packed together, whose rows (a multiple of 12) are bounded as well. */
const BLOCK_BYTES = 1 << 20;
const BLOCK_ROWS = { least: 36, most: 252 };

/** @returns null where WebAssembly SIMD is missing: the plain TypeScript twin then does the work */
export function loadJointKernels(): JointKernels | null {
  if (!instantiate()) return null;
  return {
    ownTerms(z, mean, logVariance, order) {
      const dimensions = order.length;
      const samples = z.length / dimensions;
      const tiles = tilesOf(order, samples);
      const terms = new Float64Array(samples);
      for (let start = 0; start < samples; start += tiles.blockRows) {
        const count = Math.min(tiles.blockRows, samples - start);
        const [from, to] = [start * dimensions, (start + count) * dimensions];
        tiles.packDraws(z.subarray(from, to), 0);
        tiles.packExamples(mean.subarray(from, to), logVariance.subarray(from, to));
        terms.set(tiles.pairTerms(count), start);
      }
      return terms;
    },
    logSumExp({ z, own, dimensions, order = asTheyStand(dimensions) }) {
      const tiles = tilesOf(order, own.length);
      const block = tiles.blockRows * dimensions;
      for (let from = 0; from < z.length; from += block) {
        tiles.packDraws(z.subarray(from, from + block), from / dimensions);
      }
      tiles.start(own);
      let taken = 0;
      return {
        take(mean, logVariance, rows) {
          const end = rows * dimensions;
          for (let from = 0; from < end; from += block) {
            const to = Math.min(from + block, end);
            tiles.packExamples(mean.subarray(from, to), logVariance.subarray(from, to));
            tiles.add((to - from) / dimensions);
          }
          taken += rows;
        },
        partial: () => ({ ...tiles.sums(own.length), rows: taken }),
      };
    },
  };
}

/** A memory for T draws and a block of examples, and the kernels upon it. */
function tilesOf(order: Int32Array, samples: number) {
  const exports = instantiate<Exports>()!;
  const dimensions = order.length;
  const tileBytes = exports.tileBytes(dimensions);
  const tripleBytes = exports.tripleBytes(dimensions);
  const triples = Math.ceil(samples / 3);
  const triplesPerTile = Math.max(4, Math.floor(DRAW_BYTES / tripleBytes));
  const fitting = 12 * Math.floor(BLOCK_BYTES / tileBytes / 3);
  const blockRows = Math.max(BLOCK_ROWS.least, Math.min(BLOCK_ROWS.most, fitting));
  const block = 8 * blockRows * dimensions;
  const [orderAt, zAt, statesAt, meanAt, logVarianceAt, tilesAt, offsetAt, termsAt] = layout(
    exports,
    4 * dimensions,
    tripleBytes * triples,
    3 * STATE * triples,
    block,
    block,
    (tileBytes * blockRows) / 4,
    8 * blockRows,
    8 * blockRows,
  );
  const { buffer } = exports.memory;
  const array = (at: number, length: number) => new Float64Array(buffer, at, length);
  const mean = array(meanAt, blockRows * dimensions);
  const logVariance = array(logVarianceAt, blockRows * dimensions);
  new Int32Array(buffer, orderAt, dimensions).set(order.map((j) => 8 * j));
  return {
    blockRows,
    /** @param first their place among all draws, a multiple of 3 */
    packDraws(draws: Float64Array, first: number): void {
      mean.set(draws);
      exports.packDraws(meanAt, draws.length / dimensions, orderAt, dimensions, zAt + (first / 3) * tripleBytes);
    },
    packExamples(mu: Float64Array, lv: Float64Array): void {
      mean.set(mu);
      logVariance.set(lv);
      exports.packExamples(meanAt, logVarianceAt, mu.length / dimensions, orderAt, dimensions, tilesAt, offsetAt);
    },
    /** @returns the terms of the first `count` draws with the examples of their numbers */
    pairTerms(count: number): Float64Array {
      exports.pairTerms(zAt, count, tilesAt, offsetAt, dimensions, termsAt);
      return array(termsAt, count);
    },
    start(own: Float64Array): void {
      array(statesAt, 12 * triples).fill(0);
      // Nothing counts for what fills the last three.
      for (let t = 0; t < 3 * triples; t++) exports.setLargest(statesAt + STATE * t, own[t] ?? Infinity);
    },
    /** @param rows of the examples packed */
    add(rows: number): void {
      const groups = Math.ceil(rows / 4);
      exports.addExamples(zAt, triples, triplesPerTile, tilesAt, offsetAt, groups, dimensions, statesAt);
    },
    sums(count: number): { largest: Float64Array; sum: Float64Array } {
      const states = array(statesAt, 4 * count);
      const each = (value: (at: number) => number) => Float64Array.from({ length: count }, (_, t) => value(4 * t));
      return { largest: each((at) => states[at + 2]), sum: each((at) => states[at] + states[at + 1]) };
    },
  };
}
