import { described, targetOf } from './axisView';
import type { LatentArray, StackableArray } from './latentArray';

/** The rows of all steps one after another: [T, N, D] as [T * N, D]. Read straight to where they go. */
export function joinedSteps(array: StackableArray): LatentArray {
  const [steps, rows, dimensions] = array.shape;
  let last: { step: number; slab: LatentArray } | undefined;

  function slabOf(step: number): LatentArray {
    if (last?.step !== step) last = { step, slab: array.slab(step) };
    return last.slab;
  }

  return {
    ...described(array),
    shape: [steps * rows, dimensions],
    async readRows(start, count, into) {
      const target = targetOf(count * dimensions, into);
      const end = start + count;
      for (let row = start; row < end; ) {
        const part = target.subarray((row - start) * dimensions);
        const step = Math.floor(row / rows);
        const first = row - step * rows;
        const whole = first === 0 ? Math.floor((end - row) / rows) : 0;
        const taken = whole > 0 ? whole * rows : Math.min(rows - first, end - row);
        await (whole > 0 ? array.readRows(step, whole, part) : slabOf(step).readRows(first, taken, part));
        row += taken;
      }
      return target;
    },
    locate:
      steps * rows > 0 && slabOf(0).locate
        ? async (row, column) => slabOf(Math.floor(row / rows)).locate?.(row % rows, column)
        : undefined,
  };
}
