import { BYPASSED, GAMMA_BELOW_ONE, guaranteedHoles, num, ZERO_GAMMA } from '../diagnostics/findings/wording';
import { guaranteedMismatchFloor } from '../diagnostics/gammaBound';
import type { BatchNorm, GammaSite, LostContinuation } from './gammaSite';

/** What gamma = 1 does; goes on from "gamma = 1 ". */
const WIDER =
  'makes every dimension wider than the prior: its aggregate variance is gamma^2 + S > 1 for any posterior variance ' +
  'S > 0, so the floor of KL(q_j||p) is 0 only as S vanishes';

/** Four digits, as the post and the documentation print the floors. */
const floorText = (nats: number): string => String(Number(nats.toPrecision(4)));

/** gamma-zero */
export function zeroMessage(gamma: number): string {
  if (gamma === 0) return `gamma = 0 <= 0: ${ZERO_GAMMA}. Use gamma > 0.`;
  return (
    `gamma = ${num(gamma)} <= 0: ${BYPASSED}, which leaves an ordinary VAE without a floor; where batch norm is applied ` +
    `all the same, it scales by abs(gamma) = ${num(-gamma)}. Use gamma > 0.`
  );
}

/** gamma-exceeds-one */
export function exceedingMessage({ source, batchNorm }: GammaSite, gamma: number): string {
  if (source === 'not-affine') {
    return `${batchNorm?.name ?? 'Batch norm'} has no weight, so gamma is 1, which ${WIDER}. Give it a frozen weight of ${GAMMA_BELOW_ONE}.`;
  }
  const name = gamma < 0 ? 'abs(gamma)' : 'gamma';
  const size = Math.abs(gamma);
  if (size === 1) return `${name} = 1 ${WIDER}. Use ${GAMMA_BELOW_ONE}.`;
  const floor = guaranteedMismatchFloor(gamma);
  const features = batchNorm?.features;
  const total = features ? `, together ${floorText(features * floor)} nats in D = ${features}` : '';
  return `${name} = ${num(size)} >= 1 ${guaranteedHoles(floorText(floor))} ((gamma^2 - 1 - ln gamma^2)/2${total}). Use ${GAMMA_BELOW_ONE}.`;
}

/** gamma-unfilled */
export function unfilledMessage(batchNorm: BatchNorm | null): string {
  const name = batchNorm?.name ?? 'this batch norm';
  return `The weight of ${name} is frozen but never filled, so gamma is its initial 1, which ${WIDER}. Fill it with ${GAMMA_BELOW_ONE}.`;
}

/** bn-eps @param eps its value @param limit the largest eps that passes @param cure the eps to write */
export function epsMessage({ eps, name }: BatchNorm, value: number, limit: number, cure: string): string {
  const which = eps.isDefault ? `the default eps, ${num(value)}` : `eps = ${num(value)}`;
  return (
    `${name} divides by sqrt(var + eps) with ${which} (limit ${num(limit)}): an encoder that shrinks its output to a variance ` +
    'of that order escapes the floor, for the standard deviation of the posterior mean is gamma sqrt(var/(var + eps)). ' +
    `Use ${cure}.`
  );
}

/** lost-continuation */
export function lostMessage({ option, value }: LostContinuation): string {
  const lost = value === null ? option : `${option} ${num(value)}`;
  return (
    `The line before does not end in a backslash, so the shell takes this line for a command of its own and the script ` +
    `never gets ${lost}: it runs with its default gamma. End the line before in a backslash.`
  );
}

/** What a place says of gamma, in a few words. */
export function siteMessage({ gamma, source, name, batchNorm }: GammaSite): string {
  const of = batchNorm ? ` of ${batchNorm.name}` : '';
  if (source === 'su-variant') return `gamma${of} is learned: sqrt(tau + (1 - tau) sigmoid(theta))`;
  if (source === 'unfilled') return `gamma${of} = 1: its weight is frozen but never filled`;
  if (source === 'not-affine') return `gamma${of} = 1: it has no weight`;
  const from = name === null ? '' : ` (${name})`;
  return gamma === null ? `gamma${of} comes from outside the file${from}` : `gamma${of} = ${num(gamma)}${from}`;
}
