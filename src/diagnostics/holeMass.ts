import { standardNormalDensity, standardNormalMass } from './gaussian';
import type { MixtureNodes } from './mixtureNodes';

/**
 * H: prior probability of the holes { z : q(z) < p(z)/2 }. Where there are no nodes there are no components: a hole.
 */
export function holeMass(nodes: MixtureNodes): number {
  const { z, density } = nodes;
  let mass = 0;
  /** Where the open hole began. */
  let begin: number | undefined = -Infinity;
  for (let k = 0; k < z.length; k++) {
    const hole = density[k] < standardNormalDensity(z[k]) / 2;
    if (hole === (begin !== undefined)) continue;
    const at = k === 0 ? z[0] : edge(nodes, k);
    if (begin === undefined) begin = at;
    else {
      mass += standardNormalMass(begin, at);
      begin = undefined;
    }
  }
  if (begin !== undefined) mass += standardNormalMass(begin, Infinity);
  return Math.min(1, mass);
}

/** Barycentric weights of equispaced nodes, (-1)^k C(n - 1, k) (Berrut & Trefethen 2004). */
const WEIGHTS = [1, -11, 55, -165, 330, -462, 462, -330, 165, -55, 11, -1];
const HALF = WEIGHTS.length / 2;

/** Root of q - p/2 between nodes k - 1 and k, where it changes sign: bisection on the polynomial around them. */
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
  let low = z[k - 1];
  let high = z[k];
  const rising = excess(high) >= 0;
  for (let n = 0; n < 45; n++) {
    const middle = (low + high) / 2;
    if (excess(middle) >= 0 === rising) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
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
    const values = new Float64Array(WEIGHTS.length);
    const found = new Set<number>();
    const collect = (from: number, step: 1 | -1) => {
      for (let n = from; n >= 0 && n < z.length; n += step) {
        const slot = z[n] / h - first;
        const nearest = Math.round(slot);
        if (nearest < 0 || nearest >= values.length) break;
        if (Math.abs(slot - nearest) > 0.1) continue;
        values[nearest] = density[n];
        found.add(nearest);
      }
    };
    collect(k, 1);
    collect(k - 1, -1);
    if (found.size === values.length) return { first, h, values };
  }
  return undefined;
}
