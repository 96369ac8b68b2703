/** Below this a part is sorted by insertion. */
const FEW = 24;

/** Brings components into the ascending order of their means, in place: there may be too many for a copy. */
export function sortByMean(mean: Float64Array, sigma: Float64Array): void {
  if (isAscending(mean)) return;
  // The larger part waits, so no more than log2 N do.
  const waiting = [0, mean.length - 1];
  while (waiting.length > 0) {
    let high = waiting.pop()!;
    let low = waiting.pop()!;
    while (high - low >= FEW) {
      const [left, right] = divided(mean, sigma, low, high);
      if (left - low < high - right) {
        waiting.push(right, high);
        high = left;
      } else {
        waiting.push(low, left);
        low = right;
      }
    }
    insert(mean, sigma, low, high);
  }
}

function isAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] < values[i - 1]) return false;
  return true;
}

/** Hoare's partition by the median of three. @returns the last index of the lower part and the first of the higher */
function divided(mean: Float64Array, sigma: Float64Array, low: number, high: number): [number, number] {
  const a = mean[low];
  const b = mean[(low + high) >> 1];
  const c = mean[high];
  const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  let i = low;
  let j = high;
  while (i <= j) {
    while (mean[i] < pivot) i++;
    while (mean[j] > pivot) j--;
    if (i > j) break;
    const x = mean[i];
    const s = sigma[i];
    mean[i] = mean[j];
    sigma[i] = sigma[j];
    mean[j] = x;
    sigma[j] = s;
    i++;
    j--;
  }
  return [j, i];
}

function insert(mean: Float64Array, sigma: Float64Array, low: number, high: number): void {
  for (let i = low + 1; i <= high; i++) {
    const x = mean[i];
    const s = sigma[i];
    let k = i;
    for (; k > low && mean[k - 1] > x; k--) {
      mean[k] = mean[k - 1];
      sigma[k] = sigma[k - 1];
    }
    mean[k] = x;
    sigma[k] = s;
  }
}
