import { guaranteedMismatchFloor, klFloor } from '../diagnostics/gammaBound';
import { measuredOffset, mismatchAtMeasuredSpread, usedDimensions } from '../diagnostics/gammaRows';
import type { LatentReport } from '../diagnostics/report';
import { declaredGamma } from '../diagnostics/statistics';

/** The gamma explorer in numbers: what it starts from, how far it reaches, and the floors at a gamma. */

/** What the user set; null where the report's own is taken: its gamma, and its KL as the rate. */
export interface GammaChoice {
  gamma: number | null;
  /** Target rate of all dimensions together, nats. */
  rate: number | null;
}

/** The gamma to start from: the declared one, else that of the means; where dimensions differ, their root mean square. */
export function reportGamma(report: LatentReport): number {
  const { source, dimensions } = report;
  const used = usedDimensions(report);
  const measured = (used.length > 0 ? used : dimensions).map(({ gammaHat }) => gammaHat);
  const gammas = declaredGamma(source.declared, dimensions.length) ?? measured;
  return Math.sqrt(gammas.reduce((sum, gamma) => sum + gamma * gamma, 0) / gammas.length);
}

export interface Ranges {
  gammaMax: number;
  /** Upper end of the axis, nats per dimension. */
  natsMax: number;
  /** Upper end of the slider for the rate, nats over all dimensions, and its step. */
  rateMax: number;
  rateStep: number;
}

/**
 * Ends of axes and sliders. They follow from the report and the settings, so that nothing moves under a slider in use.
 * @param targetRate KL that the training aims at, nats; null where none is set
 */
export function rangesOf(report: LatentReport, targetRate: number | null = null): Ranges {
  const { dimensions, totals, source } = report;
  const declared = declaredGamma(source.declared, dimensions.length) ?? [0];
  let gamma = declared.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  let nats = 0;
  for (const d of dimensions) {
    gamma = Math.max(gamma, d.gammaHat);
    nats = Math.max(nats, d.klFloor, d.aggregateKlFloor);
  }
  // Two nats per dimension take gamma beyond what anyone should set.
  const rate = Math.max(3 * totals.kl, 2 * dimensions.length, 1.5 * (targetRate ?? 0));
  const rateStep = roundStep(rate / 200);
  return {
    gammaMax: Math.max(2, Math.ceil(11 * gamma) / 10),
    natsMax: Math.max(1.2, 1.1 * nats),
    rateMax: rateStep * Math.ceil(rate / rateStep),
    rateStep,
  };
}

/** The least of 1, 2, 5 times a power of ten that is not below `size`. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * ([1, 2, 5].find((step) => step * power >= size) ?? 10);
}

/** Floors in nats per dimension at one gamma. */
export interface Floors {
  /** (gamma^2 + beta^2)/2 at the measured beta. */
  kl: number;
  /** Of KL(q_j || p) whatever the posterior variance. */
  guaranteed: number;
  /** Of KL(q_j || p) at the measured S and beta, on average over the dimensions in use; NaN where none is. */
  measured: number;
}

export function floorsAt(report: LatentReport, gamma: number): Floors {
  return {
    kl: klFloor(gamma, measuredOffset(report)),
    guaranteed: guaranteedMismatchFloor(gamma),
    measured: mismatchAtMeasuredSpread(report, gamma) / usedDimensions(report).length,
  };
}
