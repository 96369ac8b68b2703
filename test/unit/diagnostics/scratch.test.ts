import { it } from 'vitest';
import { seededRandom } from '../dumps/random';
import { aggregateDivergences } from '../../../src/diagnostics/aggregatePosterior';
import { mixtureNodes } from '../../../src/diagnostics/mixtureGrid';
import { negentropy } from '../../../src/diagnostics/aggregateKl';
import { klToStandardNormal } from '../../../src/diagnostics/gaussian';
import { reverseKl } from '../../../src/diagnostics/reverseKl';
import { directAggregateKl, directReverseKl, mixture, momentsOf, type Mixture } from './directMixture';
const r = seededRandom(1);
const normal = () => Math.sqrt(-2*Math.log(1-r()))*Math.cos(2*Math.PI*r());
const many = (n: number, f: (i:number)=>number) => Array.from({length:n}, (_, i)=>f(i));
const CASES: Record<string, Mixture> = {
  random: mixture(many(60, normal), many(60, () => 0.2 + r())),
  narrow: mixture(many(60, normal), many(60, () => 0.05)),
  heavy: mixture(many(100, normal), many(100, () => Math.exp(1.0*normal()-1))),
  heavyer: mixture(many(100, normal), many(100, () => Math.exp(1.5*normal()-2))),
  twoscale: mixture(many(40, normal), many(40, (i) => i%2? 1e-4: 1)),
  twoscale1: mixture([0.3, 0], [1e-4, 1]),
  three: mixture(many(30, normal), many(30, (i) => [1e-6, 1e-3, 1][i%3])),
  collapsed: mixture(many(50, ()=>1e-4*normal()), many(50, () => 1+1e-4*normal())),
  exactly: mixture(many(50, ()=>0), many(50, () => 1)),
  far50: mixture([50, -50], [1, 1]),
  far50b: mixture([50, -50, 0], [1e-2, 1, 0.1]),
  far1000: mixture([1000, -1000], [1, 1]),
  far1000b: mixture([1000, -1000, 1000.5], [1e-2, 1, 0.1]),
  far1000c: mixture(many(50, (i)=> (i%2?1:-1)*1000+normal()), many(50, () => 0.1+r())),
  single: mixture([0.7], [0.5]),
  single2: mixture([0.7], [1e-3]),
  single3: mixture([-3], [20]),
  single4: mixture([1000], [1e-3]),
};
it.each(Object.keys(CASES))('%s', (name) => {
  const q = CASES[name];
  const { m, t } = momentsOf(q);
  const t0 = performance.now();
  const f = directAggregateKl(q), R = directReverseKl(q);
  const t1 = performance.now();
  const d = aggregateDivergences(q.mean, q.sigma, m, t);
  const t2 = performance.now();
  const n4 = mixtureNodes(q.mean, q.sigma, 4);
  const j4 = negentropy(n4, m, t);
  const f4 = klToStandardNormal(m,t) + j4.value;
  const r4 = reverseKl(n4, q.mean, q.sigma, 1e-7);
  const mass = (n: any) => n.z.reduce((s: number, _: any, k: number) => s + n.weight[k]*n.density[k], 0) - 1;
  console.log(name.padEnd(10), 'F', f.toExponential(3), 'err', (d.aggregateKl-f).toExponential(1), 'bound', d.aggregateKlErrorBound.toExponential(1),
   'err4', (f4-f).toExponential(1), 'b4', j4.errorBound.toExponential(1), 'mass', mass(d.nodes).toExponential(1), mass(n4).toExponential(1),
   'R', R.toExponential(3), 'rel', ((d.reverseKl-R)/Math.max(1,R)).toExponential(1), ((r4-R)/Math.max(1,R)).toExponential(1),'ms', (t1-t0).toFixed(0), (t2-t1).toFixed(0), 'nodes', d.nodes.z.length);
});
