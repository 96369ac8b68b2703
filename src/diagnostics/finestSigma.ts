import type { Resolution } from './coverage';
import type { Mixture } from './mixtureCells';

/**
 * About the smallest sigma such that components that are at least as wide need no more than some nodes. 0 where all are
 * wide enough.
 */
export function finestSigma({ mean, sigma }: Mixture, resolution: Resolution, most: number): number {
  const octaveOf = Int16Array.from(sigma, (s) => Math.floor(Math.log2(s)));
  const lowest = octaveOf.reduce((a, b) => Math.min(a, b), 0);
  const highest = octaveOf.reduce((a, b) => Math.max(a, b), lowest);
  const span = mean.reduce((a, b) => Math.max(a, b), -Infinity) - mean.reduce((a, b) => Math.min(a, b), Infinity);
  /** Of one level. Nodes for all together are few enough without a look at where the components are. */
  const nodesOf = (octave: number, left: number) => {
    const together = (resolution.samples * span) / 2 ** octave;
    return together < left ? together : Math.min(together, nodesApart(mean, octaveOf, octave, resolution));
  };
  let left = most;
  for (let octave = highest; octave >= lowest; octave--) {
    const nodes = nodesOf(octave, left);
    if (nodes > left) {
      // All that are narrower come to one level, which may have to be wider than any of them.
      let floor = octave + 1;
      while (nodesOf(floor, left) > left) floor++;
      return 2 ** floor;
    }
    left -= nodes;
  }
  return 0;
}

/** Nodes around the components of an octave and the narrower ones, which its grid is to hold: where any is, all about it. */
function nodesApart(mean: Float64Array, octaveOf: Int16Array, octave: number, { samples, tail }: Resolution): number {
  const width = 2 * tail * 2 ** octave;
  const occupied = new Set<number>();
  for (let i = 0; i < mean.length; i++) if (octaveOf[i] <= octave) occupied.add(Math.floor(mean[i] / width));
  return 3 * occupied.size * samples * 2 * tail;
}
