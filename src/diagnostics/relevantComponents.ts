import type { WeightedComponents } from './weightedComponents';

/**
 * The components that matter on an interval, as the end of a stack, from some index on: parts of the interval have parts
 * of them, which are put on top and taken off again (`length`).
 */
export interface RelevantComponents {
  mean: Float64Array;
  precision: Float64Array;
  /** ln of the members less ln sigma. */
  logScale: Float64Array;
  length: number;
}

/** Neighbours in the list of components, looked at as one. */
const BLOCK = 128;

interface Blocks {
  count: number;
  lowestMean: Float64Array;
  highestMean: Float64Array;
  smallestSigma: Float64Array;
  largestSigma: Float64Array;
  leastLogScale: Float64Array;
  mostLogScale: Float64Array;
}

/** So few are compared one by one with those that are largest at either end. */
const COMPARED = 64;

/**
 * A look at all components that does not take each: quick where the means of neighbours in the list are near each other.
 * @returns finds those that come within `depth` nats of the largest somewhere on [a, b], and perhaps others: puts them on
 *   the stack, and returns where they begin
 */
export function relevantOfAll(all: WeightedComponents) {
  const { mean, sigma, logMembers } = all;
  /** Only made where there is a gap. */
  let blocks: Blocks | undefined;
  const logScaleOf = (i: number) => (logMembers ? logMembers[i] : 0) - Math.log(sigma[i]);
  const componentAt = (i: number): Component => ({ mean: mean[i], precision: 1 / sigma[i], logScale: logScaleOf(i) });
  /** The block whose components together are at least as large as any others on [a, b], by what is known of blocks. */
  const bestBlock = (blocks: Blocks, a: number, b: number) => {
    let best = 0;
    let most = -Infinity;
    for (let k = 0; k < blocks.count; k++) {
      const far = Math.max(b - blocks.lowestMean[k], blocks.highestMean[k] - a) / blocks.smallestSigma[k];
      const least = blocks.leastLogScale[k] - 0.5 * far * far;
      if (least <= most) continue;
      best = k;
      most = least;
    }
    return best;
  };
  return (stack: RelevantComponents, a: number, b: number, depth: number): number => {
    blocks ??= blocksOf(all);
    const best = bestBlock(blocks, a, b);
    let floor = -Infinity;
    let atA = best * BLOCK;
    let atB = atA;
    for (let i = best * BLOCK; i < Math.min(mean.length, (best + 1) * BLOCK); i++) {
      const far = Math.max(b - mean[i], mean[i] - a) / sigma[i];
      floor = Math.max(floor, logScaleOf(i) - 0.5 * far * far);
      if (termOf(componentAt(i), a) > termOf(componentAt(atA), a)) atA = i;
      if (termOf(componentAt(i), b) > termOf(componentAt(atB), b)) atB = i;
    }
    floor -= depth;
    const champions = [componentAt(atA), componentAt(atB)];
    const start = stack.length;
    for (let k = 0; k < blocks.count; k++) {
      const away = Math.max(a - blocks.highestMean[k], blocks.lowestMean[k] - b, 0) / blocks.largestSigma[k];
      if (blocks.mostLogScale[k] - 0.5 * away * away < floor) continue;
      reserve(stack, BLOCK);
      for (let i = k * BLOCK; i < Math.min(mean.length, (k + 1) * BLOCK); i++) {
        const near = Math.max(a - mean[i], mean[i] - b, 0) / sigma[i];
        if (logScaleOf(i) - 0.5 * near * near < floor) continue;
        const own = componentAt(i);
        if (!champions.some((champion) => isBelow(own, champion, a, b, depth)))
          push(stack, own.mean, own.precision, own.logScale);
      }
    }
    return start;
  };
}

interface Component {
  mean: number;
  precision: number;
  logScale: number;
}

function termOf({ mean, precision, logScale }: Component, z: number): number {
  const x = (z - mean) * precision;
  return logScale - 0.5 * x * x;
}

/** Whether a component is below another by more than `depth` everywhere on [a, b]: their difference is a parabola. */
function isBelow(own: Component, other: Component, a: number, b: number, depth: number): boolean {
  if (termOf(other, a) - termOf(own, a) <= depth || termOf(other, b) - termOf(own, b) <= depth) return false;
  const p = own.precision * own.precision;
  const q = other.precision * other.precision;
  if (p <= q) return true;
  const lowest = (own.mean * p - other.mean * q) / (p - q);
  return lowest <= a || lowest >= b || termOf(other, lowest) - termOf(own, lowest) > depth;
}

