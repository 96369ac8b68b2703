import type { SpreadKind } from '../diagnostics/report';
import { arrangementOf, JOINT_ARRANGEMENTS, PAIR_ARRANGEMENTS, sameShape } from './arrangement';
import { spreadKindSaid } from './arrangementNames';
import { DumpError } from './dumpError';
import { baseName, stemOf } from './fileNames';
import { type LatentArray, type StackableArray, shapeText } from './latentArray';
import { printableName } from './printableName';

/** Mean and spread, each [N, D], and what a name says of the spread. */
export interface Arranged {
  mean: LatentArray;
  spread: LatentArray;
  spreadKindHint: SpreadKind | undefined;
}

/**
 * Mean and spread as views of arrays of any rank: rows are read in pieces of some MB, or of one example (an image, or
 * of 'channels' and 'moments' in [C, H, W] the whole array). Whether [N, D] is a dump's shape, `checkShapes` says.
 * @param id of an arrangement: "flatten", "step:-1"
 * @param mean the array of means; the one that holds both where `spread` is null
 * @throws DumpError where there is no such arrangement, or it does not apply
 */
export function arrange(id: string, mean: StackableArray, spread: StackableArray | null): Arranged {
  const arrangement = arrangementOf(id) ?? failUnknown(id, mean);
  const isJoint = 'split' in arrangement;
  if (isJoint !== (spread === null)) {
    const found = isJoint ? 'a mean and a spread array' : 'one array';
    const takes = isJoint
      ? `one array ${arrangement.takes} that holds both`
      : `mean and spread, each ${arrangement.takes}`;
    fail(mean, found, `${takes}, for the arrangement "${id}"`);
  }
  for (const array of spread === null ? [mean] : [mean, spread]) {
    if (arrangement.shape(array.shape) === undefined) {
      fail(array, `shape ${shapeText(array.shape)}`, `${arrangement.takes} for the arrangement "${id}"`);
    }
  }
  // Views may agree where the arrays do not: the last step of 20 and the last of 10.
  if (spread !== null && !sameShape(mean.shape, spread.shape)) {
    fail(spread, `shape ${shapeText(spread.shape)}`, `${shapeText(mean.shape)} as the mean has`);
  }
  const [means, spreads] = isJoint ? arrangement.split(mean) : [arrangement.view(mean), arrangement.view(spread!)];
  const { array, file } = spread ?? mean;
  return { mean: means, spread: spreads, spreadKindHint: spreadKindSaid(array ?? stemOf(baseName(file))) };
}

function fail({ file, array }: LatentArray, found: string, expected: string): never {
  throw new DumpError({ file, place: array === null ? 'shape' : `key "${array}"`, found, expected });
}

function failUnknown(id: string, array: LatentArray): never {
  const ids = [...PAIR_ARRANGEMENTS, ...JOINT_ARRANGEMENTS].map((arrangement) => arrangement.id).join(', ');
  const expected = `one of ${ids}, step:K or halves-step:K with a number as in step:-1`;
  fail(array, `no arrangement "${printableName(id)}"`, expected);
}
