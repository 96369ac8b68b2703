import { geometryOf, type Mixture } from './mixtureCells';

/** A mixture as Gaussians with weights: each cell as the one Gaussian of its mass, mean and variance. */
export interface WeightedComponents {
  /** N: what they stand for, in all. */
  count: number;
  mean: Float64Array;
  sigma: Float64Array;
  /** ln of the number of components each stands for; null where all are single. */
  logMembers: Float64Array | null;
}

export function matchedComponents({ count, mean, sigma, cells }: Mixture): WeightedComponents {
  if (cells.length === 0) return { count, mean, sigma, logMembers: null };
  const length = cells.reduce((sum, { index }) => sum + index.length, mean.length);
  const array = () => new Float64Array(length);
  const all = { count, mean: array(), sigma: array(), logMembers: array() };
  all.mean.set(mean);
  all.sigma.set(sigma);
  let i = mean.length;
  for (const level of cells) {
    const { slots, index, sums } = level;
    const { width, variance } = geometryOf(level);
    for (let c = 0; c < index.length; c++, i++) {
      const [members, first, second] = sums.subarray(c * slots);
      const offset = first / members;
      // b_2 = a^2 + b: variance within the cell and excess over the centre's.
      const excess = Math.max(-0.5 * variance, (second / members - offset * offset) * width * width);
      all.mean[i] = (index[c] + offset) * width;
      all.sigma[i] = Math.sqrt(variance + excess);
      all.logMembers[i] = Math.log(members);
    }
  }
  return all;
}
