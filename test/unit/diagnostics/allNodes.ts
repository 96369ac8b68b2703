import type { Resolution } from '../../../src/diagnostics/coverage';
import type { Mixture } from '../../../src/diagnostics/mixtureCells';
import { mixtureNodes } from '../../../src/diagnostics/mixtureGrid';
import { type MixtureNodes, sliced } from '../../../src/diagnostics/mixtureNodes';
import type { ChunkSum } from '../../../src/diagnostics/nodeChunks';
import type { Kernels } from '../../../src/kernels/kernels';

/** All nodes of a density, of however many chunks. */
export function allNodes(mixture: Mixture, resolution: Resolution, kernels: Kernels | null = null): MixtureNodes {
  const chunks: MixtureNodes[] = [];
  // A chunk is valid until the next is asked for.
  for (const { nodes, from, to } of mixtureNodes(mixture, resolution, kernels))
    chunks.push(structuredClone(sliced(nodes, from, to)));
  const all = (pick: (nodes: MixtureNodes) => ArrayLike<number>) =>
    Float64Array.from(chunks.flatMap((chunk) => Array.from(pick(chunk))));
  return {
    z: all(({ z }) => z),
    density: all(({ density }) => density),
    densityError: all(({ densityError }) => densityError),
    weight: all(({ weight }) => weight),
    parity: Uint16Array.from(all(({ parity }) => parity)),
    finest: chunks[0].finest,
  };
}

/** A sum over the density of a mixture. */
export function summed<Result>(
  sum: ChunkSum<Result>,
  mixture: Mixture,
  resolution: Resolution,
  kernels: Kernels | null = null,
): Result {
  for (const chunk of mixtureNodes(mixture, resolution, kernels)) sum.add(chunk);
  return sum.result();
}
