import { expect, it } from 'vitest';
import { MOST_KEPT_ROWS } from '../../../src/analysis/planWindows';
import { analyzed } from './analyzed';
import { float32Npy } from './npyFile';

/** Too many to keep: they are widened until cells hold them. */
const ROWS = MOST_KEPT_ROWS + 1000;
const LOG_VARIANCE = Math.fround(-34);

it('has the F of more narrow components than are kept within the bound that it states', async () => {
  const mean = (i: number) => Math.fround(6 * (i / ROWS) - 3);
  const { report } = await analyzed({
    'mu.npy': float32Npy(ROWS, 1, mean),
    'logvar.npy': float32Npy(ROWS, 1, () => LOG_VARIANCE),
  });
  const [{ aggregateKl, aggregateKlErrorBound, aggregateVariance, betaHat }] = report.dimensions;
  // Components apart: the entropy of q is that of one and ln N, but where float32 puts means in one place.
  const places = new Set(Array.from({ length: ROWS }, (_, i) => mean(i)));
  expect(places.size).toBeGreaterThan(0.9 * ROWS);
  const negativeEntropy = -Math.log(places.size) - 0.5 * (Math.log(2 * Math.PI) + 1 + LOG_VARIANCE);
  const exact = negativeEntropy + 0.5 * (betaHat ** 2 + aggregateVariance) + 0.5 * Math.log(2 * Math.PI);
  expect(Math.abs(aggregateKl! - exact)).toBeLessThan(aggregateKlErrorBound!);
  expect(aggregateKlErrorBound).toBeLessThan(8);
});
