import { type ChangedRange, type PartialParse, type Tree, TreeFragment } from '@lezer/common';
import { parser } from '@lezer/python';

/** Steps of the parser between two looks at the clock: some 0.1 ms of work. */
const STEPS_PER_LOOK = 50;

/**
 * Syntax tree of a Python script. Half-typed code is normal: what cannot be parsed becomes error nodes, nothing throws.
 * @param fragments What `keptFragments` kept of the tree before an edit, so that the rest of it is not parsed again.
 */
export function parsePython(text: string, fragments?: readonly TreeFragment[]): Tree {
  return parser.parse(text, fragments);
}

/** What can be reused of the tree of an edited script: offsets of `changes` are UTF-16, as editors count. */
export function keptFragments(tree: Tree, changes: readonly ChangedRange[]): readonly TreeFragment[] {
  return TreeFragment.applyChanges(TreeFragment.addTree(tree), changes);
}

/** How a long parse shares its thread. */
export interface Slices {
  /** Milliseconds of work before the others get their turn. */
  sliceMs: number;
  /** Resolves when the parse may go on. */
  yield: () => Promise<void>;
  /** Asked after each turn of the others. */
  cancelled: () => boolean;
}

/** As `parsePython`, in slices of a few milliseconds. Null if it was cancelled. */
export async function parseInSlices(
  text: string,
  fragments: readonly TreeFragment[] | undefined,
  slices: Slices,
): Promise<Tree | null> {
  const parse = parser.startParse(text, fragments);
  for (;;) {
    const tree = advanceUntil(parse, performance.now() + slices.sliceMs);
    if (tree) return tree;
    await slices.yield();
    if (slices.cancelled()) return null;
  }
}

function advanceUntil(parse: PartialParse, deadline: number): Tree | null {
  do {
    for (let step = 0; step < STEPS_PER_LOOK; step++) {
      const tree = parse.advance();
      if (tree) return tree;
    }
  } while (performance.now() < deadline);
  return null;
}
