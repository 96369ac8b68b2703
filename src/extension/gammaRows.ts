import { num } from '../diagnostics/findings/wording';
import type { GammaRow } from '../diagnostics/gammaRows';
import type { BatchNorm } from '../trainingScripts/gammaSite';
import { code } from './latentStatistics';

/** Lines of the table in the hover on a gamma that only a script knows; the others are in diagnostics/gammaRows.ts. */

/** What holds of Su's gamma^2 = tau + (1 - tau) sigmoid(theta), with gamma_sigma^2 = 1 - gamma^2 for the spread. */
export const LEARNED_GAMMA: GammaRow[] = [
  ['KL floor, D/2 (γ² + β²)', 'more than τ/2 nats per dimension, as γ² > τ'],
  ['aggregate variance, γ² + S', '1, where σ is normalised by √(1 − γ²)'],
];

/** @param isLearned whether gamma is trained on purpose (Su 2020) */
export function batchNormRows({ eps, name, frozen }: BatchNorm, isLearned: boolean): GammaRow[] {
  const origin = eps.isDefault ? ", the library's default" : '';
  const text = eps.value === null ? 'from outside the file' : `${num(eps.value)}${origin}`;
  const rows: GammaRow[] = [[`eps of ${code(name)}`, text]];
  return frozen || isLearned ? rows : [...rows, ['weight', 'trained: γ is its first value, not a floor']];
}
