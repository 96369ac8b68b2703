import type { SpreadKind } from '../diagnostics/report';
import { isStatisticShape } from './candidates';
import { DumpError } from './dumpError';
import { baseName, stemOf } from './fileNames';
import { type LatentArray, type StackableArray, shapeText } from './latentArray';
import type { NamedEntries } from './namedEntries';
import { MEAN_NAMES, type NamePair, pairsByName, roleOfName, SPREAD_NAMES, spreadKindInName } from './roles';

/** Mean and spread of a dump, and the kind of spread where a name says it. */
export interface ArrayPair {
  mean: LatentArray;
  spread: LatentArray;
  namedKind: SpreadKind | undefined;
}

const NO_NAMES = 'mean and spread stacked as [2, N, D], or a name that says which it is, such as mu.npy or logvar.npy';

/** The name that says what an array is: its own, or where its file is the array, the file's. */
export function entryName(file: string, name: string): string {
  return name === '' ? stemOf(baseName(file)) : name;
}

/**
 * Chooses mean and spread among what a file holds: the names given, else a pair by name, else the one array of shape
 * [2, N, D].
 * @throws DumpError naming the arrays there are.
 */
export function chooseKeys(file: string, keys: NamedEntries, mean: string | null, spread: string | null): ArrayPair {
  if (mean !== null && spread !== null) return pairUnder(file, keys, mean, spread);
  // Keys with a problem stay: where such an array is the only choice, its problem is the answer.
  const names = [...keys].filter(([, { array, problem }]) => array ?? problem).map(([name]) => name);
  const given = mean ?? spread;
  if (given !== null) arrayUnder(file, keys, given);
  const pairs = betterPairs(keys, given === null ? pairsByName(names) : pairsWith(names, given, mean !== null));
  if (pairs.length === 1) return pairUnder(file, keys, pairs[0].mean, pairs[0].spread);

  const stacked = pairs.length === 0 && given === null ? names.filter((name) => isStack(file, name, keys)) : [];
  if (stacked.length === 1) return unstacked(keys.get(stacked[0])!.array!, entryName(file, stacked[0]));
  const lone = keys.size === 1 ? keys.get('')?.array : undefined;
  if (lone) {
    const found = `${lone.dtype} array of shape ${shapeText(lone.shape)}`;
    throw new DumpError({ file, place: 'shape', found, expected: NO_NAMES });
  }
  throw new DumpError({
    file,
    place: 'keys',
    found: describeKeys([...keys.keys()], pairs, stacked),
    expected: `one mean (${MEAN_NAMES}) and one spread (${SPREAD_NAMES}) as arrays of arrays; or choose with --mean and --spread`,
  });
}

/** The array under a key. @throws DumpError listing the keys, or saying what stands there instead. */
export function arrayUnder(file: string, keys: NamedEntries, name: string): StackableArray {
  const key = keys.get(name);
  if (key?.array !== undefined) return key.array;
  if (key?.problem !== undefined) throw new DumpError(key.problem);
  const place = `key "${name}"`;
  if (key === undefined && keys.has('')) {
    throw new DumpError({
      file,
      place: 'array',
      found: `"${name}" asked for`,
      expected: 'no name: the file is one array',
    });
  }
  if (key === undefined) {
    throw new DumpError({ file, place, found: `no such key`, expected: `one of ${listed([...keys.keys()])}` });
  }
  const found = key.value === undefined || typeof key.value === 'object' ? 'an object' : `${JSON.stringify(key.value)}`;
  throw new DumpError({ file, place, found, expected: 'an array of arrays of numbers', range: key.valueRange });
}

/** Mean and spread stacked along the first axis of a [2, N, D]. */
export function unstacked(stack: StackableArray, name: string): ArrayPair {
  return { mean: stack.slab(0), spread: stack.slab(1), namedKind: spreadKindInName(name) };
}

function pairUnder(file: string, keys: NamedEntries, mean: string, spread: string): ArrayPair {
  return {
    mean: arrayUnder(file, keys, mean),
    spread: arrayUnder(file, keys, spread),
    namedKind: spreadKindInName(spread),
  };
}

/** Pairs of a chosen key: by name, or where its name says nothing, with every key of the other role. */
function pairsWith(names: readonly string[], given: string, isMean: boolean): Pick<NamePair, 'mean' | 'spread'>[] {
  const byName = pairsByName(names).filter(({ mean, spread }) => (isMean ? mean : spread) === given);
  if (byName.length > 0) return byName;
  return names
    .filter((name) => name !== given && roleOfName(name)?.role === (isMean ? 'spread' : 'mean'))
    .map((other) => (isMean ? { mean: given, spread: other } : { mean: other, spread: given }));
}

/** Without statistics such as "mean": [..] and keys with problems, where better pairs stand beside them. */
function betterPairs<T extends { mean: string; spread: string }>(keys: NamedEntries, pairs: T[]): T[] {
  const isGood = (name: string) => {
    const array = keys.get(name)!.array;
    return array !== undefined && !isStatisticShape(array.shape);
  };
  const good = pairs.filter(({ mean, spread }) => isGood(mean) && isGood(spread));
  return good.length > 0 ? good : pairs;
}

function isStack(file: string, name: string, keys: NamedEntries): boolean {
  const shape = keys.get(name)?.array?.shape;
  return shape?.length === 3 && shape[0] === 2 && roleOfName(entryName(file, name)) === undefined;
}

function describeKeys(all: string[], pairs: { mean: string; spread: string }[], stacked: string[]): string {
  if (pairs.length > 1)
    return `${pairs.length} pairs (${listed(pairs.map((pair) => `${pair.mean} with ${pair.spread}`))})`;
  if (stacked.length > 1) return `${stacked.length} stacked arrays (${listed(stacked)})`;
  const mean = all.find((name) => roleOfName(name)?.role === 'mean');
  const spread = all.find((name) => roleOfName(name)?.role === 'spread');
  const missing = mean !== undefined ? 'no spread array' : spread !== undefined ? 'no mean array' : 'neither';
  return `${missing} among the keys ${all.length > 0 ? listed(all) : '(none)'}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => name.slice(0, 40));
  return shown.join(', ') + (names.length > 8 ? ` and ${names.length - 8} more` : '');
}
