import { sameShape } from './arrangement';
import type { DumpProblem } from './dumpError';
import { type EpisodeName, episodeName } from './episodeName';
import { joinedRows } from './joinedRows';
import { type StackableArray, shapeText } from './latentArray';
import type { NamedEntries, NamedEntry } from './namedEntries';
import { printableName } from './printableName';
import { pairsByName } from './roles';

/** An entry that may be a part of an array; one without an array has a problem. */
interface Episode extends EpisodeName {
  name: string;
  entry: NamedEntry;
}

/** What makes up one array, in the order of the numbers, or why it does not. */
type Family = { parts: { name: string; number: number; array: StackableArray }[] } | { problem: DumpProblem };

/**
 * Takes arrays of one role that differ in a number of their names, "mu_0" and "mu_1" or "episode_3/mu", for the
 * episodes of one array, one below the other in the order of their numbers; a part that does not fit is the whole's
 * problem. Where no word says what the number counts, only arrays of different lengths are episodes: those of one length
 * may be epochs, or the levels of a hierarchy. All other entries stay as they are.
 */
export function joinEpisodes(entries: NamedEntries): NamedEntries {
  const families = new Map<string, Family>();
  for (const [family, episodes] of candidates(entries)) {
    const found = entries.has(family) ? undefined : familyOf(episodes);
    if (found) families.set(family, found);
  }
  for (const { mean, spread } of pairsByName([...families.keys()])) {
    const problem = mismatch(families.get(mean)!, families.get(spread)!);
    if (problem) families.set(spread, { problem });
  }

  const joined = new Map<string, NamedEntry>();
  for (const [name, entry] of entries) {
    const family = episodeOf(name, entry)?.family;
    const found = family === undefined ? undefined : families.get(family);
    if (family === undefined || !found) joined.set(name, entry);
    else if (!joined.has(family)) joined.set(family, joinedEntry(family, found, entry));
  }
  return joined;
}

/** A plain value is no episode. */
function episodeOf(name: string, { array, problem }: NamedEntry): EpisodeName | undefined {
  return array || problem ? episodeName(name) : undefined;
}

function candidates(entries: NamedEntries): Map<string, Episode[]> {
  const families = new Map<string, Episode[]>();
  for (const [name, entry] of entries) {
    const read = episodeOf(name, entry);
    if (!read) continue;
    const family = families.get(read.family) ?? [];
    family.push({ ...read, name, entry });
    families.set(read.family, family);
  }
  return families;
}

/** Undefined where the entries are something else. */
function familyOf(unsorted: readonly Episode[]): Family | undefined {
  const episodes = unsorted.toSorted((a, b) => a.number - b.number);
  const fitting = largestGroup(episodes);
  if (fitting.length < 2) return undefined;
  const isSaid = episodes.every((episode) => episode.isSaid);
  const lengths = new Set(fitting.map(({ entry }) => entry.array!.shape[0]));
  if (!isSaid && (lengths.size === 1 || 2 * fitting.length <= episodes.length)) return undefined;

  const twice = episodes.find(({ number }, at) => at > 0 && episodes[at - 1].number === number);
  if (twice) return { problem: problemOf(twice, `number ${twice.number} a second time`, 'each number once') };
  const fits = new Set(fitting);
  const misfit = episodes.find((episode) => !fits.has(episode));
  if (!misfit) return { parts: episodes.map(({ name, number, entry }) => ({ name, number, array: entry.array! })) };
  const { array, problem } = misfit.entry;
  const found = array ? describe(array, `${array.shape[0] ?? ''}`) : '';
  const expected = `${describe(fitting[0].entry.array!, 'T')} as "${printableName(fitting[0].name)}" has`;
  return { problem: array ? problemOf(misfit, found, expected) : problem! };
}

/** Most of the arrays that can be joined: alike in all but the first axis. */
function largestGroup(episodes: readonly Episode[]): Episode[] {
  const groups = new Map<string, Episode[]>();
  for (const episode of episodes) {
    const { array } = episode.entry;
    if (!array || array.shape.length < 2) continue;
    const kind = `${isFloat(array)} ${array.shape.slice(1)}`;
    const group = groups.get(kind) ?? [];
    group.push(episode);
    groups.set(kind, group);
  }
  return [...groups.values()].reduce((most, group) => (group.length > most.length ? group : most), []);
}

/** Floats of several sizes go together, integers among them are something else. */
function isFloat({ dtype }: StackableArray): boolean {
  return dtype.includes('float');
}

function describe({ dtype, shape }: StackableArray, length: string): string {
  return `${dtype} array of shape [${[length, ...shape.slice(1)].filter((text) => text !== '').join(', ')}]`;
}

/** Where mean and spread have the same number of rows, but not of the same episodes. */
function mismatch(mean: Family, spread: Family): DumpProblem | undefined {
  if ('problem' in mean || 'problem' in spread) return undefined;
  const spreads = new Map(spread.parts.map((part) => [part.number, part]));
  for (const { name, number, array } of mean.parts) {
    const other = spreads.get(number);
    const expected = `${shapeText(array.shape)} as "${printableName(name)}" has`;
    if (!other) {
      const found = `none of number ${number}`;
      return { file: array.file, place: `spread of "${printableName(name)}"`, found, expected };
    }
    if (!sameShape(other.array.shape, array.shape)) {
      return problemOf({ ...other, entry: other }, `shape ${shapeText(other.array.shape)}`, expected);
    }
    spreads.delete(number);
  }
  const [lone] = spreads.values();
  return lone && problemOf({ ...lone, entry: lone }, `number ${lone.number}`, 'a mean of the same number');
}

function problemOf({ name, entry }: Pick<Episode, 'name' | 'entry'>, found: string, expected: string): DumpProblem {
  const file = entry.array?.file ?? entry.problem!.file;
  return { file, place: `array "${printableName(name)}"`, found, expected, range: entry.keyRange };
}

function joinedEntry(name: string, family: Family, { keyRange }: NamedEntry): NamedEntry {
  if ('problem' in family) return { problem: family.problem, ...(keyRange && { keyRange }) };
  return {
    array: joinedRows(
      family.parts.map(({ array }) => array),
      name,
    ),
    ...(keyRange && { keyRange }),
  };
}
