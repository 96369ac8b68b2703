import type { Label, LabelArray } from './labelArray';

/** Classes are told apart by eye up to this many; more numbers are a scale. */
export const MOST_CLASSES = 20;

/** How labels are shown. */
export interface LabelScale {
  /** Names in their order; null for a scale of numbers, and for labels that cannot be shown. */
  classes: string[] | null;
  /** Of each example the index of its class, or its number; NaN without one. Null where labels cannot be shown. */
  values: Float32Array | null;
  /** Why they cannot. */
  note: string | null;
}

/** Up to 20 different labels are classes; more are a scale if they are numbers, and too many if they are texts. */
export function labelScale(labels: readonly Label[]): LabelScale {
  const present = labels.map((label) => (isMissing(label) ? null : label));
  const distinct = inOrder(new Set(present.filter((label) => label !== null)));
  if (distinct.length === 0) return { classes: null, values: null, note: NO_LABEL };
  if (distinct.length <= MOST_CLASSES) {
    const index = new Map(distinct.map((label, k) => [label, k]));
    const values = Float32Array.from(present, (label) => (label === null ? Number.NaN : index.get(label)!));
    return { classes: distinct.map(String), values, note: null };
  }
  if (!distinct.every((label) => typeof label === 'number')) {
    const note = `${distinct.length} different texts, expected at most ${MOST_CLASSES} to be told apart`;
    return { classes: null, values: null, note };
  }
  return {
    classes: null,
    values: Float32Array.from(present, (label) => (label as number | null) ?? Number.NaN),
    note: null,
  };
}

/** Labels read at once. */
const BLOCK = 1 << 16;

/**
 * How often each label occurs, in the order of labelScale; of more than 20 different ones, that there are more.
 * @param array of one axis, or a second one of length 1
 * @returns classes, and how many have none; or why there are none
 * @throws DumpError
 */
export async function countLabels({
  shape: [length],
  readRows,
}: LabelArray): Promise<{ classes: Map<Label, number>; missing: number } | string> {
  const counts = new Map<Label, number>();
  let missing = 0;
  for (let start = 0; start < length; start += BLOCK) {
    const labels = await readRows(start, Math.min(BLOCK, length - start));
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i];
      if (isMissing(label)) missing++;
      else counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    if (counts.size > MOST_CLASSES) {
      return `more than ${MOST_CLASSES} different ${typeof labels[0] === 'number' ? 'numbers' : 'texts'}`;
    }
  }
  if (counts.size === 0) return NO_LABEL;
  return { classes: new Map(inOrder(counts.keys()).map((label) => [label, counts.get(label)!])), missing };
}

const NO_LABEL = 'no label is given';

const isMissing = (label: Label): boolean => label === null || Number.isNaN(label);

function inOrder(labels: Iterable<Label>): Label[] {
  return [...labels].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
}
