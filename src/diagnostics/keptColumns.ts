/**
 * Components of some dimensions, all of them, each by itself. Every row has its place, so that threads can share the
 * memory: what one writes no other does.
 */
export interface KeptColumns {
  dimensions: number[];
  rows: number;
  /** [dimensions, rows]; of a row that is left out sigma is 0. */
  mean: Float64Array;
  sigma: Float64Array;
}

export const NO_COLUMNS: KeptColumns = {
  dimensions: [],
  rows: 0,
  mean: new Float64Array(0),
  sigma: new Float64Array(0),
};

/** One of the columns, without the rows that are left out. Changes their places, so that nothing is copied. */
export function takeColumn({ rows, mean, sigma }: KeptColumns, column: number, finiteRows: number) {
  const own = {
    mean: mean.subarray(column * rows, (column + 1) * rows),
    sigma: sigma.subarray(column * rows, (column + 1) * rows),
  };
  if (finiteRows < rows) moveToFront(own.mean, own.sigma);
  return { mean: own.mean.subarray(0, finiteRows), sigma: own.sigma.subarray(0, finiteRows) };
}

function moveToFront(mean: Float64Array, sigma: Float64Array): void {
  let to = 0;
  for (let i = 0; i < sigma.length; i++) {
    if (sigma[i] === 0) continue;
    mean[to] = mean[i];
    sigma[to++] = sigma[i];
  }
}