function blocksOf({ mean, sigma, logMembers }: WeightedComponents): Blocks {
  const count = Math.ceil(mean.length / BLOCK);
  const all = (value: number) => new Float64Array(count).fill(value);
  const blocks: Blocks = {
    count,
    lowestMean: all(Infinity),
    highestMean: all(-Infinity),
    smallestSigma: all(Infinity),
    largestSigma: all(0),
    leastLogScale: all(0),
    mostLogScale: all(0),
  };
  for (let k = 0; k < count; k++) {
    let fewest = logMembers ? Infinity : 0;
    let most = logMembers ? -Infinity : 0;
    for (let i = k * BLOCK; i < Math.min(mean.length, (k + 1) * BLOCK); i++) {
      blocks.lowestMean[k] = Math.min(blocks.lowestMean[k], mean[i]);
      blocks.highestMean[k] = Math.max(blocks.highestMean[k], mean[i]);
      blocks.smallestSigma[k] = Math.min(blocks.smallestSigma[k], sigma[i]);
      blocks.largestSigma[k] = Math.max(blocks.largestSigma[k], sigma[i]);
      if (!logMembers) continue;
      fewest = Math.min(fewest, logMembers[i]);
      most = Math.max(most, logMembers[i]);
    }
    blocks.leastLogScale[k] = fewest - Math.log(blocks.largestSigma[k]);
    blocks.mostLogScale[k] = most - Math.log(blocks.smallestSigma[k]);
  }
  return blocks;
}

/** That of a dimension that is done: to be used again. */
let spare: RelevantComponents | undefined;
/** A larger one is not kept. */
const MOST_SPARE = 1 << 16;

/** An empty stack, to be given back with `giveBackStack`. */
export function takeStack(): RelevantComponents {
  const array = () => new Float64Array(BLOCK);
  const stack = spare ?? { mean: array(), precision: array(), logScale: array(), length: 0 };
  spare = undefined;
  return stack;
}

export function giveBackStack(stack: RelevantComponents): void {
  stack.length = 0;
  if (stack.mean.length <= MOST_SPARE) spare = stack;
}

function reserve(stack: RelevantComponents, added: number): void {
  const needed = stack.length + added;
  if (needed <= stack.mean.length) return;
  const larger = (values: Float64Array) => {
    const copy = new Float64Array(2 * needed);
    copy.set(values);
    return copy;
  };
  stack.mean = larger(stack.mean);
  stack.precision = larger(stack.precision);
  stack.logScale = larger(stack.logScale);
}

function push(stack: RelevantComponents, mean: number, precision: number, logScale: number): void {
  const at = stack.length++;
  stack.mean[at] = mean;
  stack.precision[at] = precision;
  stack.logScale[at] = logScale;
}

/**
 * Of the components from `start` on, those that come within `depth` of the largest somewhere on [a, b], on top of the
 * stack, where that are many fewer.
 * @returns where they begin
 */
export function relevant(stack: RelevantComponents, start: number, a: number, b: number, depth: number): number {
  const end = stack.length;
  const total = end - start;
  if (total <= 2) return start;
  reserve(stack, total);
  const { mean, precision, logScale } = stack;
  let floor = -Infinity;
  for (let i = start; i < end; i++) {
    const far = Math.max(b - mean[i], mean[i] - a) * precision[i];
    const least = logScale[i] - 0.5 * far * far;
    if (least > floor) floor = least;
  }
  floor -= depth;
  for (let i = start; i < end; i++) {
    const near = Math.max(a - mean[i], mean[i] - b, 0) * precision[i];
    if (logScale[i] - 0.5 * near * near >= floor) push(stack, mean[i], precision[i], logScale[i]);
  }
  if (stack.length - end > 2 && stack.length - end <= COMPARED) dropBelowOthers(stack, end, a, b, depth);
  const kept = stack.length - end;
  // Few are worth it: two have a closed form.
  if (kept < total && (kept <= COMPARED || kept <= 0.8 * total)) return end;
  stack.length = end;
  return start;
}

/** Drops, from `start` on, what lies more than `depth` below the largest at a, or that at b, everywhere on [a, b]. */
function dropBelowOthers(stack: RelevantComponents, start: number, a: number, b: number, depth: number): void {
  const { mean, precision, logScale } = stack;
  const componentAt = (i: number): Component => ({ mean: mean[i], precision: precision[i], logScale: logScale[i] });
  const move = (from: number, to: number) => {
    for (const values of [mean, precision, logScale]) [values[to], values[from]] = [values[from], values[to]];
  };
  /** Puts the largest at z in front of those from `first` on. */
  const lead = (first: number, z: number) => {
    let largest = first;
    for (let i = first + 1; i < stack.length; i++)
      if (termOf(componentAt(i), z) > termOf(componentAt(largest), z)) largest = i;
    move(largest, first);
    return componentAt(first);
  };
  const champions = [lead(start, a), lead(start + 1, b)];
  let kept = start + 2;
  for (let i = kept; i < stack.length; i++)
    if (!champions.some((champion) => isBelow(componentAt(i), champion, a, b, depth))) move(i, kept++);
  if (isBelow(champions[1], champions[0], a, b, depth)) move(--kept, start + 1);
  stack.length = kept;
}
