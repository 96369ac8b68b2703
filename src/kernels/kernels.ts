import { instantiate, type KernelMemory, layout } from './instance';

/** Components per call: their parameters stay in the cache beside the grid. */
const CHUNK = 256;

/** The SIMD kernels of the density, on one WebAssembly memory, which holds nothing from one call to the next. */
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
   * Adds the densities of cells of one level to density grids, and what they leave out to grids of errors.
   * @param grids and `errors` added to; their nodes are counted through
   * @param node the node at each cell's centre
   * @param sums [cells, slots]
   * @param table [slots, width]: what a unit of each slot adds at the nodes from centre - half on, of the last one to errors
   */
  depositCells(
    grids: Float64Array[],
    errors: Float64Array[],
    node: Int32Array,
    sums: Float64Array,
    table: Float64Array,
    half: number,
    width: number,
  ): void;
}

/** What the compiled module exports: src/kernels/assembly. */
interface Exports extends KernelMemory {
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
  depositCells(
    grid: number,
    error: number,
    cells: number,
    node: number,
    count: number,
    slots: number,
    table: number,
    half: number,
    width: number,
  ): void;
}

/** @returns null where WebAssembly SIMD is missing */
export function loadKernels(): Kernels | null {
  const exports = instantiate<Exports>();
  if (!exports) return null;
  const { memory } = exports;
  return {
    deposit(grids, node, offset, sigma, h, scale, tail) {
      const nodes = totalLength(grids);
      const [nodeAt, offsetAt, sigmaAt, gridAt] = layout(exports, 4 * CHUNK, 8 * CHUNK, 8 * CHUNK, 8 * nodes);
      const grid = new Float64Array(memory.buffer, gridAt, nodes).fill(0);
      for (let start = 0; start < node.length; start += CHUNK) {
        const end = Math.min(start + CHUNK, node.length);
        new Int32Array(memory.buffer, nodeAt).set(node.subarray(start, end));
        new Float64Array(memory.buffer, offsetAt).set(offset.subarray(start, end));
        new Float64Array(memory.buffer, sigmaAt).set(sigma.subarray(start, end));
        exports.deposit(gridAt, nodeAt, offsetAt, sigmaAt, end - start, h, scale, tail);
      }
      copyOut(grids, grid);
    },
    depositCells(grids, errors, node, sums, table, half, width) {
      const nodes = totalLength(grids);
      const slots = table.length / width;
      const [nodeAt, cellsAt, tableAt, gridAt, errorAt] = layout(
        exports,
        4 * node.length,
        8 * sums.length,
        8 * table.length,
        8 * nodes,
        8 * nodes,
      );
      new Int32Array(memory.buffer, nodeAt).set(node);
      new Float64Array(memory.buffer, cellsAt).set(sums);
      new Float64Array(memory.buffer, tableAt).set(table);
      const grid = new Float64Array(memory.buffer, gridAt, nodes);
      const error = new Float64Array(memory.buffer, errorAt, nodes);
      copyIn(grids, grid);
      copyIn(errors, error);
      exports.depositCells(gridAt, errorAt, cellsAt, nodeAt, node.length, slots, tableAt, half, width);
      copyOut(grids, grid);
      copyOut(errors, error);
    },
  };
}

const totalLength = (grids: Float64Array[]) => grids.reduce((sum, grid) => sum + grid.length, 0);

function copyIn(grids: Float64Array[], all: Float64Array): void {
  let first = 0;
  for (const grid of grids) {
    all.set(grid, first);
    first += grid.length;
  }
}

function copyOut(grids: Float64Array[], all: Float64Array): void {
  let first = 0;
  for (const grid of grids) {
    grid.set(all.subarray(first, first + grid.length));
    first += grid.length;
  }
}

let loaded: Kernels | null | undefined;

/** This thread's kernels, compiled at the first call. */
export function simdKernels(): Kernels | null {
  if (loaded === undefined) loaded = loadKernels();
  return loaded;
}
