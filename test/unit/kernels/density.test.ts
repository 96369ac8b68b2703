import { expect, it } from 'vitest';
import { COARSE, FINE } from '../../../src/diagnostics/coverage';
import { singly } from '../../../src/diagnostics/mixtureCells';
import { normalGenerator } from '../../../src/diagnostics/normalGenerator';
import { loadKernels } from '../../../src/kernels/kernels';
import { allNodes } from '../diagnostics/allNodes';

const kernels = loadKernels()!;
const COUNT = 1000;

/** Mean and deviation of component i, from a uniform and two normal draws. */
const mixtures: Record<string, (i: number, uniform: number, normal: [number, number]) => [number, number]> = {
  'equal deviations': (_i, _u, [x]) => [x, 0.3],
  'an octave of deviations': (_i, u, [x]) => [x, 0.5 * 2 ** u],
  'many octaves': (_i, u, [x]) => [x, 10 ** (-4 * u)],
  'two scales': (i, _u, [x]) => [x, i % 2 ? 1 : 1e-4],
  'far apart': (i, u, [x]) => [1e5 * (i % 7) + x, 0.1 + u],
  'many narrow ones': (_i, u, [x]) => [100 * x, 1e-6 * (1 + u)],
  collapsed: () => [0, 1],
  'wider than the prior': (_i, u, [x]) => [1e3 * x, 1 + 9 * u],
};

for (const resolution of [COARSE, FINE]) {
  for (const [name, component] of Object.entries(mixtures)) {
    it(`gives the density of its twin: ${name}, ${resolution.samples} nodes per deviation`, () => {
      const { uniform, next } = normalGenerator(1);
      const components = Array.from({ length: COUNT }, (_, i) => component(i, uniform(), [next(), next()]));
      const mixture = singly(
        Float64Array.from(components, ([mu]) => mu),
        Float64Array.from(components, ([, s]) => s),
      );
      const simd = allNodes(mixture, resolution, kernels);
      const twin = allNodes(mixture, resolution, null);
      expect(largestDifference(simd.z, twin.z)).toBe(0);
      expect(largestDifference(simd.density, twin.density)).toBeLessThan(1e-13 * largest(twin.density));
      expect(largestDifference(simd.densityError, twin.densityError)).toBeLessThan(1e-13 * largest(twin.density));
    });
  }
}

it('follows one component into its tail', () => {
  const { z, density } = allNodes(singly(Float64Array.of(0.3), Float64Array.of(0.7)), FINE, kernels);
  for (let k = 0; k < z.length; k++) {
    const x = (z[k] - 0.3) / 0.7;
    if (Math.abs(x) > 13.9) continue;
    const exact = Math.exp(-0.5 * x * x) / (0.7 * Math.sqrt(2 * Math.PI));
    expect(Math.abs(density[k] / exact - 1)).toBeLessThan(1e-11);
  }
});

it('keeps nothing from one call to the next', () => {
  const grid = () => new Float64Array(600);
  const one = () => {
    const own = grid();
    kernels.deposit([own], Int32Array.of(300), Float64Array.of(0.1), Float64Array.of(1), 0.125, 1, 14);
    return own;
  };
  const first = one();
  kernels.deposit([grid(), grid()], Int32Array.of(900), Float64Array.of(0), Float64Array.of(1.5), 0.125, 1, 14);
  expect(one()).toEqual(first);
});

const largest = (values: Float64Array) => values.reduce((a, b) => Math.max(a, b), 0);
const largestDifference = (a: Float64Array, b: Float64Array) => largest(a.map((x, k) => Math.abs(x - b[k])));
