import {
  type Arrangement,
  JOINT_ARRANGEMENTS,
  PAIR_ARRANGEMENTS,
  type Shape,
  sameShape,
  stepArrangement,
  stepHalvesArrangement,
  stepTaken,
} from './arrangement';
import { axisMeaning, saysBoth, saysMoments } from './arrangementNames';
import { isStatisticShape } from './dumpShapes';
import { shapeText } from './latentArray';
import { roleOfName } from './roles';

/** An arrangement that applies to the arrays at hand. */
export interface OfferedArrangement {
  id: string;
  /** What it takes for what: "the last of 20 steps". */
  label: string;
  /** [N, D] */
  shape: [number, number];
  /** When it is the right one. */
  reason: string;
  /** Where it takes one step of [T, N, ..], T: K of its id may be 0 to T - 1, or from the end -1 to -T. */
  steps?: number;
}

/** What there is to choose from, and what is taken where the user does not choose. */
export interface ArrangementChoice {
  offered: OfferedArrangement[];
  /** Null where only the user can tell. */
  chosen: string | null;
  /** Why it is taken, or why none is; a short phrase. */
  why: string;
}

/** More dimensions are positions of channels rather than numbers that each have a meaning. */
const MOST_FLATTENED = 4096;

type Decision = Pick<ArrangementChoice, 'chosen' | 'why'>;
type Offers = ReadonlyMap<string, OfferedArrangement>;

/**
 * The arrangements that apply to a mean and a spread, or to one array that may hold both, and the one to take.
 * @param spread null where one array is all there is
 * @param names of the arrays: keys, or stems of files
 */
export function arrangementsOf(mean: Shape, spread: Shape | null, names: readonly string[]): ArrangementChoice {
  if (spread !== null && !sameShape(mean, spread)) {
    return { offered: [], chosen: null, why: `${shapeText(mean)} and ${shapeText(spread)} are no pair` };
  }
  const known: readonly Arrangement[] =
    spread === null ? [...JOINT_ARRANGEMENTS, stepHalvesArrangement(-1)] : [...PAIR_ARRANGEMENTS, stepArrangement(-1)];
  const offered = known.flatMap((arrangement) => offer(arrangement, mean));
  if (offered.length === 0) return { offered, chosen: null, why: nothingFits(mean, spread) };
  const offers = new Map(offered.map((each) => [each.id, each]));
  const decision = spread === null ? decideJoint(mean, offers, names) : decidePair(mean, offers, names);
  // What is chosen may make one row of an array, as statistics have, and so not be offered.
  if (decision.chosen === null || offers.has(decision.chosen)) return { offered, ...decision };
  return { offered, chosen: null, why: `${shapeText(mean)} may be several things` };
}

function offer(arrangement: Arrangement, stored: Shape): OfferedArrangement[] {
  const shape = isStatisticShape(stored) ? undefined : arrangement.shape(stored);
  if (shape === undefined || shape.includes(0) || isStatisticShape(shape)) return [];
  const { id, reason } = arrangement;
  const steps = stepTaken(id, stored) === undefined ? {} : { steps: stored[0] };
  return [{ id, label: arrangement.label(stored), shape, reason, ...steps }];
}

function nothingFits(mean: Shape, spread: Shape | null): string {
  if (mean.includes(0)) return `${shapeText(mean)} is empty`;
  if (isStatisticShape(mean)) return `${shapeText(mean)} is one row, as normalisation statistics have`;
  return `${shapeText(mean)} is no shape of ${spread === null ? 'a mean and a spread in one array' : 'means'}`;
}

function decidePair(shape: Shape, offers: Offers, names: readonly string[]): Decision {
  if (shape.length === 2) return take('rows', offers);
  const squeezed = shape.filter((length) => length !== 1);
  const plain = [...offers.values()].find((each) => sameShape(each.shape, squeezed));
  if (plain) return { chosen: plain.id, why: `${shapeText(shape)} without its axes of length 1` };
  if (shape.length > 3) return flattenedOr(looksChannelsLast(shape) ? 'last-axis' : 'channels', 'flatten', offers);

  const said = names.map(axisMeaning).find((meaning) => meaning !== undefined);
  if (said) {
    const id = { episodes: 'last-axis', steps: 'step:-1', channels: 'channels' }[said.meaning];
    return take(id, offers, `the name says "${said.word}"`);
  }
  const [first, second, third] = shape;
  if (second === third) {
    const why = `${shapeText(shape)} may be ${first} steps, or ${first} channels of ${second} × ${third} positions`;
    return { chosen: null, why };
  }
  return take('step:-1', offers);
}

function decideJoint(shape: Shape, offers: Offers, names: readonly string[]): Decision {
  const lone = names.find((name) => roleOfName(name) !== undefined);
  if (lone !== undefined) return { chosen: null, why: `"${lone}" names a ${roleOfName(lone)!.role} alone` };
  const saying = names.find(saysBoth);
  const unsaid = { chosen: null, why: `no name says that ${shapeText(shape)} holds mean and spread` };
  const said = `the name "${saying}" says both`;

  if (shape.length === 2) {
    if (shape[0] === 2)
      return { chosen: null, why: `${shapeText(shape)} is two rows, as normalisation statistics have` };
    return saying === undefined ? unsaid : take('halves', offers, said);
  }
  if (shape.length === 3) {
    const [first, second, third] = shape;
    const image = saying !== undefined && names.some(saysMoments);
    if (first === 2 && !(image && second === third)) return take('stack', offers);
    if (third === 2 && !image) return take('interleaved', offers);
    if (saying === undefined) return unsaid;
    if (second === third && first !== second) return take('moments', offers, said);
    if (first === second && second !== third) return take('halves', offers, said);
    const fitting = ['moments', 'halves'].filter((id) => offers.has(id));
    if (fitting.length === 1 || image) return take(fitting[0], offers, said);
    return { chosen: null, why: `${shapeText(shape)} may hold mean and spread on its first axis or on its last` };
  }
  if (saying === undefined) return unsaid;
  if (looksChannelsLast(shape)) return take('halves', offers, said);
  return flattenedOr('moments', 'moments-flatten', offers);
}

function take(id: string, offers: Offers, because?: string): Decision {
  const label = offers.get(id)?.label ?? '';
  return { chosen: id, why: because === undefined ? label : `${label}: ${because}` };
}

/** Per channel where an example has more numbers than a person can look at, or where there is one example. */
function flattenedOr(channels: string, flatten: string, offers: Offers): Decision {
  const dimensions = offers.get(flatten)?.shape[1];
  if (dimensions === undefined) return { chosen: channels, why: 'per channel: there is one example' };
  if (dimensions <= MOST_FLATTENED) return take(flatten, offers);
  const [found, most] = [dimensions, MOST_FLATTENED].map((count) => count.toLocaleString('en-US'));
  return { chosen: channels, why: `per channel: ${found} dimensions are more than ${most}` };
}

/** [N, H, W, C], as TensorFlow and JAX have it. */
function looksChannelsLast(shape: Shape): boolean {
  return shape.length === 4 && shape[1] === shape[2] && shape[2] !== shape[3];
}
