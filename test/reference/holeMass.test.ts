import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { FINE } from '../../src/diagnostics/coverage';
import { standardNormalMass } from '../../src/diagnostics/gaussian';
import { holeMassSum } from '../../src/diagnostics/holeMass';
import { singly } from '../../src/diagnostics/mixtureCells';
import { openNpy } from '../../src/dumps/npy';
import { memoryFileAccess } from '../../src/platform/memoryFileAccess';
import { summed } from '../unit/diagnostics/allNodes';

/**
 * reference.py integrates the indicator of a hole by Gauss nodes and so errs by up to 2e-3 at its edges. Here the edges
 * are found by bisection on direct sums.
 */
function directHoleMass(mean: Float64Array, sigma: Float64Array): number {
  const excess = (z: number) => {
    let q = 0;
    for (let i = 0; i < mean.length; i++) q += Math.exp(-0.5 * ((z - mean[i]) / sigma[i]) ** 2) / sigma[i];
    return q / mean.length - Math.exp(-0.5 * z * z) / 2;
  };
  let mass = 0;
  let begin = -Infinity;
  let inside = true;
  const step = 0.01;
  for (let z = -6; z < 6; z += step) {
    const hole = excess(z + step) < 0;
    if (hole === inside) continue;
    let low = z;
    let high = z + step;
    for (let n = 0; n < 40; n++) {
      const middle = (low + high) / 2;
      if (excess(middle) < 0 === inside) low = middle;
      else high = middle;
    }
    if (inside) mass += standardNormalMass(begin, low);
    else begin = low;
    inside = hole;
  }
  return inside ? mass + standardNormalMass(begin, Infinity) : mass;
}

it('holeMass agrees with direct root finding to 1e-9 on a trained dump', async () => {
  const folder = 'media/samples/digits_bnvae_g1.5';
  const load = async (name: string) => {
    const files = memoryFileAccess([{ path: `/${name}`, name, bytes: await readFile(`${folder}/${name}`) }]);
    const array = await openNpy(await files.open(`/${name}`));
    return Float64Array.from(await array.readRows(0, array.shape[0]));
  };
  const mean = await load('mu.npy');
  const logVariance = await load('logvar.npy');
  for (let j = 0; j < 8; j++) {
    const column = (values: Float64Array) => values.filter((_, k) => k % 8 === j);
    const mu = column(mean);
    const sigma = column(logVariance).map((lv) => Math.exp(lv / 2));
    expect(Math.abs(summed(holeMassSum(), singly(mu, sigma), FINE) - directHoleMass(mu, sigma))).toBeLessThan(1e-9);
  }
});
