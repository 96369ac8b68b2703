import { DumpError, type TextRange } from './dumpError';
import { type LatentArray, shapeText } from './latentArray';

/**
 * Checks that mean and spread are two arrays [N, D] of the same N and D, neither empty; N = 1 only with D = 1.
 * @param keyRange where an array's key stands in its text, if it has one.
 * @throws DumpError naming the shape found, of two that differ the shorter one's.
 */
export function checkShapes(
  mean: LatentArray,
  spread: LatentArray,
  keyRange: (array: LatentArray) => TextRange | undefined,
): void {
  function fail(array: LatentArray, found: string, expected: string): never {
    const place = array.array === null ? 'shape' : `key "${array.array}"`;
    throw new DumpError({ file: array.file, place, found, expected, range: keyRange(array) });
  }

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
    const meanIsShort = mean.shape.every((length, axis) => length <= spread.shape[axis]);
    const [short, whole, role] = meanIsShort ? [mean, spread, 'spread'] : [spread, mean, 'mean'];
    const expected = `${shapeText(whole.shape)} as the ${role} in ${nameOf(whole)} has`;
    fail(short, `shape ${shapeText(short.shape)}`, expected);
  }
}

/** A normalisation statistic has one row; 1 x 1 may be a dump of one example. */
export function isStatisticShape(shape: readonly number[]): boolean {
  return shape.length < 2 || (shape.length === 2 && shape[0] === 1 && shape[1] > 1);
}

function nameOf({ file, array }: LatentArray): string {
  return array === null ? file : `key "${array}" of ${file}`;
}
