import type { Finding, FindingCode } from '../diagnostics/report';
import type { TextRange } from '../dumps/dumpError';
import type { DumpTarget, LatentDump, LoneDump } from '../dumps/openDump';
import type { RowsSeen } from './rows';

/** Where a finding is shown: a range of a text file, or a file as a whole. */
export interface Place {
  file: string;
  range: TextRange | null;
}

/**
 * Places of a dump that findings point to; null where the dump has no such place. Only a JSON dump has keys of its own:
 * a binary dump's findings stand together on its gamma.
 */
export interface DumpPlaces {
  /** The dump's first file, as a whole. */
  dump: Place;
  /** Value of the declared gamma, in the dump or its sidecar. */
  gamma: Place | null;
  /** Of a JSON dump, as all that follows: value of the declared eps, in the dump or its sidecar. */
  bnEps: Place | null;
  /** Keys of the arrays. */
  mean: Place | null;
  spread: Place | null;
  /** The spread's key, or the value of a kl_nats that it disagrees with. */
  spreadSuspect: Place | null;
  /** The key of a signed standard deviation, or the value that declares Su Jianlin's variant. */
  suVariant: Place | null;
  firstNonfinite: Place | null;
  firstKey: Place | null;
}

export async function findPlaces(dump: LatentDump, seen: RowsSeen): Promise<DumpPlaces> {
  const locate = async (target: DumpTarget): Promise<Place | null> => (await dump.locate(target)) ?? null;
  const mean = await locate({ role: 'mean' });
  const spread = await locate({ role: 'spread' });
  /** Of a JSON dump: the value of a key, else the spread's key. */
  const valueOrSpread = async (key: string) => spread && ((await locate({ key })) ?? spread);
  const { spreadKind, sidecar } = dump;
  // A log-variance that is never negative explains why the KL is not kl_nats.
  const explained = spreadKind === 'logvar' && !seen.spreadNegative;
  const signed = spreadKind === 'std' && seen.spreadNegative;
  const [first] = seen.skippedAt;
  return {
    dump: { file: dump.files[0], range: null },
    gamma: await locate({ key: 'gamma' }),
    bnEps: mean && (await locate({ key: 'bn_eps' })),
    mean,
    spread,
    spreadSuspect: explained ? spread : await valueOrSpread('kl_nats'),
    suVariant: signed ? spread : await valueOrSpread(sidecar?.tau == null ? 'gamma_sigma' : 'tau'),
    firstNonfinite: first ? await locate({ role: seen.skippedIn[0], row: first[0], column: first[1] }) : null,
    firstKey: dump.firstKey ? { file: dump.firstKey.file, range: dump.firstKey.range } : null,
  };
}

/** As `findPlaces`, of a dump of one array, whose key is the mean's. */
export async function findLonePlaces(dump: LoneDump, { skippedAt: [first] }: RowsSeen): Promise<DumpPlaces> {
  const locate = async (target: DumpTarget): Promise<Place | null> => (await dump.locate(target)) ?? null;
  const mean = await locate({ role: 'mean' });
  return {
    dump: { file: dump.files[0], range: null },
    gamma: await locate({ key: 'gamma' }),
    bnEps: mean && (await locate({ key: 'bn_eps' })),
    mean,
    spread: null,
    spreadSuspect: null,
    suVariant: null,
    firstNonfinite: first ? await locate({ role: 'mean', row: first[0], column: first[1] }) : null,
    firstKey: dump.firstKey ? { file: dump.firstKey.file, range: dump.firstKey.range } : null,
  };
}

/** What a finding is about where that is not the declared gamma. */
const ABOUT: Partial<Record<FindingCode, keyof DumpPlaces>> = {
  'nonfinite-values': 'firstNonfinite',
  'bn-escaped': 'bnEps',
  'su-variant': 'suVariant',
  'spread-suspect': 'spreadSuspect',
  'spread-guessed': 'spread',
  'kl-vanishing': 'mean',
  'collapsed-dimension': 'mean',
  'uninformative-dimension': 'mean',
  'variance-coded': 'mean',
  'gamma-inferred': 'mean',
  'mutual-information-capped': 'mean',
  'small-sample': 'mean',
};

/**
 * The place a finding is about. In a JSON dump the key or value concerned; for binary dumps the gamma of the sidecar,
 * else the dump's first file.
 */
export function placeOf(finding: Finding, places: DumpPlaces): Place {
  const about = ABOUT[finding.code];
  return (about && places[about]) ?? places.gamma ?? places.mean ?? places.dump;
}
