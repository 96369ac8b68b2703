import { MARGIN, type Resolution } from './coverage';
import type { Mixture } from './mixtureCells';

/**
 * About the smallest sigma such that components that are at least as wide need no more than some nodes. 0 where all are
 * wide enough.
 * @param mixture means of its singles ascend
 */
export function finestSigma({ mean, sigma, alone }: Mixture, resolution: Resolution, most: number): number {
  const octaveOf = new Int16Array(mean.length);
  let lowest = 0;
  let highest = -Infinity;
  for (let i = 0; i < mean.length; i++) {
    octaveOf[i] = alone?.[i] === 1 ? NOWHERE : Math.floor(Math.log2(sigma[i]));
    if (octaveOf[i] === NOWHERE) continue;
    lowest = Math.min(lowest, octaveOf[i]);
    highest = Math.max(highest, octaveOf[i]);
  }
  const span = mean[mean.length - 1] - mean[0];
  /** Of one level. Nodes for all together may be few enough without a look at where the components are. */
  const nodesOf = (octave: number, left: number) => {
    const together = (resolution.samples * span) / 2 ** octave;
    return together < left ? together : nodesApart(mean, octaveOf, octave, resolution);
  };
  let left = most;
  for (let octave = highest; octave >= lowest; octave--) {
    left -= nodesOf(octave, left);
    if (left >= 0) continue;
    // All that are narrower come to the level above, which may have to be wider than any of them.
    let floor = octave + 1;
    if (octave === highest) while (nodesOf(floor, most) > most) floor++;
    return 2 ** floor;
  }
  return 0;
}

/** An octave that no component has. */
const NOWHERE = 1 << 14;

/** Nodes around the components of an octave and the narrower ones, which its grid is to hold. */
function nodesApart(mean: Float64Array, octaveOf: Int16Array, octave: number, { samples, tail }: Resolution): number {
  const h = 2 ** octave / samples;
  // Within the octave, on average.
  const sigma = 1.5 * 2 ** octave;
  const around = 2 * tail * sigma + 2 * MARGIN * h;
  let covered = 0;
  let last = -Infinity;
  for (let i = 0; i < mean.length; i++) {
    if (octaveOf[i] > octave) continue;
    covered += Math.min(mean[i] - last, around);
    last = mean[i];
  }
  return covered / h;
}
