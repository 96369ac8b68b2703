import { it } from 'vitest';
import { aggregateDivergences } from '../../../src/diagnostics/aggregatePosterior';
import { klToStandardNormal } from '../../../src/diagnostics/gaussian';
import { directAggregateKl, mixture, momentsOf } from './directMixture';
import { seededRandom } from '../dumps/random';
it('x', () => {
  const r = seededRandom(5);
  for (const [big, s] of [[0,1e-3],[1, 1e-6],[5,1e-4],[50,1e-4],[1000,1e-4],[1000,1e-6],[1000,2e-9]]) {
    // cluster of comps within few sigma of big
    const mean = Array.from({length: 12}, () => big + s*6*(r()-0.5)); const sigma = mean.map(() => s*(1+r()));
    const q = mixture(mean, sigma); const { m, t } = momentsOf(q);
    // exact shape: shift and scale invariant J; compute in local coordinates
    const local = mixture(mean.map(x => (x-big)/s), sigma.map(x => x/s));
    const lm = momentsOf(local);
    const J = directAggregateKl(local) - klToStandardNormal(lm.m, lm.t);
    const t0=performance.now(); const d = aggregateDivergences(q.mean, q.sigma, m, t);
    console.log(big, s, 'J', J, 'err', d.negentropy - J, 'bound', d.aggregateKlErrorBound, 'using exact t', d.nodes.z.length, performance.now()-t0);
  }
});
