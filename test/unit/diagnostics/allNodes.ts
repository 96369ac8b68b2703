import type { Resolution } from '../../../src/diagnostics/coverage';
import type { Mixture } from '../../../src/diagnostics/mixtureCells';
import { mixtureNodes } from '../../../src/diagnostics/mixtureGrid';
import { emptyNodes, type MixtureNodes, merged, sliced } from '../../../src/diagnostics/mixtureNodes';
import type { ChunkSum } from '../../../src/diagnostics/nodeChunks';
import type { Kernels } from '../../../src/kernels/kernels';

/** All nodes of a density, of however many chunks. */
export function allNodes(mixture: Mixture, resolution: Resolution, kernels: Kernels | null = null): MixtureNodes {
  let nodes = emptyNodes(0, 1);
  for (const chunk of mixtureNodes(mixture, resolution, kernels))
    nodes = merged(nodes, sliced(chunk.nodes, chunk.from, chunk.to));
  return nodes;
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
