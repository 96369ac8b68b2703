import { exp } from './exp';

// @ts-ignore: decorator
@inline
function add(address: usize, x: v128): void {
  v128.store(address, f64x2.add(v128.load(address), x));
}

/**
 * Adds Gaussians to a grid, each on both sides of its mean by the recurrence g *= f, f *= exp(-h^2/sigma^2). One step
 * goes four nodes to either side: four independent recurrences of two lanes, so that none waits for the last product.
 * @param grid f64, density at nodes of spacing h
 * @param node i32[count], the node nearest to each mean
 * @param offset f64[count], that node's z minus the mean
 * @param sigma f64[count]
 * @param scale 1/(N sqrt(2 pi))
 * @param tail sigmas from the mean after which a Gaussian ends (up to three nodes later)
 */
export function deposit(
  grid: usize,
  node: usize,
  offset: usize,
  sigma: usize,
  count: i32,
  h: f64,
  scale: f64,
  tail: f64,
): void {
  for (let i = 0; i < count; i++) {
    const s = load<f64>(sigma + (i << 3));
    const o = load<f64>(offset + (i << 3));
    const centre = grid + (load<i32>(node + (i << 2)) << 3);
    const precision = 1 / (s * s);
    const start = exp(f64x2.replace_lane(f64x2.splat(-0.5 * o * o * precision), 1, -h * h * precision));
    const peak = (scale / s) * f64x2.extract_lane(start, 0);
    store<f64>(centre, load<f64>(centre) + peak);

    // Lane 0 goes right, lane 1 left: ratios of the next four nodes, and the nodes.
    const c = f64x2.splat(f64x2.extract_lane(start, 1));
    const slope = h * precision;
    const f1 = exp(f64x2.replace_lane(f64x2.splat(-(o + h / 2) * slope), 1, (o - h / 2) * slope));
    const f2 = f64x2.mul(f1, c);
    const f3 = f64x2.mul(f2, c);
    const f4 = f64x2.mul(f3, c);
    const g1 = f64x2.mul(f64x2.splat(peak), f1);
    const g2 = f64x2.mul(g1, f2);
    const g3 = f64x2.mul(g2, f3);
    const g4 = f64x2.mul(g3, f4);

    // Ratios over four nodes, and how they change over four.
    const c2 = f64x2.mul(c, c);
    const c4 = f64x2.mul(c2, c2);
    const c8 = f64x2.mul(c4, c4);
    const c16 = f64x2.mul(c8, c8);
    const q1 = f64x2.mul(f64x2.mul(f64x2.mul(f1, f2), f64x2.mul(f3, f4)), c4);
    const q2 = f64x2.mul(q1, c4);
    const q3 = f64x2.mul(q1, c8);
    const q4 = f64x2.mul(q2, c8);

    let rightNear = v128.shuffle<f64>(g1, g2, 0, 2);
    let rightFar = v128.shuffle<f64>(g3, g4, 0, 2);
    let leftNear = v128.shuffle<f64>(g2, g1, 1, 3);
    let leftFar = v128.shuffle<f64>(g4, g3, 1, 3);
    let rightNearRatio = v128.shuffle<f64>(q1, q2, 0, 2);
    let rightFarRatio = v128.shuffle<f64>(q3, q4, 0, 2);
    let leftNearRatio = v128.shuffle<f64>(q2, q1, 1, 3);
    let leftFarRatio = v128.shuffle<f64>(q4, q3, 1, 3);

    const steps = i32(ceil((tail * s) / h));
    let right = centre + 8;
    let left = centre - 32;
    for (let n = 0; n < steps; n += 4) {
      add(right, rightNear);
      add(right + 16, rightFar);
      add(left + 16, leftNear);
      add(left, leftFar);
      rightNear = f64x2.mul(rightNear, rightNearRatio);
      rightFar = f64x2.mul(rightFar, rightFarRatio);
      leftNear = f64x2.mul(leftNear, leftNearRatio);
      leftFar = f64x2.mul(leftFar, leftFarRatio);
      rightNearRatio = f64x2.mul(rightNearRatio, c16);
      rightFarRatio = f64x2.mul(rightFarRatio, c16);
      leftNearRatio = f64x2.mul(leftNearRatio, c16);
      leftFarRatio = f64x2.mul(leftFarRatio, c16);
      right += 32;
      left -= 32;
    }
  }
}
