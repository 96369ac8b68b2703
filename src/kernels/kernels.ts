import type { MomentPartial, RunningMoments } from '../diagnostics/moments';
import bytes from './kernels.wasm';

/** Components per call: their parameters stay in the cache beside the grid. */
const CHUNK = 256;

/** Examples per call of the joint kernel, a multiple of 4. */
const BLOCK = 128;

/** The SIMD kernels on one WebAssembly memory, which holds nothing from one call to the next. Addresses are bytes. */
export interface Kernels {
  /**
   * Adds Gaussians of total mass sum_i scale sqrt(2 pi) to density grids of spacing h.
   * @param grids filled anew; their nodes are counted through
   * @param node the node nearest to each mean, `offset` its z minus the mean, `sigma` the deviation
   * @param tail sigmas from the mean after which a Gaussian ends, up to three nodes later: the grid reaches further
   */
  deposit(
    grids: Float64Array[],
    node: Int32Array,
    offset: Float64Array,
    sigma: Float64Array,
    h: number,
    scale: number,
    tail: number,
  ): void;
  /**
   * ln q(z_t | x_own(t)) - ln q(z_t), q the mixture of all examples; at most ln N, exactly 0 where all of them agree.
   * @param mean mu_.j and `logVariance` ln s_.j, D columns of N
   * @param z [batch, D]
   * @param own [batch], the example each z was drawn from
   */
  logRatios(
    mean: ArrayLike<number>[],
    logVariance: ArrayLike<number>[],
    z: Float64Array,
    own: Float64Array,
  ): Float64Array;
  /**
   * Moments of a block of at least one row.
   * @param mean posterior means, [rows, dimensions] row-major, and `logVariance` ln sigma^2; every element finite
   * @param collapsedKl KL below which an example counts as collapsed
   */
  blockMoments(
    mean: Float64Array,
    logVariance: Float64Array,
    rows: number,
    dimensions: number,
    collapsedKl: number,
  ): MomentPartial;
}

/** What the compiled module exports: src/kernels/assembly. */
interface Exports {
  memory: WebAssembly.Memory;
  deposit(
    grid: number,
    node: number,
    offset: number,
    sigma: number,
    count: number,
    h: number,
    scale: number,
    tail: number,
  ): void;
  logSumExp(
    z: number,
    batch: number,
    tiles: number,
    offset: number,
    groups: number,
    dimensions: number,
    terms: number,
    largest: number,
    sum: number,
  ): void;
  moments(
    mean: number,
    logVariance: number,
    rows: number,
    dimensions: number,
    shift: number,
    first: number,
    second: number,
    collapsed: number,
    totals: number,
    threshold: number,
  ): number;
}

