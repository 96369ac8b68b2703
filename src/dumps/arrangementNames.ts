import type { SpreadKind } from '../diagnostics/report';
import { nameWords, roleOfName, spreadKindInName } from './roles';

/** Words for the parameters of a Gaussian, mean and spread together. */
const BOTH = new Set(
  'moment, moments, param, params, parameter, parameters, posterior, posteriors, dist, distribution, stats, gaussian'.split(
    ', ',
  ),
);

const AXES = {
  /** Sequences whose every moment is an example. */
  episodes:
    'episode, episodes, ep, eps, trajectory, trajectories, traj, trajs, rollout, rollouts, sequence, sequences, seq, seqs',
  /** States of one encoder in training, each with all examples. */
  steps: 'epoch, epochs, step, steps, iteration, iterations, iter, iters, checkpoint, checkpoints, history',
  channels: 'channel, channels, image, images, img, imgs, pixel, pixels, map, maps, spatial',
};

export type AxisMeaning = keyof typeof AXES;

const AXIS_WORDS = new Map(
  Object.entries(AXES).flatMap(([meaning, words]) => words.split(', ').map((word) => [word, meaning as AxisMeaning])),
);

/**
 * Whether a name says that its array holds mean and spread: by the words for both ("mu_logvar"), or by one for a
 * Gaussian's parameters ("moments", "posterior"), unless it says which of them it is ("posterior_mean"). Of a path, its
 * last part says it: "params/Dense_0/kernel" is no Gaussian's.
 */
export function saysBoth(name: string): boolean {
  const parts = name.split(/[./]/).filter((part) => !/^\d*$/.test(part));
  const last = parts[parts.length - 1] ?? '';
  if (roleOfName(last) !== undefined) return false;
  const words = nameWords(last);
  const saysMean = words.some((word) => roleOfName(word)?.role === 'mean');
  return (saysMean && spreadKindInName(last) !== undefined) || words.some((word) => BOTH.has(word));
}

/** What the first word of a name that tells says of an array's axes. */
export function axisMeaning(name: string): { meaning: AxisMeaning; word: string } | undefined {
  const word = nameWords(name).find((each) => AXIS_WORDS.has(each));
  return word === undefined ? undefined : { meaning: AXIS_WORDS.get(word)!, word };
}

/** Whether a name speaks of moments: of latent diffusion's autoencoders, mean and log-variance of each channel. */
export function saysMoments(name: string): boolean {
  return nameWords(name).some((word) => word === 'moment' || word === 'moments');
}

/** The kind of spread that a name says its array holds, alone or beside a mean. */
export function spreadKindSaid(name: string): SpreadKind | undefined {
  return spreadKindInName(name) ?? (saysMoments(name) ? 'logvar' : undefined);
}
