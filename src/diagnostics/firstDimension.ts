import { worstFirst } from './findings/severity';
import { hasDensity, type PartialDimension, type PartialReport } from './report';

/**
 * The dimension to look at first: the first one of the worst finding that names any, else the largest moment floor (of
 * means alone, the largest floor of the KL).
 * Information does not count: it mostly names dimensions with nothing to see. Where some densities are known, it is one
 * of these: a sample's one density is of the dimension that this chose by its moments, and findings may since have
 * been silenced or gained by a gamma.
 */
export function defaultDimension({ dimensions, findings }: Pick<PartialReport, 'dimensions' | 'findings'>): number {
  const known = dimensions.filter(hasDensity);
  const candidates: PartialDimension[] = known.length > 0 ? known : dimensions;
  const indices = new Set(candidates.map(({ index }) => index));
  for (const { severity, dimensions: named } of worstFirst(findings)) {
    const first = severity === 'info' ? undefined : named.find((index) => indices.has(index));
    if (first !== undefined) return first;
  }
  const floorOf = (d: PartialDimension) => d.aggregateKlFloor ?? d.klFloor ?? 0;
  return candidates.reduce((a, b) => (floorOf(b) > floorOf(a) ? b : a)).index;
}
