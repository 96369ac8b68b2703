/** Density of N(mean, variance) at z. */
export function normalDensity(z: number, mean = 0, variance = 1): number {
  return Math.exp((-0.5 * (z - mean) ** 2) / variance) / Math.sqrt(2 * Math.PI * variance);
}

/**
 * The density of N(mean, variance) as a line over [zMin, zMax]: points spaced by its own standard deviation, so that a
 * narrow one keeps its peak, and level beyond 6 of them.
 */
export function normalCurve(
  mean: number,
  variance: number,
  zMin: number,
  zMax: number,
): { z: number; density: number }[] {
  const sigma = Math.sqrt(variance);
  const curve = [];
  for (let step = -60; step <= 60; step++) {
    const z = mean + (step / 10) * sigma;
    if (z > zMin && z < zMax) curve.push({ z, density: normalDensity(z, mean, variance) });
  }
  return [zMin, ...curve, zMax].map((at) =>
    typeof at === 'number' ? { z: at, density: normalDensity(at, mean, variance) } : at,
  );
}
