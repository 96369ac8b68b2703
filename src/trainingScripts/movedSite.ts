import type { GammaSite, TextSpan } from './gammaSite';

/** A site of a script that was put together from pieces, with its spans where they are in the pieces. */
export function movedSite(site: GammaSite, moved: (span: TextSpan) => TextSpan): GammaSite {
  const { batchNorm } = site;
  return {
    ...site,
    span: moved(site.span),
    literal: site.literal && moved(site.literal),
    uses: site.uses.map(moved),
    batchNorm: batchNorm && {
      ...batchNorm,
      span: moved(batchNorm.span),
      eps: {
        ...batchNorm.eps,
        literal: batchNorm.eps.literal && moved(batchNorm.eps.literal),
        // An offset is the end of what stands before it.
        insertAt: moved({ from: batchNorm.eps.insertAt - 1, to: batchNorm.eps.insertAt }).to,
      },
    },
  };
}
