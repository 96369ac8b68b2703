const PYTHON: Record<string, number> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };

/** Numbers of an expected.json: what is not finite stands there as Python writes it. */
export function pythonNumbers(values: readonly (number | string)[]): number[] {
  return values.map((value) => (typeof value === 'string' ? PYTHON[value] : value));
}