/** @returns null where WebAssembly SIMD is missing: the plain TypeScript twin of a kernel then does its work */
export function loadKernels(): Kernels | null {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(bytes)) return null;
  const exports = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Exports;
  const { memory } = exports;
  return {
    deposit(grids, node, offset, sigma, h, scale, tail) {
      const nodes = grids.reduce((sum, grid) => sum + grid.length, 0);
      const [nodeAt, offsetAt, sigmaAt, gridAt] = layout(memory, 4 * CHUNK, 8 * CHUNK, 8 * CHUNK, 8 * nodes);
      const grid = new Float64Array(memory.buffer, gridAt, nodes).fill(0);
      for (let start = 0; start < node.length; start += CHUNK) {
        const end = Math.min(start + CHUNK, node.length);
        new Int32Array(memory.buffer, nodeAt).set(node.subarray(start, end));
        new Float64Array(memory.buffer, offsetAt).set(offset.subarray(start, end));
        new Float64Array(memory.buffer, sigmaAt).set(sigma.subarray(start, end));
        exports.deposit(gridAt, nodeAt, offsetAt, sigmaAt, end - start, h, scale, tail);
      }
      let first = 0;
      for (const own of grids) {
        own.set(grid.subarray(first, first + own.length));
        first += own.length;
      }
    },
    logRatios(mean, logVariance, z, own) {
      const count = mean[0].length;
      const dimensions = mean.length;
      // Draws past the end are computed, and never read.
      const batch = Math.ceil(own.length / 4) * 4;
      const [zAt, tilesAt, offsetAt, termsAt, largestAt, sumAt] = layout(
        memory,
        8 * batch * dimensions,
        16 * BLOCK * dimensions,
        8 * BLOCK,
        8 * BLOCK * batch,
        8 * batch,
        8 * batch,
      );
      new Float64Array(memory.buffer, zAt).set(z.subarray(0, own.length * dimensions));
      const tiles = new Float64Array(memory.buffer, tilesAt, 2 * BLOCK * dimensions);
      const terms = new Float64Array(memory.buffer, termsAt, BLOCK * batch);
      const largest = new Float64Array(memory.buffer, largestAt, batch).fill(-Infinity);
      const sum = new Float64Array(memory.buffer, sumAt, batch).fill(0);
      const ownTerm = new Float64Array(own.length);
      for (let start = 0; start < count; start += BLOCK) {
        const rows = Math.min(BLOCK, count - start);
        const groups = Math.ceil(rows / 4);
        for (let j = 0; j < dimensions; j++) {
          const mu = mean[j];
          const lv = logVariance[j];
          for (let r = 0, at = 8 * j; r < rows; r += 4, at += 8 * dimensions) {
            for (let lane = 0; lane < 4; lane++) {
              // Rows past the end have no density.
              const inside = r + lane < rows;
              tiles[at + lane] = inside ? mu[start + r + lane] : 0;
              tiles[at + 4 + lane] = inside ? lv[start + r + lane] : Infinity;
            }
          }
        }
        exports.logSumExp(zAt, batch, tilesAt, offsetAt, groups, dimensions, termsAt, largestAt, sumAt);
        for (let t = 0; t < own.length; t++) {
          const r = own[t] - start;
          if (r >= 0 && r < rows) ownTerm[t] = terms[t * 4 * groups + r];
        }
      }
      return ownTerm.map((term, t) => term - largest[t] - (Math.log(sum[t]) - Math.log(count)));
    },
    blockMoments(mean, logVariance, rows, dimensions, collapsedKl) {
      const elements = rows * dimensions;
      const stride = 2 * Math.ceil(dimensions / 2);
      const [meanAt, logVarianceAt, shiftAt, firstAt, secondAt, collapsedAt, totalsAt] = layout(
        memory,
        8 * elements + 8,
        8 * elements + 8,
        32 * stride,
        32 * stride,
        32 * stride,
        8 * stride,
        48 * rows,
      );
      const { buffer } = memory;
      new Float64Array(buffer, meanAt).set(mean.subarray(0, elements));
      new Float64Array(buffer, logVarianceAt).set(logVariance.subarray(0, elements));
      const tinyVarianceCount = exports.moments(
        meanAt,
        logVarianceAt,
        rows,
        dimensions,
        shiftAt,
        firstAt,
        secondAt,
        collapsedAt,
        totalsAt,
        collapsedKl,
      );
      const shift = new Float64Array(buffer, shiftAt, 4 * stride);
      const first = new Float64Array(buffer, firstAt, 4 * stride);
      const second = new Float64Array(buffer, secondAt, 4 * stride);
      const each = (quantity: number): RunningMoments[] =>
        Array.from({ length: dimensions }, (_, j) => {
          const at = quantity * stride + j;
          return shifted(rows, shift[at], first[at], second[at]);
        });
      const totals = (quantity: number) =>
        laneMoments(new Float64Array(buffer, totalsAt + 16 * rows * quantity, 2 * rows));
      return {
        rows,
        mean: each(0),
        variance: each(1),
        logVariance: each(2),
        kl: each(3),
        collapsedCount: new Float64Array(buffer, collapsedAt, dimensions).slice(),
        totalKl: totals(0),
        squaredNorm: totals(1),
        squaredNormVariance: totals(2),
        tinyVarianceCount,
      };
    },
  };
}

/** Moments from the sums of deviations from `shift` and of their squares. */
const shifted = (count: number, shift: number, first: number, second: number): RunningMoments => ({
  count,
  mean: shift + first / count,
  squares: Math.max(0, second - (first * first) / count),
});

/** Moments of the sums of neighbours, one sum for two `lanes`. */
function laneMoments(lanes: Float64Array): RunningMoments {
  const count = lanes.length / 2;
  const start = lanes[0] + lanes[1];
  let deviations = 0;
  for (let k = 0; k < lanes.length; k += 2) deviations += lanes[k] + lanes[k + 1] - start;
  const mean = start + deviations / count;
  let squares = 0;
  for (let k = 0; k < lanes.length; k += 2) squares += (lanes[k] + lanes[k + 1] - mean) ** 2;
  return { count, mean, squares };
}

let loaded: Kernels | null | undefined;

/** This thread's kernels, compiled at the first call. */
export function simdKernels(): Kernels | null {
  if (loaded === undefined) loaded = loadKernels();
  return loaded;
}

const PAGE = 65536;

/** Addresses, multiples of 16, of arrays of these byte lengths one after another; the memory grows to hold them. */
function layout(memory: WebAssembly.Memory, ...lengths: number[]): number[] {
  let end = 0;
  const addresses = lengths.map((length) => {
    const address = end;
    end += Math.ceil(length / 16) * 16;
    return address;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return addresses;
}
