import { isStatisticShape } from './candidates';
import { DumpError } from './dumpError';
import { type LatentArray, shapeText } from './latentArray';

/**
 * Checks that mean and spread are two arrays [N, D] of the same N and D, neither empty; N = 1 only with D = 1.
 * @throws DumpError naming the shape found.
 */
export function checkShapes(mean: LatentArray, spread: LatentArray): void {
  for (const array of [mean, spread]) {
    const { shape } = array;
    if (shape.length !== 2) fail(array, `${shape.length}-D array of shape ${shapeText(shape)}`, 'shape [N, D]');
    if (shape.includes(0))
      fail(array, `empty array of shape ${shapeText(shape)}`, 'at least one row and one dimension');
    if (isStatisticShape(shape)) {
      fail(array, `shape ${shapeText(shape)}, one row as normalisation statistics have`, 'shape [N, D] with N > 1');
    }
  }
  if (mean.shape.some((length, axis) => length !== spread.shape[axis])) {
    fail(spread, `shape ${shapeText(spread.shape)}`, `${shapeText(mean.shape)} as the mean in ${nameOf(mean)} has`);
  }
}

function fail(array: LatentArray, found: string, expected: string): never {
  const place = array.array === null ? 'shape' : `key "${array.array}"`;
  throw new DumpError({ file: array.file, place, found, expected });
}

function nameOf({ file, array }: LatentArray): string {
  return array === null ? file : `key "${array}" of ${file}`;
}
