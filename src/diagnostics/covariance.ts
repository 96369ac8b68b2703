import { klToStandardNormal } from './gaussian';

/** Moment floor of the joint aggregate posterior and the total correlation of its Gaussian; nats. */
export interface FullMoments {
  aggregateKlFloorFull: number;
  gaussianTotalCorrelation: number;
}

/**
 * (tr C + |m|^2 - D - ln det C)/2 with C = Cov(mu) + diag S, through the Cholesky factor of the correlation matrix:
 * the total correlation is -ln det(corr)/2, the floor the sum of the marginal floors plus it. null where a dimension
 * is a combination of others to within double precision.
 * @param columns mu_.j, D arrays of N
 * @param m means and `meanVariance` S_j, [D]
 * @param onRow called before each of the D rows; throw to stop
 */
export function fullMoments(
  columns: ArrayLike<number>[],
  m: number[],
  meanVariance: number[],
  onRow: (row: number) => void = () => {},
): FullMoments | null {
  const dimensions = columns.length;
  const count = columns[0].length;
  const variance: number[] = [];
  const rows: Float64Array[] = [];
  const centred = columns.map((column, j) => Float64Array.from(column).map((mu) => mu - m[j]));
  for (let j = 0; j < dimensions; j++) {
    onRow(j);
    const row = new Float64Array(j + 1);
    const x = centred[j];
    for (let k = 0; k <= j; k++) {
      const y = centred[k];
      let sum = 0;
      for (let i = 0; i < count; i++) sum += x[i] * y[i];
      row[k] = sum / count;
    }
    variance[j] = row[j] + meanVariance[j];
    for (let k = 0; k < j; k++) row[k] /= Math.sqrt(variance[j] * variance[k]);
    row[j] = 1;
    rows.push(row);
  }
  const logDeterminant = choleskyLogDeterminant(rows);
  if (logDeterminant === null) return null;
  const totalCorrelation = Math.max(0, -0.5 * logDeterminant);
  let marginal = 0;
  for (let j = 0; j < dimensions; j++) marginal += klToStandardNormal(m[j], variance[j]);
  return { aggregateKlFloorFull: marginal + totalCorrelation, gaussianTotalCorrelation: totalCorrelation };
}

/** Pivots of a correlation matrix below this are rounding. */
const SMALLEST_PIVOT = 1e-12;

/**
 * ln det of a correlation matrix given by its lower triangle, which is overwritten by its Cholesky factor; null where
 * it is singular.
 */
function choleskyLogDeterminant(rows: Float64Array[]): number | null {
  let sum = 0;
  for (let j = 0; j < rows.length; j++) {
    for (let k = 0; k <= j; k++) {
      let rest = rows[j][k];
      for (let l = 0; l < k; l++) rest -= rows[j][l] * rows[k][l];
      if (k === j && !(rest > SMALLEST_PIVOT)) return null;
      rows[j][k] = k < j ? rest / rows[k][k] : Math.sqrt(rest);
    }
    sum += 2 * Math.log(rows[j][j]);
  }
  return sum;
}
