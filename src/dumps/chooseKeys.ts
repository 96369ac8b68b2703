import { arrangementsOf } from './arrangementChoice';
import { DumpError } from './dumpError';
import { isStatisticShape } from './dumpShapes';
import { baseName, stemOf } from './fileNames';
import type { StackableArray } from './latentArray';
import type { NamedEntries } from './namedEntries';
import { isSampleName, MEAN_NAMES, type NamePair, pairsByName, roleOfName, SPREAD_NAMES } from './roles';

/** What a dump of one array holds: posterior means without a spread, or draws z ~ q(z|x) of which neither is known. */
export interface Lone {
  holds: 'means' | 'samples';
  /** Why there is no more, as a phrase: "no spread array beside mu.npy". */
  missing: string;
}

/** The arrays of a dump, of any rank. */
export interface ChosenArrays {
  /** Of a dump of one array that one, whatever it holds. */
  mean: StackableArray;
  /** Null where one array holds both, or is all there is. */
  spread: StackableArray | null;
  /** Null where there are mean and spread. */
  lone: Lone | null;
  /** What they are called, the mean first. */
  names: string[];
}

/** The name that says what an array is: its own, or where its file is the array, the file's. */
export function entryName(file: string, name: string): string {
  return name === '' ? stemOf(baseName(file)) : name;
}

/**
 * Chooses mean and spread among what a file holds: the names given, else a pair by name, else the one array that holds
 * both, else a mean without any spread, else samples without either.
 * @param joint whether the array that is given holds both
 * @throws DumpError naming the arrays there are.
 */
export function chooseKeys(
  file: string,
  keys: NamedEntries,
  mean: string | null,
  spread: string | null,
  joint = false,
): ChosenArrays {
  if (mean !== null && spread !== null) return pairUnder(file, keys, mean, spread);
  // Keys with a problem stay: where such an array is the only choice, its problem is the answer.
  const names = [...keys].filter(([, { array, problem }]) => array ?? problem).map(([name]) => name);
  const given = mean ?? spread;
  if (joint && given !== null) return joinedUnder(file, keys, given);
  if (given !== null) arrayUnder(file, keys, given);
  const pairs = betterPairs(keys, given === null ? pairsByName(names) : pairsWith(names, given, mean !== null));
  if (pairs.length === 1) return pairUnder(file, keys, pairs[0].mean, pairs[0].spread);

  const both = pairs.length > 0 || given !== null ? [] : names.filter((name) => isJoint(file, name, keys));
  if (both.length === 1) return joinedUnder(file, keys, both[0]);
  const lone = pairs.length > 0 || both.length > 0 || joint ? undefined : loneAmong(file, keys, names, mean);
  if (lone) return lone;
  // A file that is one array has only the user to tell what it holds.
  if (keys.size === 1 && keys.get('')?.array) return joinedUnder(file, keys, '');
  throw new DumpError({
    file,
    place: 'keys',
    found: describeKeys([...keys.keys()], pairs, both),
    expected: `one mean (${MEAN_NAMES}) and one spread (${SPREAD_NAMES}) as arrays of arrays; or choose with --mean and --spread`,
    canChoose: true,
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

function pairUnder(file: string, keys: NamedEntries, mean: string, spread: string): ChosenArrays {
  return {
    mean: arrayUnder(file, keys, mean),
    spread: arrayUnder(file, keys, spread),
    lone: null,
    names: [entryName(file, mean), entryName(file, spread)],
  };
}

function joinedUnder(file: string, keys: NamedEntries, name: string): ChosenArrays {
  return { mean: arrayUnder(file, keys, name), spread: null, lone: null, names: [entryName(file, name)] };
}

/** A mean, by name or as the user says, where nothing is called a spread; else samples, where nothing is called a mean. */
function loneAmong(
  file: string,
  keys: NamedEntries,
  names: readonly string[],
  given: string | null,
): ChosenArrays | undefined {
  const roles = new Map(names.map((name) => [name, roleOfName(entryName(file, name))?.role]));
  const isUsable = (name: string) => keys.get(name)?.array && !isStatisticShape(keys.get(name)!.array!.shape);
  const usable = (test: (name: string) => boolean) => names.filter((name) => isUsable(name) && test(name));
  if ([...roles.values()].includes('spread')) return undefined;
  const means = given === null ? usable((name) => roles.get(name) === 'mean') : [given];
  if (means.length === 1) return loneUnder(file, keys, means[0], 'means');
  if ([...roles.values()].includes('mean')) return undefined;
  const samples = usable((name) => isSampleName(entryName(file, name)) && !mayBeBoth(keys.get(name)!.array!.shape));
  return samples.length === 1 ? loneUnder(file, keys, samples[0], 'samples') : undefined;
}

/** Two slabs that no name tells from steps or samples. */
const mayBeBoth = (shape: readonly number[]) => shape.length === 3 && (shape[0] === 2 || shape[2] === 2);

/** One array as all there is. @throws DumpError as `arrayUnder` does */
export function loneUnder(file: string, keys: NamedEntries, name: string, holds: Lone['holds']): ChosenArrays {
  const mean = arrayUnder(file, keys, name);
  const where = name === '' ? `beside ${baseName(file)}` : `among the keys ${listed([...keys.keys()])}`;
  const missing =
    holds === 'means'
      ? `no spread array ${where} (looked for ${SPREAD_NAMES})`
      : `no mean and no spread array ${where} (looked for ${MEAN_NAMES}; ${SPREAD_NAMES})`;
  return { mean, spread: null, lone: { holds, missing }, names: [entryName(file, name)] };
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

function isJoint(file: string, name: string, keys: NamedEntries): boolean {
  const shape = keys.get(name)?.array?.shape;
  return shape !== undefined && arrangementsOf(shape, null, [entryName(file, name)]).chosen !== null;
}

function describeKeys(all: string[], pairs: { mean: string; spread: string }[], both: string[]): string {
  if (pairs.length > 1)
    return `${pairs.length} pairs (${listed(pairs.map((pair) => `${pair.mean} with ${pair.spread}`))})`;
  if (both.length > 1) return `${both.length} arrays that hold both (${listed(both)})`;
  const mean = all.find((name) => roleOfName(name)?.role === 'mean');
  const spread = all.find((name) => roleOfName(name)?.role === 'spread');
  const missing = mean !== undefined ? 'no spread array' : spread !== undefined ? 'no mean array' : 'neither';
  return `${missing} among the keys ${all.length > 0 ? listed(all) : '(none)'}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => name.slice(0, 40));
  return shown.join(', ') + (names.length > 8 ? ` and ${names.length - 8} more` : '');
}
