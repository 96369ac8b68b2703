/** A .npy file, format 1.0, of the given type and shape around the bytes as they are. */
export function npyFile(descr: string, shape: number[], data: Uint8Array): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`.padEnd(117);
  const head = [0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0, ...Buffer.from(`${header}\n`)];
  return Buffer.concat([Buffer.from(head), data]);
}

/** float64 [rows, columns] with element [i, j] = value(i, j). */
export function matrix(rows: number, columns: number, value: (i: number, j: number) => number): Buffer {
  const data = Float64Array.from({ length: rows * columns }, (_, k) => value(Math.floor(k / columns), k % columns));
  return npyFile('<f8', [rows, columns], new Uint8Array(data.buffer));
}
