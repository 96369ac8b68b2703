import { asOneExample, axisView, flattened, product } from './axisView';
import { heldRows } from './heldRows';
import { joinedSteps } from './joinedSteps';
import type { LatentArray, StackableArray } from './latentArray';

export type Shape = readonly number[];

/** A way to read arrays of any rank as mean and spread of shape [N, D]. */
export interface Arrangement {
  /** Typed on command lines and remembered: never renamed. */
  id: string;
  /** The shape that it takes, for messages. */
  takes: string;
  /** [N, D] that it makes of an array of this shape; undefined where it does not apply. */
  shape(stored: Shape): [number, number] | undefined;
  /** What it takes for what, in a shape to which it applies. */
  label(stored: Shape): string;
  /** When it is the right one. */
  reason: string;
}

/** For a mean and a spread of the same shape: the same view of each. */
interface PairArrangement extends Arrangement {
  view(array: StackableArray): LatentArray;
}

/** For one array that holds both. */
interface JointArrangement extends Arrangement {
  split(array: StackableArray): [mean: LatentArray, spread: LatentArray];
}

const number = (value: number) => value.toLocaleString('en-US');
const lengths = (shape: Shape) => shape.map(number).join(' × ');
const isEven = (length: number) => length % 2 === 0;

/** The channels' places, of an image or of all of a batch. */
const channelAxis = (stored: Shape) => (stored.length === 3 ? 0 : 1);
const positions = (stored: Shape) => product(stored) / stored[channelAxis(stored)];

/** Of arrays in pairs; besides, `stepArrangement`. */
export const PAIR_ARRANGEMENTS: readonly PairArrangement[] = [
  {
    id: 'rows',
    takes: '[N, D]',
    reason: 'two axes are examples and dimensions',
    shape: (stored) => (stored.length === 2 ? [stored[0], stored[1]] : undefined),
    label: () => 'each row an example',
    view: (array) => array,
  },
  {
    id: 'flatten',
    takes: '[N, ...] of three axes or more',
    reason: 'every number of an example is a dimension of its own',
    shape: (stored) => (stored.length > 2 ? [stored[0], product(stored.slice(1))] : undefined),
    label: (stored) => `flattened: ${lengths(stored.slice(1))} numbers an example`,
    view: flattened,
  },
  {
    id: 'channels',
    takes: '[N, C, H, W] or [C, H, W]',
    reason: 'the axis behind the examples is channels, and each position has a latent vector',
    shape: (stored) => (stored.length > 2 ? [positions(stored), stored[channelAxis(stored)]] : undefined),
    label: (stored) => `per channel: each of ${positionsText(stored, channelAxis(stored))} an example`,
    view: (array) => channelViews(array, 1)[0],
  },
  {
    id: 'last-axis',
    takes: '[T, N, D] or [N, H, W, C]',
    reason: 'the other axes are episodes and times, or positions with the channels last',
    shape: (stored) => (stored.length > 2 ? [product(stored.slice(0, -1)), stored[stored.length - 1]] : undefined),
    label: (stored) => `dimensions on the last axis: each of ${positionsText(stored, stored.length - 1)} an example`,
    view: lastAxisRows,
  },
];

/** Of one array that holds mean and spread; besides, `stepHalvesArrangement`. */
export const JOINT_ARRANGEMENTS: readonly JointArrangement[] = [
  {
    id: 'stack',
    takes: '[2, N, D]',
    reason: 'it was written as np.stack([mu, logvar])',
    shape: (stored) => (stored.length === 3 && stored[0] === 2 ? [stored[1], stored[2]] : undefined),
    label: () => 'stacked: the mean first, then the spread',
    split: (array) => [array.slab(0), array.slab(1)],
  },
  {
    id: 'halves',
    takes: '[N, 2D] or [..., 2D]',
    reason: 'it was written as np.concatenate([mu, logvar], axis=-1)',
    shape(stored) {
      const last = stored[stored.length - 1];
      return stored.length > 1 && isEven(last) ? [product(stored.slice(0, -1)), last / 2] : undefined;
    },
    label: (stored) => `the first half of the last axis is the mean, ${halvesText(stored, stored.length - 1)}`,
    split(array) {
      const rows = array.shape.length === 2 ? array : lastAxisRows(array);
      return axisHalves(rows, 1, [], [1]);
    },
  },
  {
    id: 'interleaved',
    takes: '[N, D, 2]',
    reason: 'it was written as np.stack([mu, logvar], axis=-1)',
    shape: (stored) => (stored.length === 3 && stored[2] === 2 ? [stored[0], stored[1]] : undefined),
    label: () => 'mean and spread side by side on the last axis',
    split: (array) => axisHalves(array, 2, [], [1, 2]),
  },
  {
    id: 'moments',
    takes: '[N, 2C, H, W] or [2C, H, W]',
    reason: 'mean and log-variance are joined on the channel axis, and each position has a latent vector',
    shape(stored) {
      if (stored.length < 3 || !isEven(stored[channelAxis(stored)])) return undefined;
      return [positions(stored), stored[channelAxis(stored)] / 2];
    },
    label(stored) {
      const axis = channelAxis(stored);
      return `the first channels are the mean, ${halvesText(stored, axis)}; each of ${positionsText(stored, axis)} an example`;
    },
    split: (array) => channelViews(array, 2),
  },
  {
    id: 'moments-flatten',
    takes: '[N, 2C, H, W]',
    reason: 'mean and log-variance are joined on the channel axis, and every number is a dimension of its own',
    shape(stored) {
      return stored.length > 3 && isEven(stored[1]) ? [stored[0], product(stored.slice(1)) / 2] : undefined;
    },
    label: (stored) =>
      `the first channels are the mean, ${halvesText(stored, 1)}; flattened: ${lengths([stored[1] / 2, ...stored.slice(2)])} numbers an example`,
    split: (array) => axisHalves(array, 1, [], axesFrom(array, 1)),
  },
];

