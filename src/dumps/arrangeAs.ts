import type { ArrangementReport, SpreadKind } from '../diagnostics/report';
import { arrange } from './arrange';
import { arrangementsOf } from './arrangementChoice';
import type { ChosenArrays } from './chooseKeys';
import { DumpError } from './dumpError';
import { type LatentArray, shapeText } from './latentArray';
import { spreadKindInName } from './roles';

/** The arrays of a dump as [N, D]. */
export interface TakenArrays {
  mean: LatentArray;
  spread: LatentArray;
  /** What a name says of the spread. */
  namedKind: SpreadKind | undefined;
  /** Null where they stand so. */
  arrangement: ArrangementReport | null;
}

const ONE_ARRAY = 'mean and spread stacked as [2, N, D], or a name that says which it is, such as mu.npy or logvar.npy';

/**
 * Mean and spread as [N, D], in the arrangement that the user wants or that shapes and names decide.
 * @throws DumpError where nothing decides, or what is wanted does not apply
 */
export function arrangeAs(wanted: string | undefined, { mean, spread, names }: ChosenArrays): TakenArrays {
  const choice = arrangementsOf(mean.shape, spread?.shape ?? null, names);
  const id = wanted ?? choice.chosen ?? (choice.offered.length === 0 && spread ? 'rows' : undefined);
  if (id === undefined) {
    const ids = choice.offered.map(({ id: offered, label }) => `${offered} (${label})`).join(', ');
    const expected = ids === '' ? ONE_ARRAY : `--arrangement with one of ${ids}, or ${ONE_ARRAY}`;
    const found = `${mean.dtype} array of shape ${shapeText(mean.shape)}: ${choice.why}`;
    const place = mean.array === null ? 'shape' : `key "${mean.array}"`;
    throw new DumpError({ file: mean.file, place, found, expected, canChoose: true });
  }
  // What has no other arrangement is told from a dump's shape by its own message.
  const arranged =
    id === 'rows' && spread ? { mean, spread, spreadKindHint: spreadKindInName(names[1]) } : arrange(id, mean, spread);
  const label = choice.offered.find((each) => each.id === id)?.label ?? id;
  const why = wanted === undefined ? choice.why : `${label}, as you chose`;
  return {
    mean: arranged.mean,
    spread: arranged.spread,
    namedKind: arranged.spreadKindHint,
    arrangement: id === 'rows' ? null : { id, why },
  };
}
