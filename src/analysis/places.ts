import type { Finding, FindingCode } from '../diagnostics/report';
import type { TextRange } from '../dumps/dumpError';
import type { LatentDump } from '../dumps/openDump';
import type { RowsSeen } from './rows';

/** Where a finding is shown: a range of a text file, or a file as a whole. */
export interface Place {
  file: string;
  range: TextRange | null;
}

/** Places of a dump that findings point to; null where the dump has no such place. */
export interface DumpPlaces {
  /** The dump's first file, as a whole. */
  dump: Place;
  /** Value of the declared gamma, in the dump or its sidecar. */
  gamma: Place | null;
  bnEps: Place | null;
  /** Keys of the arrays of a JSON dump. */
  mean: Place | null;
  spread: Place | null;
  firstNonfinite: Place | null;
  /** First key of a JSON dump. */
  firstKey: Place | null;
}

export async function findPlaces(dump: LatentDump, seen: RowsSeen): Promise<DumpPlaces> {
  const locate = async (target: Parameters<LatentDump['locate']>[0]): Promise<Place | null> =>
    (await dump.locate(target)) ?? null;
  const [first] = seen.skippedAt;
  return {
    dump: { file: dump.files[0], range: null },
    gamma: await locate({ key: 'gamma' }),
    bnEps: await locate({ key: 'bn_eps' }),
    mean: await locate({ role: 'mean' }),
    spread: await locate({ role: 'spread' }),
    firstNonfinite: first ? await locate({ role: seen.skippedIn[0], row: first[0], column: first[1] }) : null,
    firstKey: dump.firstKey ? { file: dump.firstKey.file, range: dump.firstKey.range } : null,
  };
}

const ABOUT_SPREAD: FindingCode[] = ['su-variant', 'spread-suspect', 'spread-guessed'];
const ABOUT_MEAN: FindingCode[] = [
  'kl-vanishing',
  'collapsed-dimension',
  'uninformative-dimension',
  'variance-coded',
  'gamma-inferred',
  'mutual-information-capped',
  'small-sample',
];

/**
 * The place a finding is about. In a JSON dump the key or value concerned; for binary dumps the gamma of the sidecar,
 * else the dump's first file.
 */
export function placeOf(finding: Finding, places: DumpPlaces): Place {
  const { dump, gamma, bnEps, mean, spread, firstNonfinite } = places;
  const declared = gamma ?? mean ?? dump;
  if (finding.code === 'nonfinite-values') return firstNonfinite ?? declared;
  // Only a JSON dump has keys of its own to point to; a binary dump's findings stand together on its gamma.
  if (finding.code === 'bn-escaped' && mean) return bnEps ?? declared;
  if (ABOUT_SPREAD.includes(finding.code)) return spread ?? declared;
  if (ABOUT_MEAN.includes(finding.code)) return mean ?? declared;
  return declared;
}