const stepAt = (step: number, stored: Shape) => (step < 0 ? stored[0] + step : step);
const hasStep = (step: number, stored: Shape) =>
  stored.length === 3 && stepAt(step, stored) >= 0 && stepAt(step, stored) < stored[0];
const stepsText = (step: number) => `T ${step < 0 ? `>= ${-step}` : `> ${step}`}`;

function stepText(step: number, stored: Shape): string {
  const at = stepAt(step, stored);
  const last = number(stored[0] - 1);
  return at === stored[0] - 1 ? `the last of ${number(stored[0])} steps` : `step ${number(at)} of 0 to ${last}`;
}

/** The arrangement of [T, N, D] that takes one step; negative numbers count from the end. */
export function stepArrangement(step: number): PairArrangement {
  return {
    id: `step:${step}`,
    takes: `[T, N, D] with ${stepsText(step)}`,
    reason: 'the first axis is steps or epochs, each with all examples',
    shape: (stored) => (hasStep(step, stored) ? [stored[1], stored[2]] : undefined),
    label: (stored) => stepText(step, stored),
    view: (array) => array.slab(stepAt(step, array.shape)),
  };
}

/** The arrangement of [T, N, 2D] that takes the halves of one step. */
export function stepHalvesArrangement(step: number): JointArrangement {
  return {
    id: `halves-step:${step}`,
    takes: `[T, N, 2D] with ${stepsText(step)}`,
    reason: 'the first axis is steps or epochs, each written as np.concatenate([mu, logvar], axis=-1)',
    shape(stored) {
      return hasStep(step, stored) && isEven(stored[2]) ? [stored[1], stored[2] / 2] : undefined;
    },
    label: (stored) =>
      `${stepText(step, stored)}; the first half of the last axis is the mean, ${halvesText(stored, 2)}`,
    split: (array) => axisHalves(array.slab(stepAt(step, array.shape)), 1, [], [1]),
  };
}

/** Whether two arrays have the same axes. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

const STEP = /^(halves-)?step:(-?\d{1,15})$/;

/** The arrangement of this id; undefined where there is none. */
export function arrangementOf(id: string): PairArrangement | JointArrangement | undefined {
  const step = STEP.exec(id);
  if (step) return (step[1] ? stepHalvesArrangement : stepArrangement)(Number(step[2]));
  return [...PAIR_ARRANGEMENTS, ...JOINT_ARRANGEMENTS].find((arrangement) => arrangement.id === id);
}

/** The place on the first axis that an arrangement takes alone; undefined where it takes all. */
export function stepTaken(id: string, stored: Shape): number | undefined {
  const step = STEP.exec(id);
  return step ? stepAt(Number(step[2]), stored) : undefined;
}

/**
 * The length of the first axis, where an arrangement makes several rows of each place on it, one after the other: the
 * positions of an image, the times of an episode. Undefined where it makes one, or rows of another axis.
 */
export function leadingExamples(id: string, stored: Shape): number | undefined {
  const isImages = (id === 'channels' || id === 'moments') && stored.length > 3;
  return isImages || id === 'last-axis' || id === 'halves' ? stored[0] : undefined;
}

/** Whether an arrangement takes one array as mean and spread. */
export function holdsBoth(id: string | undefined): boolean {
  const arrangement = id === undefined ? undefined : arrangementOf(id);
  return arrangement !== undefined && 'split' in arrangement;
}

/** All axes but the last as rows. */
function lastAxisRows(array: StackableArray): LatentArray {
  // An image is held as a whole, the steps of [T, N, D] may be too large for it.
  if (array.shape.length === 3) return joinedSteps(array);
  const last = array.shape.length - 1;
  return axisView(array, heldRows(array), { rows: axesFrom(array, 1).slice(0, -1), columns: [last] });
}

/** Every position's channels as a row, of [C, H, W] or [N, C, ...]; in as many parts of the channels. */
function channelViews(array: StackableArray, parts: 1): [LatentArray];
function channelViews(array: StackableArray, parts: 2): [LatentArray, LatentArray];
function channelViews(array: StackableArray, parts: 1 | 2): LatentArray[] {
  const images = array.shape.length === 3 ? asOneExample(array) : array;
  const spatial = axesFrom(images, 2);
  if (parts === 2) return axisHalves(images, 1, spatial, [1]);
  return [axisView(images, heldRows(images), { rows: spatial, columns: [1] })];
}

function axisHalves(
  array: LatentArray,
  axis: number,
  rows: readonly number[],
  columns: readonly number[],
): [LatentArray, LatentArray] {
  const held = heldRows(array);
  const length = array.shape[axis] / 2;
  const half = (first: number) => axisView(array, held, { rows, columns, part: { axis, first, length } });
  return [half(0), half(length)];
}

function axesFrom({ shape }: LatentArray, first: number): number[] {
  return shape.map((_, axis) => axis).slice(first);
}

function halvesText(stored: Shape, axis: number): string {
  return `${number(stored[axis] / 2)} of ${number(stored[axis])}`;
}

function positionsText(stored: Shape, axis: number): string {
  return `${lengths(stored.toSpliced(axis, 1))} positions`;
}
