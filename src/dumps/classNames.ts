/** Numbers texts by their first appearance, so that labels can be kept as an array. */
export interface ClassNames {
  /** Undefined where there are too many for classes: they are identifiers then. */
  indexOf(text: string): number | undefined;
  /** The text of each index. */
  names(): string[];
}

export const MAX_CLASSES = 10_000;

export function createClassNames(): ClassNames {
  const indices = new Map<string, number>();
  return {
    indexOf(text) {
      const known = indices.get(text);
      if (known !== undefined || indices.size === MAX_CLASSES) return known;
      indices.set(text, indices.size);
      return indices.size - 1;
    },
    names: () => [...indices.keys()],
  };
}
