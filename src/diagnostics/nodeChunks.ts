import { type MixtureNodes, setNodes, sliced } from './mixtureNodes';
import { giveBack, type NodeMemory, takeNodeMemory } from './nodeMemory';

/** Nodes next to a chunk on either side: a stretch's fade looks at 64, the edge of a hole at some hundred. */
const CONTEXT = 128;

/** Some nodes of a density: `from` to `to` are its own, the others belong to the chunks before and after it. */
export interface NodeChunk {
  /** Valid until the next chunk is asked for. */
  nodes: MixtureNodes;
  from: number;
  to: number;
  /** Whether nodes before or after the context exist. */
  isFirst: boolean;
  isLast: boolean;
}

/** Something that is summed over the chunks of a density, in their order. */
export interface ChunkSum<Result> {
  add(chunk: NodeChunk): void;
  result(): Result;
}

/**
 * Gives each part of an ascending list of nodes its neighbours. Short parts are put together.
 * @param parts each valid until the next is asked for
 */
export function* chunksOf(parts: Iterable<MixtureNodes>): Generator<NodeChunk, void, undefined> {
  const memory = takeNodeMemory();
  try {
    let held: MixtureNodes | undefined;
    let length = 0;
    let from = 0;
    let isFirst = true;
    for (const part of parts) {
      held = withRoom(held, length, part, memory);
      setNodes(held, part, length);
      length += part.z.length;
      const to = length - CONTEXT;
      if (to - from < CONTEXT) continue;
      yield { nodes: sliced(held, 0, length), from, to, isFirst, isLast: false };
      moveToFront(held, to - CONTEXT, length);
      length = 2 * CONTEXT;
      from = CONTEXT;
      isFirst = false;
    }
    if (held && length > from) yield { nodes: sliced(held, 0, length), from, to: length, isFirst, isLast: true };
  } finally {
    giveBack(memory);
  }
}

/** The nodes held, in arrays that have room for a part behind them. */
function withRoom(held: MixtureNodes | undefined, length: number, part: MixtureNodes, memory: NodeMemory) {
  const needed = length + part.z.length;
  if (held && held.z.length >= needed) return held;
  const larger = memory.nodes(held ? 2 * needed : needed, part.finest);
  if (held) setNodes(larger, sliced(held, 0, length), 0);
  return larger;
}

function moveToFront({ z, density, densityError, weight, parity }: MixtureNodes, from: number, to: number): void {
  for (const array of [z, density, densityError, weight, parity]) array.copyWithin(0, from, to);
}
