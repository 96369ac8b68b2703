import type { Mixture } from '../../../src/diagnostics/mixtureCells';
import { seededRandom } from '../dumps/random';
import { mixture, seededNormal } from './mixture';

const random = seededRandom(1);
const normal = seededNormal(2);
const draws = (count: number, draw: (i: number) => number) => Array.from({ length: count }, (_, i) => draw(i));

/** Few components of all kinds, for which direct sums are quick. */
export const SMALL_MIXTURES: [string, Mixture][] = [
  [
    'random means, sigma 0.2 to 1.2',
    mixture(
      draws(24, normal),
      draws(24, () => 0.2 + random()),
    ),
  ],
  [
    'random means, sigma 0.05',
    mixture(
      draws(24, normal),
      draws(24, () => 0.05),
    ),
  ],
  [
    'lognormal sigma over more than six octaves',
    mixture(
      draws(24, normal),
      draws(24, (i) => 2 ** (i / 3 - 6) * (1 + random() / 9)),
    ),
  ],
  [
    'lognormal sigma',
    mixture(
      draws(24, normal),
      draws(24, () => Math.exp(1.5 * normal() - 1.5)),
    ),
  ],
  [
    'sigma 1e-4 beside 1',
    mixture(
      draws(24, normal),
      draws(24, (i) => (i % 2 === 0 ? 1e-4 : 1)),
    ),
  ],
  ['one spike in the prior', mixture([0.3, 0, 0], [1e-4, 1, 1])],
  [
    'sigma 1e-6, 1e-3 and 1',
    mixture(
      draws(24, normal),
      draws(24, (i) => [1e-6, 1e-3, 1][i % 3]),
    ),
  ],
  [
    'next to collapsed',
    mixture(
      draws(24, () => 1e-3 * normal()),
      draws(24, () => 1 + 1e-3 * normal()),
    ),
  ],
  ['the prior itself', mixture([0, 0, 0], [1, 1, 1])],
  [
    'sigma 5 to 40, wider than the prior',
    mixture(
      draws(24, () => 3 * normal()),
      draws(24, () => 5 * 8 ** random()),
    ),
  ],
  ['sigma 0.01 beside 30', mixture([0.5, -0.5, 0], [0.01, 0.01, 30])],
  ['modes at -5 and 5', mixture([-5, 5, 5.1], [0.1, 0.1, 0.2])],
];
