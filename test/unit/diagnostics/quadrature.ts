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

const RULE = gaussLegendre(12);
const DEEPEST = 40;

/** The integral of f between the outermost breakpoints: every panel between two is halved until its halves agree with it. */
export function integrate(f: (z: number) => number, breakpoints: number[]): number {
  function panel(a: number, b: number): number {
    const half = (b - a) / 2;
    return half * RULE.reduce((sum, { node, weight }) => sum + weight * f(a + half + half * node), 0);
  }

  function refined(a: number, b: number, whole: number, depth: number): number {
    const middle = (a + b) / 2;
    const left = panel(a, middle);
    const right = panel(middle, b);
    const agree = Math.abs(left + right - whole) <= 1e-14 + 1e-13 * Math.abs(whole);
    if (agree || depth === DEEPEST) return left + right;
    return refined(a, middle, left, depth + 1) + refined(middle, b, right, depth + 1);
  }

  const ends = [...new Set(breakpoints)].sort((a, b) => a - b);
  return ends.slice(1).reduce((sum, b, k) => sum + refined(ends[k], b, panel(ends[k], b), 0), 0);
}
