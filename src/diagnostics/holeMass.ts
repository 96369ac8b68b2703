import { standardNormalDensity, standardNormalMass } from './gaussian';
import { filledByIsolated, type Isolated } from './isolated';
import type { MixtureNodes } from './mixtureNodes';
import type { ChunkSum } from './nodeChunks';
import { rootBetween } from './rootBetween';

/**
 * H: prior probability of the holes { z : q(z) < p(z)/2 }. Where there are no nodes there are no components: a hole.
 * @param isolated components that are not in the nodes
 */
export function holeMassSum(isolated?: Isolated): ChunkSum<number> {
  let mass = 0;
  /** Where the open hole began. */
  let begin: number | undefined = -Infinity;
  return {
    add({ nodes, from, to, isFirst }) {
      const { z, density } = nodes;
      for (let k = from; k < to; k++) {
        const hole = density[k] < standardNormalDensity(z[k]) / 2;
        if (hole === (begin !== undefined)) continue;
        const at = isFirst && k === 0 ? z[0] : edge(nodes, k);
        if (begin === undefined) begin = at;
        else {
          mass += standardNormalMass(begin, at);
          begin = undefined;
        }
      }
    },
    result() {
      const open = begin === undefined ? 0 : standardNormalMass(begin, Infinity);
      const filled = isolated ? filledByIsolated(isolated) : 0;
      return Math.max(0, Math.min(1, mass + open - filled));
    },
  };
}

/** Barycentric weights of equispaced nodes, (-1)^k C(n - 1, k) (Berrut & Trefethen 2004). */
const WEIGHTS = [1, -11, 55, -165, 330, -462, 462, -330, 165, -55, 11, -1];
const HALF = WEIGHTS.length / 2;

/** Root of q - p/2 between nodes k - 1 and k, where it changes sign: that of the polynomial around them. */
function edge(nodes: MixtureNodes, k: number): number {
  const { z, density } = nodes;
  const polynomial = equispacedAround(nodes, k);
  if (!polynomial) {
    // Beside a gap: q is next to nothing there.
    const before = density[k - 1] - standardNormalDensity(z[k - 1]) / 2;
    const after = density[k] - standardNormalDensity(z[k]) / 2;
    return z[k - 1] - (before * (z[k] - z[k - 1])) / (after - before);
  }
  const { first, h, values } = polynomial;
  const excess = (at: number) => {
    let numerator = 0;
    let denominator = 0;
    for (let s = 0; s < values.length; s++) {
      const distance = at - (first + s) * h;
      if (distance === 0) return values[s] - standardNormalDensity(at) / 2;
      numerator += (WEIGHTS[s] * values[s]) / distance;
      denominator += WEIGHTS[s] / distance;
    }
    return numerator / denominator - standardNormalDensity(at) / 2;
  };
  return rootBetween(excess, z[k - 1], z[k]);
}

/**
 * Twelve equispaced nodes around the interval that ends at node k, on the finest level that has them all: levels
 * overlap where they fade into each other, and a node of a finer level may stand for one of a coarser.
 */
function equispacedAround({ z, density, parity, finest }: MixtureNodes, k: number) {
  const finestHere = Math.min(parity[k - 1], parity[k]) >> 1;
  for (let level = finestHere; level <= finestHere + 3; level++) {
    const h = finest * 2 ** level;
    const first = Math.ceil(z[k] / h) - HALF;
    const values: number[] = WEIGHTS.map(() => Number.NaN);
    let found = 0;
    const collect = (from: number, step: 1 | -1) => {
      for (let n = from; n >= 0 && n < z.length; n += step) {
        const slot = z[n] / h - first;
        const nearest = Math.round(slot);
        if (nearest < 0 || nearest >= values.length) break;
        if (Math.abs(slot - nearest) > 0.1) continue;
        values[nearest] = density[n];
        found |= 1 << nearest;
      }
    };
    collect(k, 1);
    collect(k - 1, -1);
    if (found === (1 << values.length) - 1) return { first, h, values };
  }
  return undefined;
}
