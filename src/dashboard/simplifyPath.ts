/** Paths without the points that are not seen: a curve of hundreds of points needs some dozens. */

/** How far a line may be moved, in pixels. */
const TOLERANCE = 0.08;

type Point = [x: number, y: number];

/**
 * The same path of straight lines with fewer points (Douglas & Peucker 1973), and none farther off than 0.08 pixels. Paths
 * with curves are returned as they are.
 */
export function simplifyPath(path: string): string {
  if (!/^(?:M[-\d.,eL]+Z?)+$/.test(path)) return path;
  return path.replace(/M([^MZ]+)(Z?)/g, (_, points: string, close: string) => {
    const kept = simplified(points.split('L').map((point) => point.split(',').map(Number) as Point));
    return `M${kept.map(([x, y]) => `${short(x)},${short(y)}`).join('L')}${close}`;
  });
}

function simplified(points: Point[]): Point[] {
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const spans: [first: number, last: number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span;
    let farthest = first;
    let most = TOLERANCE;
    for (let k = first + 1; k < last; k++) {
      const distance = distanceToLine(points[k], points[first], points[last]);
      if (distance > most) [farthest, most] = [k, distance];
    }
    if (farthest === first) continue;
    keep[farthest] = 1;
    spans.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, k) => keep[k] === 1);
}

/** Distance of a point from the segment between two others. */
function distanceToLine([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

const short = (coordinate: number): number => Math.round(100 * coordinate) / 100;
