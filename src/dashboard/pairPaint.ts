import type { PairDensity } from '../dashboardProtocol';
import type { Rgb } from './stripColours';

/** Cells above this share of the mass have the full colour: one spike would leave all others pale. */
const BRIGHTEST = 0.02;

/** The density that gets the full colour; more than 0, also where none lies on the grid. */
export function brightestDensity({ density, zStep }: Pick<PairDensity, 'density' | 'zStep'>): number {
  const descending = density.toSorted().reverse();
  const total = descending.reduce((sum, q) => sum + q, 0);
  let mass = 0;
  for (const q of descending) {
    mass += q;
    if (q > 0 && mass >= BRIGHTEST * total) return q;
  }
  return 1 / zStep ** 2;
}

/** Opacity by the square root of the density: tails are seen beside a peak. */
export const inkOf = (density: number, brightest: number): number => Math.min(1, Math.sqrt(density / brightest));

/** The density as pixels for ImageData, one per cell, z_b upwards: [points * points], transparent where there is none. */
export function paintPair({ density, points, zStep }: PairDensity, [red, green, blue]: Rgb): Uint32Array<ArrayBuffer> {
  const colour = (blue << 16) | (green << 8) | red;
  const brightest = brightestDensity({ density, zStep });
  const pixels = new Uint32Array(points * points);
  for (let row = 0; row < points; row++) {
    const to = (points - 1 - row) * points;
    for (let column = 0; column < points; column++) {
      const ink = Math.round(255 * inkOf(density[row * points + column], brightest));
      pixels[to + column] = (colour | (ink << 24)) >>> 0;
    }
  }
  return pixels;
}
