import { emptyNodes, type MixtureNodes, sliced } from './mixtureNodes';

/** Nodes next to a chunk on either side: a stretch's fade looks at 64, the edge of a hole at some hundred. */
const CONTEXT = 128;

/** Some nodes of a density: `from` to `to` are its own, the others belong to the chunks before and after it. */
export interface NodeChunk {
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

/** Gives each part of an ascending list of nodes its neighbours. Short parts are put together. */
export function* chunksOf(parts: Iterable<MixtureNodes>): Generator<NodeChunk, void, undefined> {
  let before: MixtureNodes | null = null;
  let current: MixtureNodes | null = null;
  for (const part of parts) {
    if (current && current.z.length >= CONTEXT && part.z.length >= CONTEXT) {
      yield withContext(before, current, part);
      before = current;
      current = part;
    } else current = current ? joined([current, part]) : part;
  }
  if (current) yield withContext(before, current, null);
}

function withContext(before: MixtureNodes | null, own: MixtureNodes, after: MixtureNodes | null): NodeChunk {
  const head = before ? sliced(before, before.z.length - CONTEXT, before.z.length) : null;
  const tail = after ? sliced(after, 0, CONTEXT) : null;
  const from = head ? CONTEXT : 0;
  return {
    nodes: head || tail ? joined([head, own, tail].filter((part) => part !== null)) : own,
    from,
    to: from + own.z.length,
    isFirst: !before,
    isLast: !after,
  };
}

function joined(parts: MixtureNodes[]): MixtureNodes {
  const nodes = emptyNodes(
    parts.reduce((sum, part) => sum + part.z.length, 0),
    parts[0].finest,
  );
  let at = 0;
  for (const part of parts) {
    nodes.z.set(part.z, at);
    nodes.density.set(part.density, at);
    nodes.densityError.set(part.densityError, at);
    nodes.weight.set(part.weight, at);
    nodes.parity.set(part.parity, at);
    at += part.z.length;
  }
  return nodes;
}
