import { type Mixture, singly } from '../../../src/diagnostics/mixtureCells';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';

/** Mean and deviation of component i, from normal and uniform draws. */
const KINDS: Record<string, (i: number, normal: () => number, uniform: () => number) => [number, number]> = {
  random: (_, normal, uniform) => [normal(), 0.2 + uniform()],
  'of one narrow sigma': (_, normal) => [normal(), 0.05],
  'heavy-tailed': (_, normal, uniform) => [normal() / Math.max(1e-3, uniform()), 0.1 * Math.exp(1.5 * normal())],
  'of sigma 1e-4 beside 1': (i, normal) => [normal(), i % 2 === 0 ? 1e-4 : 1],
  'of few spikes in the prior': (i, normal, uniform) => [normal(), (i % 100 === 0 ? 1e-4 : 1) * (1 + 0.5 * uniform())],
  collapsed: () => [0, 1],
  'next to collapsed': (_, normal) => [1e-3 * normal(), 1 + 1e-3 * normal()],
  'far apart': (i, normal, uniform) => [1e3 * (i % 5) + normal(), 0.1 + uniform()],
  'of two modes': (i, normal, uniform) => [(i % 2 === 0 ? 5 : -5) + 0.1 * normal(), 0.1 + 0.05 * uniform()],
  underdispersed: (_, normal, uniform) => [0.3 * normal(), 0.1 + 0.1 * uniform()],
  overdispersed: (_, normal, uniform) => [5 * normal(), 0.5 + uniform()],
  'of tiny sigmas': (_, normal, uniform) => [Math.round(20 * normal()) / 20 + 1e-6 * normal(), 1e-6 * (1 + uniform())],
};

/** 3,000 components, all kept singly. */
export const LARGE_MIXTURES: [string, Mixture][] = Object.entries(KINDS).map(([name, draw]) => {
  const { next, uniform } = normalGenerator(7);
  const components = Array.from({ length: 3000 }, (_, i) => draw(i, next, uniform));
  const mean = Float64Array.from(components, ([mu]) => mu);
  return [
    name,
    singly(
      mean,
      Float64Array.from(components, ([, sigma]) => sigma),
    ),
  ];
});
