import { type CellLevel, geometryOf, type Mixture } from './mixtureCells';
import type { NodeMemory } from './nodeMemory';

/** Grids of components wider than this are too coarse for the prior, over which R and H are integrals. */
const WIDE = 2;

/** What is deposited on one level of the grid: components with sigma in [2^o, 2^(o+1)). */
export interface Octave {
  /** Indices of singles. */
  singles: Int32Array;
  cells: CellLevel[];
  /** Whether the prior's own sigma belongs here, and is to be resolved. */
  prior: boolean;
}

/** Octaves from the lowest on, in the memory given. Plain loops: some thousand components pass here before V8 optimises anything. */
export function byOctave({ sigma, alone, cells }: Mixture, memory: NodeMemory): { lowest: number; octaves: Octave[] } {
  let smallest = Infinity;
  let largest = 0;
  for (let i = 0; i < sigma.length; i++) {
    if (alone?.[i] === 1) continue;
    if (sigma[i] < smallest) smallest = sigma[i];
    if (sigma[i] > largest) largest = sigma[i];
  }
  const geometries = cells.map(geometryOf);
  for (const { width, variance } of geometries) {
    if (width < smallest) smallest = width;
    const middle = Math.sqrt(variance);
    if (middle > largest) largest = middle;
  }
  // Nothing to deposit: all components stand alone.
  if (largest === 0) return { lowest: 0, octaves: [] };
  const resolvesPrior = largest > WIDE;
  const lowest = Math.floor(Math.log2(resolvesPrior ? Math.min(1, smallest) : smallest));
  const highest = Math.max(lowest, Math.floor(Math.log2(largest)));
  const octaveOf = (i: number) => Math.floor(Math.log2(sigma[i])) - lowest;
  const counts = new Uint32Array(highest - lowest + 1);
  for (let i = 0; i < sigma.length; i++) if (alone?.[i] !== 1) counts[octaveOf(i)]++;
  const octaves = Array.from(counts, (count, l) => ({
    singles: memory.integers(count),
    cells: cells.filter((_, c) => geometries[c].octave === lowest + l),
    prior: resolvesPrior && lowest + l === 0,
  }));
  counts.fill(0);
  for (let i = 0; i < sigma.length; i++) {
    if (alone?.[i] === 1) continue;
    const octave = octaveOf(i);
    octaves[octave].singles[counts[octave]++] = i;
  }
  return { lowest, octaves };
}
