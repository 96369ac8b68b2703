/** ln(2 pi) / 2. */
export const HALF_LOG_2PI = 0.9189385332046727;

/**
 * e^x - x - 1 without cancellation near 0, where the direct form loses all its digits.
 * KL(N(mu, e^x) || N(0, 1)) = (mu^2 + expMinusLinear(x)) / 2.
 */
export function expMinusLinear(x: number): number {
  if (Math.abs(x) > 0.1) return Math.expm1(x) - x;
  // x^2/2 (1 + x/3 (1 + x/4 (...))): ten terms give full precision at 0.1.
  let tail = 1;
  for (let k = 12; k >= 3; k--) tail = 1 + (x / k) * tail;
  return (x * x * tail) / 2;
}

/** KL(N(mean, variance) || N(0, 1)) in nats; the moment floor when the arguments are the aggregate posterior's. */
export function klToStandardNormal(mean: number, variance: number): number {
  return (mean * mean + expMinusLinear(Math.log(variance))) / 2;
}

/** KL(N(0, 1) || N(mean, variance)) in nats. */
export function klFromStandardNormal(mean: number, variance: number): number {
  return (mean * mean) / (2 * variance) + expMinusLinear(-Math.log(variance)) / 2;
}

/** Density of N(0, 1). */
export function standardNormalDensity(z: number): number {
  return Math.exp(-0.5 * z * z - HALF_LOG_2PI);
}

/**
 * Upper tail P(Z > z) of N(0, 1), to full relative precision at any z: the all-positive series of
 * the error function inside 2, Lentz's continued fraction outside (Abramowitz & Stegun 7.1.6, 7.1.14).
 */
export function standardNormalTail(z: number): number {
  if (z < 0) return 1 - standardNormalTail(-z);
  const density = standardNormalDensity(z);
  if (z < 2) {
    let term = z;
    let sum = z;
    for (let k = 3; term > sum * 1e-17; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = 0;
  for (let k = 120; k >= 1; k--) fraction = k / (z + fraction);
  return density / (z + fraction);
}

/** P(a < Z < b) of N(0, 1), without cancellation in the tails. */
export function standardNormalMass(a: number, b: number): number {
  if (a > 0) return standardNormalTail(a) - standardNormalTail(b);
  if (b < 0) return standardNormalTail(-b) - standardNormalTail(-a);
  return 1 - standardNormalTail(-a) - standardNormalTail(b);
}
