/** Density of N(mean, variance) at z. */
export function normalDensity(z: number, mean = 0, variance = 1): number {
  return Math.exp((-0.5 * (z - mean) ** 2) / variance) / Math.sqrt(2 * Math.PI * variance);
}
