import { normalDensity } from '../../../src/dashboard/gaussian';
import type { AggregateCurves } from '../../../src/dashboardProtocol';

const POINTS = 80;
const STEP = 0.1;

/** Curves on [-4, 4) of normals with mean 0 and these standard deviations; NaN for a density that is not known. */
export function curvesOf(deviations: readonly number[]): AggregateCurves {
  const centres = Array.from({ length: POINTS }, (_, cell) => -4 + (cell + 0.5) * STEP);
  return {
    zMin: -4,
    zStep: STEP,
    points: POINTS,
    density: Float32Array.from(
      deviations.flatMap((deviation) => centres.map((z) => normalDensity(z, 0, deviation * deviation))),
    ),
    cellsPerBin: 4,
    meanHistogram: Float32Array.from(
      deviations.flatMap(() => centres.slice(0, POINTS / 4).map((_, k) => (k === 9 ? 2.5 : 0))),
    ),
  };
}
