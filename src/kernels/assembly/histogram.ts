/**
 * Counts the means of a block of rows in bins.
 * @param mean f64[rows, dimensions]
 * @param low lower end of the first bin, `perUnit` bins per unit of z
 * @param counts f64[dimensions, bins], added to
 */
export function countMeans64(
  mean: usize,
  rows: i32,
  dimensions: i32,
  low: f64,
  perUnit: f64,
  bins: i32,
  counts: usize,
): void {
  countMeans<f64>(mean, rows, dimensions, low, perUnit, bins, counts);
}

/** As countMeans64, of float32. */
export function countMeans32(
  mean: usize,
  rows: i32,
  dimensions: i32,
  low: f64,
  perUnit: f64,
  bins: i32,
  counts: usize,
): void {
  countMeans<f32>(mean, rows, dimensions, low, perUnit, bins, counts);
}

// @ts-ignore: decorator
@inline
function countMeans<T>(
  mean: usize,
  rows: i32,
  dimensions: i32,
  low: f64,
  perUnit: f64,
  bins: i32,
  counts: usize,
): void {
  const row: usize = <usize>dimensions * sizeof<T>();
  for (let j = 0; j < dimensions; j++) {
    const own = counts + ((j * bins) << 3);
    let at = mean + <usize>j * sizeof<T>();
    for (let i = 0; i < rows; i++, at += row) {
      const x = (f64(load<T>(at)) - low) * perUnit;
      if (!(x >= 0 && x < f64(bins))) continue;
      const bin = own + (i32(x) << 3);
      store<f64>(bin, load<f64>(bin) + 1);
    }
  }
}
