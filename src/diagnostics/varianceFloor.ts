/** How far components were widened, of one dimension: sums over its components. */
export interface Widening {
  /** Of ln(sigma after / sigma before). */
  logRatio: number;
  /** Of the variance added. */
  variance: number;
}

export const NOT_WIDENED: Widening = { logRatio: 0, variance: 0 };

/** A product is turned to its logarithm before it overflows: variances are within 1e-140 to 1e140 (SPEC section 1). */
const LARGE = 1e20;

/**
 * Brings variances up to a floor, in place.
 * @param variance every `step`-th element from `first` on, `count` of them
 */
export function raiseVariances(
  variance: Float64Array,
  first: number,
  step: number,
  count: number,
  floor: number,
): Widening {
  let product = 1;
  let logProduct = 0;
  let added = 0;
  for (let k = first; k < first + count * step; k += step) {
    const s = variance[k];
    if (s >= floor) continue;
    if (product > LARGE) {
      logProduct += Math.log(product);
      product = 1;
    }
    product *= floor / s;
    added += floor - s;
    variance[k] = floor;
  }
  return { logRatio: (logProduct + Math.log(product)) / 2, variance: added };
}

export const addWidenings = (a: Widening, b: Widening): Widening => ({
  logRatio: a.logRatio + b.logRatio,
  variance: a.variance + b.variance,
});
