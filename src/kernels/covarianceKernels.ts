import type { CovarianceSums } from '../diagnostics/covariance';
import { instantiate, type KernelMemory, layout } from './instance';

/** The SIMD kernels of the covariance. What they are given and give: src/diagnostics/covariance.ts. */
export interface CovarianceKernels {
  /** With a memory of its own, of 4 D^2 bytes and some megabytes. */
  covarianceSums(shift: Float64Array): CovarianceSums;
}

interface Exports extends KernelMemory {
  centre(
    x: number,
    rows: number,
    dimensions: number,
    shift: number,
    panels: number,
    first: number,
    count: number,
  ): void;
  addProducts(panels: number, count: number, rows: number, tiles: number): void;
}

/** Rows taken together: a panel of four columns stays in the cache of a core beside sixteen others. */
const BLOCK_ROWS = 128;

/** @returns null where WebAssembly SIMD is missing: the plain TypeScript twin then does the work */
export function loadCovarianceKernels(): CovarianceKernels | null {
  return instantiate() && { covarianceSums };
}

function covarianceSums(shift: Float64Array): CovarianceSums {
  const exports = instantiate<Exports>()!;
  const dimensions = shift.length;
  const count = Math.ceil(dimensions / 4);
  const [shiftAt, firstAt, xAt, panelsAt, tilesAt] = layout(
    exports,
    32 * count,
    32 * count,
    8 * BLOCK_ROWS * dimensions + 24,
    32 * BLOCK_ROWS * count,
    64 * count * (count + 1),
  );
  const array = (at: number, length: number) => new Float64Array(exports.memory.buffer, at, length);
  const x = array(xAt, BLOCK_ROWS * dimensions);
  array(shiftAt, dimensions).set(shift);
  let taken = 0;
  return {
    take(mean, rows) {
      for (let row = 0; row < rows; row += BLOCK_ROWS) {
        const block = Math.min(BLOCK_ROWS, rows - row);
        x.set(mean.subarray(row * dimensions, (row + block) * dimensions));
        exports.centre(xAt, block, dimensions, shiftAt, panelsAt, firstAt, count);
        exports.addProducts(panelsAt, count, block, tilesAt);
      }
      taken += rows;
    },
    partial() {
      const tiles = array(tilesAt, 8 * count * (count + 1));
      const products = new Float64Array((dimensions * (dimensions + 1)) / 2);
      for (let j = 0, to = 0; j < dimensions; j++) {
        const panel = j >> 2;
        const line = 8 * panel * (panel + 1) + 4 * (j & 3);
        for (let k = 0; k <= j; k++) products[to++] = tiles[line + 16 * (k >> 2) + (k & 3)];
      }
      return { rows: taken, products, first: array(firstAt, dimensions).slice() };
    },
  };
}
