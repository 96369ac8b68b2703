import type { SpreadKind } from '../diagnostics/report';
import { DumpError, type TextRange } from './dumpError';
import { spreadKindInName } from './roles';

/** A top-level key of a sidecar or of a dump: its value as plain JSON and where that stands, in text files. */
export interface Declaration {
  file: string;
  value: unknown;
  range: TextRange | undefined;
}

export type Declarations = ReadonlyMap<string, Declaration>;

/** What a training run says of itself; null where it does not say. KL in nats. */
export interface Sidecar {
  /** One number, or one per dimension. */
  gamma: number | number[] | null;
  bnEps: number | null;
  /** Weight of the KL term in the training loss. */
  betaWeight: number | null;
  /** The epoch of the dump. */
  epoch: number | null;
  /** Epochs of the whole training. */
  epochs: number | null;
  batchSize: number | null;
  model: string | null;
  dataset: string | null;
  script: string | null;
  /** N as the writer counted it. */
  n: number | null;
  klNats: number | null;
  klNatsTrainMode: number | null;
  /** Su's variant, which normalises mean and standard deviation. */
  tau: number | null;
  gammaMu: number | number[] | null;
  gammaSigma: number | number[] | null;
  /** State of the batch norm on the posterior mean, one number per dimension. */
  bn: {
    weight: number[] | null;
    bias: number[] | null;
    runningMean: number[] | null;
    runningVar: number[] | null;
  } | null;
  spreadKind: SpreadKind | null;
  /** All other keys, as they stand. */
  unknown: Record<string, unknown>;
}

const NUMBER_KEYS = 'bn_eps beta_weight epoch epochs batch_size n kl_nats kl_nats_train_mode tau'.split(' ');
const VECTOR_KEYS = 'gamma gamma_mu gamma_sigma'.split(' ');
const TEXT_KEYS = 'model dataset script'.split(' ');
const KNOWN_KEYS = new Set([...NUMBER_KEYS, ...VECTOR_KEYS, ...TEXT_KEYS, 'bn', 'spread_kind']);

/** Whether a key is one that a sidecar defines. */
export function isSidecarKey(key: string): boolean {
  return KNOWN_KEYS.has(key);
}

/** Declarations of several files; the first file that has a key decides it. */
export function mergeDeclarations(byPrecedence: readonly Declarations[]): Declarations {
  const says = ([, { value }]: [string, Declaration]) => value !== null && !Number.isNaN(value);
  // A null says nothing and leaves the word to the next file, but where no other has the key it keeps its place.
  const inOrder = byPrecedence.toReversed().map((declarations) => [...declarations]);
  return new Map([...inOrder.flat().filter((entry) => !says(entry)), ...inOrder.flat().filter(says)]);
}

/**
 * Reads the declared keys. Numbers that are not finite count as not said.
 * @param dimensions D, the length of every array of one number per dimension.
 * @throws DumpError at the value of a key of the wrong type or length.
 */
export function readSidecar(declarations: Declarations, dimensions: number): Sidecar {
  function fail(key: string, path: string, value: unknown, expected: string): never {
    const { file, range } = declarations.get(key)!;
    const at = range ? `, line ${range.line + 1}, column ${range.column + 1}` : '';
    const place = `key "${path}"${at}`;
    throw new DumpError({ file, place, found: describeValue(value), expected, range });
  }

  function number(key: string): number | null {
    const value = declarations.get(key)?.value ?? null;
    if (value === null || typeof value === 'number') return finite(value);
    return fail(key, key, value, 'a number or null');
  }

  /** Nothing is computed from it: what is no number is left unread. */
  function incidental(key: string): number | null {
    const value = declarations.get(key)?.value;
    return typeof value === 'number' ? finite(value) : null;
  }

  function perDimension(key: string, path: string, value: unknown): number[] | null {
    if (value === null || value === undefined) return null;
    const expected = `${dimensions} numbers, one per dimension`;
    if (!Array.isArray(value)) return fail(key, path, value, expected);
    const wrong = value.findIndex((item) => typeof item !== 'number');
    if (wrong >= 0) return fail(key, `${path}[${wrong}]`, value[wrong], 'a number');
    if (value.length !== dimensions) return fail(key, path, value, expected);
    return value.every(Number.isFinite) ? value : null;
  }

  function numberOrVector(key: string): number | number[] | null {
    const value = declarations.get(key)?.value ?? null;
    if (value === null || typeof value === 'number') return finite(value);
    if (Array.isArray(value)) return perDimension(key, key, value);
    return fail(key, key, value, `a number, ${dimensions} numbers (one per dimension), or null`);
  }

  function text(key: string): string | null {
    const value = declarations.get(key)?.value;
    return typeof value === 'string' ? value : null;
  }

  /** The batch norm may be of another layer: what has not one number per dimension is left unread. */
  function batchNorm(): Sidecar['bn'] {
    const value = declarations.get('bn')?.value;
    if (typeof value !== 'object' || value === null) return null;
    const vector = (key: string): number[] | null => {
      const numbers = (value as Record<string, unknown>)[key];
      const fits = Array.isArray(numbers) && numbers.length === dimensions && numbers.every(Number.isFinite);
      return fits ? numbers : null;
    };
    return {
      weight: vector('weight'),
      bias: vector('bias'),
      runningMean: vector('running_mean'),
      runningVar: vector('running_var'),
    };
  }

  return {
    gamma: numberOrVector('gamma'),
    bnEps: number('bn_eps'),
    betaWeight: number('beta_weight'),
    epoch: incidental('epoch'),
    epochs: incidental('epochs'),
    batchSize: incidental('batch_size'),
    model: text('model'),
    dataset: text('dataset'),
    script: text('script'),
    n: incidental('n'),
    klNats: number('kl_nats'),
    klNatsTrainMode: incidental('kl_nats_train_mode'),
    tau: number('tau'),
    gammaMu: numberOrVector('gamma_mu'),
    gammaSigma: numberOrVector('gamma_sigma'),
    bn: batchNorm(),
    spreadKind: declaredSpreadKind(declarations, fail),
    unknown: unknownValues(declarations),
  };
}

/** "spread_kind", or "spread" where it is the name of a kind; any name that roles.ts knows will do. */
function declaredSpreadKind(
  declarations: Declarations,
  fail: (key: string, path: string, value: unknown, expected: string) => never,
): SpreadKind | null {
  const kindOf = (value: unknown) => (typeof value === 'string' ? spreadKindInName(value) : undefined);
  const value = declarations.get('spread_kind')?.value ?? null;
  if (value === null) return kindOf(declarations.get('spread')?.value) ?? null;
  return kindOf(value) ?? fail('spread_kind', 'spread_kind', value, '"logvar", "variance", "std" or "logstd"');
}

/** A model or data set may be described by more than a name: such values are kept here too. */
function unknownValues(declarations: Declarations): Record<string, unknown> {
  return Object.fromEntries(
    [...declarations]
      .filter(([key, { value }]) => !isSidecarKey(key) || (TEXT_KEYS.includes(key) && typeof value !== 'string'))
      .map(([key, { value }]) => [key, value]),
  );
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? `string ${JSON.stringify(value.slice(0, 40))}` : `${value}`;
}
