/** A place in a text, 1-based; columns count UTF-16 units. */
export interface TextPosition {
  line: number;
  column: number;
}

/** Offsets at which the lines of a text begin, ascending: computed once, they serve all its positions. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** @param starts of {@link lineStarts} @param offset in UTF-16 units, from 0 to the text's length */
export function positionAt(starts: readonly number[], offset: number): TextPosition {
  let low = 0;
  for (let high = starts.length; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - starts[low] + 1 };
}
