/** Nodes and weights of the Gauss-Legendre rule on [-1, 1], by Newton's method on the Legendre polynomial. */
function gaussLegendre(count: number): { node: number; weight: number }[] {
  return Array.from({ length: count }, (_, k) => {
    let x = Math.cos((Math.PI * (k + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let n = 0; n < 20; n++) {
      let [before, value] = [1, x];
      for (let d = 2; d <= count; d++) [before, value] = [value, ((2 * d - 1) * x * value - (d - 1) * before) / d];
      slope = (count * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    return { node: x, weight: 2 / ((1 - x * x) * slope * slope) };
  });
}

const RULE = gaussLegendre(16);
const DEEPEST = 60;

/** The integral of f between the outermost breakpoints, each panel halved until its halves agree with it. */
export function integrate(f: (z: number) => number, breakpoints: number[]): number {
  const panel = (a: number, b: number) =>
    RULE.reduce((sum, { node, weight }) => sum + weight * f((a + b) / 2 + ((b - a) / 2) * node), 0) * ((b - a) / 2);
  const refined = (a: number, b: number, whole: number, depth: number): number => {
    const c = (a + b) / 2;
    const left = panel(a, c);
    const right = panel(c, b);
    const halves = left + right;
    if (Math.abs(halves - whole) <= 1e-14 * Math.max(1, Math.abs(halves)) || depth === DEEPEST) return halves;
    return refined(a, c, left, depth + 1) + refined(c, b, right, depth + 1);
  };
  const ascending = [...new Set(breakpoints)].sort((a, b) => a - b);
  return ascending.slice(1).reduce((sum, b, k) => sum + refined(ascending[k], b, panel(ascending[k], b), 0), 0);
}
