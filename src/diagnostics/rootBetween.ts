/** Root of a function that changes its sign between two places: regula falsi, Illinois variant. */
export function rootBetween(f: (at: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [atA, atB] = [f(a), f(b)];
  // By rounding alone: they nearly touch.
  if (atA > 0 === atB > 0) return Math.abs(atA) < Math.abs(atB) ? a : b;
  let root = a;
  for (let n = 0; n < 60; n++) {
    const before = root;
    root = b - (atB * (b - a)) / (atB - atA);
    if (Math.abs(root - before) <= 1e-12 * (high - low)) break;
    const value = f(root);
    if (value === 0) break;
    if (value > 0 === atB > 0) atA /= 2;
    else [a, atA] = [b, atB];
    [b, atB] = [root, value];
  }
  return root;
}
