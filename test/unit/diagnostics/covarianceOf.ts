import { type CovariancePartial, createCovarianceSums } from '../../../src/diagnostics/covariance';

/** Sums of these columns and of their products, about the first row. */
export function covarianceOf(columns: number[][]): CovariancePartial {
  const dimensions = columns.length;
  const rows = columns[0].length;
  const sums = createCovarianceSums(
    Float64Array.from(columns, ([first]) => first),
    null,
  );
  sums.take(
    Float64Array.from({ length: rows * dimensions }, (_, k) => columns[k % dimensions][Math.floor(k / dimensions)]),
    rows,
  );
  return sums.partial();
}
