import type { ByteSource, FileAccess } from './byteSource';
import { DumpError } from './dumpError';
import { baseName, isJson, isNpy, stemOf } from './fileNames';
import { type Label, readJsonLabels } from './jsonLabels';
import { shapeText } from './latentArray';
import { openNpy } from './npy';
import { openNpyText } from './npyTextArray';
import type { LatentDump } from './openDump';
import { nameWords, roleOfName } from './roles';

/** What says of each example what it is: an array of N classes or numbers beside the dump. */
export interface Labels {
  /** "labels.npy", or `key "labels"`; null where none fits. */
  source: string | null;
  /** What else was found: labels that do not fit, or further ones that do. Never an error: a dump needs no labels. */
  note: string | null;
  /** Labels of some rows of the dump; null without a source. */
  read: ((rows: readonly number[]) => Promise<Label[]>) | null;
}

/** Names of an array of labels, the likelier first. */
const NAMES = ['labels', 'label', 'y', 'targets', 'target', 'classes', 'class'];

/** An array with the name of labels, or why it is none. */
interface Candidate {
  name: string;
  problem: string | null;
  read(rows: readonly number[]): Promise<Label[]>;
}

/**
 * The labels of a dump: a key of a JSON dump, else a .npy file beside it that shares the stem of mean and spread
 * ("train_labels.npy" with "train_mu.npy"), or has none. The caller closes what `open` opened.
 * @param open opens a file
 */
export async function findLabels(
  dump: Pick<LatentDump, 'files' | 'rows'>,
  files: FileAccess,
  open: (path: string) => Promise<ByteSource>,
): Promise<Labels> {
  const [file] = dump.files;
  const candidates = isJson(baseName(file))
    ? await jsonCandidates(await open(file), dump.rows)
    : await npyCandidates(file, dump, files, open);
  const fitting = candidates.filter(({ problem }) => problem === null);
  const [taken, ...others] = fitting;
  if (taken === undefined) {
    const problems = candidates.map(({ problem }) => problem);
    return { source: null, note: problems.length > 0 ? problems.join('; ') : null, read: null };
  }
  const also = others.map(({ name }) => name).join(', ');
  const note = also === '' ? null : `${also} would fit as well`;
  return { source: taken.name, note, read: (rows) => taken.read(rows) };
}

async function jsonCandidates(source: ByteSource, rows: number): Promise<Candidate[]> {
  const keys = await readJsonLabels(source, (key) => labelStem(key)?.stem === '');
  return [...keys]
    .sort(([a], [b]) => byName(a, b))
    .map(([key, labels]) => {
      const name = `key "${key}"`;
      const problem =
        labels === null ? `${name} is no list of numbers or texts` : lengthProblem(name, labels.length, rows);
      return { name, problem, read: async (wanted) => wanted.map((row) => labels![row]) };
    });
}

async function npyCandidates(
  file: string,
  dump: Pick<LatentDump, 'files' | 'rows'>,
  files: FileAccess,
  open: (path: string) => Promise<ByteSource>,
): Promise<Candidate[]> {
  const own = roleOfName(stemOf(baseName(file)))?.stem ?? '';
  const named = (await files.siblings(file))
    .filter(({ name, path }) => isNpy(name) && !dump.files.includes(path))
    .map((entry) => ({ ...entry, stem: labelStem(stemOf(entry.name))?.stem }));
  // Epochs and splits of one data set often share labels that have no stem.
  const [exact, plain] = [own, ''].map((stem) => named.filter((entry) => entry.stem === stem));
  const chosen = exact.length > 0 ? exact : plain;
  chosen.sort((a, b) => byName(stemOf(a.name), stemOf(b.name)));
  return Promise.all(chosen.map(({ path, name }) => npyCandidate(name, path, dump.rows, open)));
}

async function npyCandidate(
  name: string,
  path: string,
  rows: number,
  open: (path: string) => Promise<ByteSource>,
): Promise<Candidate> {
  try {
    const source = await open(path);
    const text = await openNpyText(source);
    const { shape, read } = text ?? (await openNumbers(source));
    const isList = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
    const problem = isList
      ? lengthProblem(name, shape[0], rows)
      : `${name} has shape ${shapeText(shape)}, expected [${rows}] or [${rows}, 1]`;
    return { name, problem, read: (wanted) => Promise.all(wanted.map((row) => read(row))) };
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
    const { found, expected } = error.problem;
    return { name, problem: `${name}: found ${found}, expected ${expected}`, read: async () => [] };
  }
}

async function openNumbers(source: ByteSource) {
  const array = await openNpy(source);
  return { shape: array.shape, read: async (row: number): Promise<Label> => (await array.readRows(row, 1))[0] };
}

function lengthProblem(name: string, found: number, expected: number): string | null {
  if (found === expected) return null;
  const [entries, rows] = [found, expected].map((count) => count.toLocaleString('en-US'));
  return `${name} has ${entries} ${found === 1 ? 'entry' : 'entries'}, expected ${rows}`;
}

/** The word of a name that says labels, and the rest of the name; undefined where none or several do. */
function labelStem(name: string): { word: string; stem: string } | undefined {
  const words = nameWords(name);
  const said = words.filter((word) => NAMES.includes(word));
  if (said.length !== 1) return undefined;
  return { word: said[0], stem: words.filter((word) => word !== said[0]).join('_') };
}

function byName(a: string, b: string): number {
  const rank = (name: string) => NAMES.indexOf(labelStem(name)?.word ?? '');
  return rank(a) - rank(b);
}

/** Classes are told apart by eye up to this many; more numbers are a scale. */
const MOST_CLASSES = 20;

/** How labels are shown. */
export interface LabelScale {
  /** Names in their order; null for a scale of numbers, and for labels that cannot be shown. */
  classes: string[] | null;
  /** Of each example the index of its class, or its number; NaN without one. Null where labels cannot be shown. */
  values: Float32Array | null;
  /** Why they cannot. */
  note: string | null;
}

/** Up to 20 different labels are classes; more are a scale if they are numbers, and too many if they are texts. */
export function labelScale(labels: readonly Label[]): LabelScale {
  const present = labels.map((label) => (label === null || Number.isNaN(label) ? null : label));
  const distinct = [...new Set(present)].filter((label) => label !== null);
  const numeric = distinct.every((label) => typeof label === 'number');
  if (distinct.length === 0) return { classes: null, values: null, note: 'no label is given' };
  if (distinct.length <= MOST_CLASSES) {
    distinct.sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1));
    const index = new Map(distinct.map((label, k) => [label, k]));
    const values = Float32Array.from(present, (label) => (label === null ? Number.NaN : index.get(label)!));
    return { classes: distinct.map(String), values, note: null };
  }
  if (!numeric) {
    const note = `${distinct.length} different texts, expected at most ${MOST_CLASSES} to be told apart`;
    return { classes: null, values: null, note };
  }
  return {
    classes: null,
    values: Float32Array.from(present, (label) => (label as number | null) ?? Number.NaN),
    note: null,
  };
}
