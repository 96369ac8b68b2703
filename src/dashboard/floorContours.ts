/** Geometry of the gamma-sigma plane: circles of equal moment floor around the origin. */

/** (t - 1 - ln t)/2: the moment floor of an aggregate posterior of variance t and mean 0, in nats. 0 only at t = 1. */
export function momentFloor(t: number): number {
  return (t - 1 - Math.log(t)) / 2;
}

/** The two variances t < 1 < t' whose moment floor is `nats` > 0, by bisection to 1e-12. */
export function variancesAtFloor(nats: number): [number, number] {
  // momentFloor(e^-(2 nats + 1)) > nats, and momentFloor(4 nats + 4) > nats, so these bracket the solutions.
  return [bisect(Math.exp(-2 * nats - 1), 1, nats), bisect(4 * nats + 4, 1, nats)];
}

/** Solution between `outer`, where the floor is above `nats`, and `inner`, where it is below. */
function bisect(outer: number, inner: number, nats: number): number {
  let above = outer;
  let below = inner;
  while (Math.abs(above - below) > 1e-12 * above) {
    const middle = (above + below) / 2;
    if (middle === above || middle === below) break;
    if (momentFloor(middle) > nats) above = middle;
    else below = middle;
  }
  return (above + below) / 2;
}

export interface Circle {
  /** Moment floor on the circle, in nats. */
  nats: number;
  radius: number;
}

const LEVELS = [0.01, 0.03, 0.1, 0.3, 1, 3];
const SMALLEST = 0.15;

/** Circles gamma^2 + sigma^2 = t of equal moment floor with a radius below `limit`, innermost first. The smallest have no room for a label. */
export function floorCircles(limit: number): Circle[] {
  return LEVELS.flatMap((nats) => variancesAtFloor(nats).map((t) => ({ nats, radius: Math.sqrt(t) })))
    .filter(({ radius }) => radius > SMALLEST && radius < limit)
    .sort((a, b) => a.radius - b.radius);
}

/** A quarter circle as points, from the gamma axis to the sigma axis. */
export function quarterCircle(radius: number, steps = 64): { gamma: number; sigma: number }[] {
  return Array.from({ length: steps + 1 }, (_, k) => {
    const angle = (k / steps) * (Math.PI / 2);
    return { gamma: radius * Math.cos(angle), sigma: radius * Math.sin(angle) };
  });
}

/**
 * Angle (radians) at which to write the circles' labels: of the candidates, the one farthest from every point.
 * Angles are compared, not distances, because labels stand on a ray.
 */
export function labelAngle(points: { gamma: number; sigma: number }[], candidates: number[]): number {
  let best = candidates[0];
  let bestGap = -1;
  for (const candidate of candidates) {
    let gap = Number.POSITIVE_INFINITY;
    for (const { gamma, sigma } of points) gap = Math.min(gap, Math.abs(Math.atan2(sigma, gamma) - candidate));
    if (gap > bestGap) {
      best = candidate;
      bestGap = gap;
    }
  }
  return best;
}
