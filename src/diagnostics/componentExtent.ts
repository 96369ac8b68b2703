/** How far some components reach, and how narrow they are. */
export interface ComponentExtent {
  lowestMean: number;
  highestMean: number;
  smallestSigma: number;
}

/** Of no component: an empty range, and an infinite sigma. */
export function extentOf(mean: Float64Array, sigma: Float64Array): ComponentExtent {
  let lowestMean = Infinity;
  let highestMean = -Infinity;
  let smallestSigma = Infinity;
  for (let i = 0; i < mean.length; i++) {
    if (mean[i] < lowestMean) lowestMean = mean[i];
    if (mean[i] > highestMean) highestMean = mean[i];
    if (sigma[i] < smallestSigma) smallestSigma = sigma[i];
  }
  return { lowestMean, highestMean, smallestSigma };
}
