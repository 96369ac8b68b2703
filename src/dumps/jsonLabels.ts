import type { ByteSource } from './byteSource';
import { createJsonScanner, feedScanner } from './jsonScanner';

/** A label as it stands: a class or a number; null where there is none. */
export type Label = string | number | null;

/**
 * The arrays of labels under some top-level keys of a JSON dump, of one axis or with a second one of length 1; an array
 * of anything else is null. The dump's own reader keeps none: they are scanned for when they are asked for.
 */
export async function readJsonLabels(
  source: ByteSource,
  isLabelKey: (key: string) => boolean,
): Promise<Map<string, Label[] | null>> {
  const found = new Map<string, Label[] | null>();
  let depth = 0;
  let name: string | undefined;
  let labels: Label[] | null = null;
  /** Elements of the present row, where labels are [N, 1]. */
  let inRow = 0;
  const add = (label: Label) => {
    if (depth > 2) inRow++;
    labels?.push(label);
  };
  const scanner = createJsonScanner(source.path, {
    open(bracket) {
      depth++;
      if (depth === 2 && bracket === 'array' && name !== undefined) labels = [];
      else if (depth > 3 || bracket === 'object') labels = null;
      inRow = 0;
    },
    close() {
      if (depth === 3 && inRow !== 1) labels = null;
      if (depth === 2 && name !== undefined) {
        found.set(name, labels);
        name = undefined;
        labels = null;
      }
      depth--;
    },
    key(text) {
      if (depth === 1) name = isLabelKey(text) ? text : undefined;
    },
    number: add,
    scalar: (value) => add(typeof value === 'boolean' ? Number(value) : value),
  });
  await feedScanner(scanner, source, 0);
  return found;
}
