import { leadingExamples, stepTaken } from './arrangement';
import type { ByteSource, FileAccess } from './byteSource';
import { DumpError } from './dumpError';
import { baseName, isNpy, stemOf } from './fileNames';
import {
  CODES,
  type Label,
  type LabelArray,
  labelsOfEntry,
  labelsOfGroup,
  labelsOfStep,
  openNpyLabels,
  problemText,
} from './labelArray';
import { byLabelWord, labelStem } from './labelNames';
import { type LatentArray, shapeText } from './latentArray';
import type { NamedEntries } from './namedEntries';
import type { LatentDump, LoneDump } from './openDump';
import { printableName } from './printableName';
import { nameWords, roleOfName } from './roles';

/** What says of each example what it is: an array of classes or numbers in the dump's files, or beside them. */
export interface Labels {
  /** "labels.npy", or `key "labels"`; null where none fits. */
  source: string | null;
  /** What else is to be known: labels that do not fit, or further ones that do. Never an error: a dump needs no labels. */
  note: string | null;
  /** The labels in their order, [n] or [n, 1]; null without a source. */
  array: LabelArray | null;
  /** Rows of the dump that share a label: positions of an image, or times of an episode; else 1. */
  rowsEach: number;
  /** Labels of some rows of the dump; null without a source. @throws DumpError */
  read: ((rows: readonly number[]) => Promise<Label[]>) | null;
}

/** A dump of posteriors, or of one array. */
export type LabelledDump = Pick<LatentDump, 'files' | 'rows' | 'arrangement' | 'contents'> &
  (Pick<LatentDump, 'mean'> | Pick<LoneDump, 'array'>);

const latentsOf = (dump: LabelledDump): LatentArray => ('array' in dump ? dump.array : dump.mean);

/** What has the name of labels: an array, or why it is none. */
interface Candidate {
  /** For the user. */
  name: string;
  found: LabelArray | string;
}

/** Problems that are told, at most. */
const MOST_TOLD = 3;

/**
 * The labels of a dump: an entry of its files, else a .npy file beside them. Names that share the stem of the latents' come
 * first ("train_labels" with "train_mu"), then those that have none, then the last parts of nested ones ("obs/labels").
 * The caller closes what `open` opened, and the dump after its last use.
 * @param open opens a file
 */
export async function findLabels(
  dump: LabelledDump,
  files: FileAccess,
  open: (path: string) => Promise<ByteSource>,
): Promise<Labels> {
  const problems: string[] = [];
  for (const find of [() => entryCandidates(dump), () => npyCandidates(dump, files, open)]) {
    for (const candidates of await find()) {
      const fitting = candidates.flatMap((candidate) => {
        const fitted = fitTo(dump, candidate);
        if (typeof fitted !== 'string') return [fitted];
        problems.push(fitted);
        return [];
      });
      if (fitting.length > 0) return taken(fitting);
    }
  }
  const told = problems.slice(0, MOST_TOLD);
  if (problems.length > MOST_TOLD) told.push(`and ${problems.length - MOST_TOLD} more`);
  return { source: null, note: told.length > 0 ? told.join('; ') : null, array: null, rowsEach: 1, read: null };
}

interface Fitting extends Pick<Labels, 'rowsEach'> {
  name: string;
  array: LabelArray;
}

function taken([{ name, array, rowsEach }, ...others]: Fitting[]): Labels {
  const notes: string[] = [];
  if (rowsEach > 1) notes.push(`each label is that of ${rowsEach.toLocaleString('en-US')} rows`);
  if (others.length > 0) notes.push(`${others.map((other) => other.name).join(', ')} would fit as well`);
  const note = notes.length > 0 ? notes.join('; ') : null;
  const labelAt = async (row: number) => (await array.readRows(Math.floor(row / rowsEach), 1))[0];
  return { source: name, note, array, rowsEach, read: (rows) => Promise.all(rows.map(labelAt)) };
}

/**
 * Whether there is a label for each row of the dump, or for each place on the first axis of what it was made of; or,
 * where that is steps of which one was taken, for each example in each step.
 */
function fitTo(dump: LabelledDump, { name, found }: Candidate): Fitting | string {
  if (typeof found === 'string') return `${name}${found}`;
  const { rows } = dump;
  const { shape } = found;
  const examples = examplesOf(dump);
  const step = stepOf(dump);
  if (step && shape[0] === step.of && shape[1] === rows && shape.slice(2).every((length) => length === 1)) {
    return { name, array: labelsOfStep(found, step.at), rowsEach: 1 };
  }
  const isList = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (isList && (shape[0] === rows || shape[0] === examples)) {
    return { name, array: found, rowsEach: rows / shape[0] };
  }
  if (!isList) {
    const each = step ? `[${rows}], or [${step.of}, ${rows}] for all steps` : `[${rows}] or [${rows}, 1]`;
    return `${name} has shape ${shapeText(shape)}, expected ${each}`;
  }
  const [entries, all, leading] = [shape[0], rows, examples].map((count) => count.toLocaleString('en-US'));
  const other = examples === rows ? '' : `, or ${leading} for the first axis of the array`;
  return `${name} has ${entries} ${entries === '1' ? 'entry' : 'entries'}, expected ${all}${other}`;
}

/** Places on the first axis of what the rows were made of, where each makes several of them; else the rows. */
function examplesOf(dump: LabelledDump): number {
  const stored = storedShape(dump);
  return (dump.arrangement && stored && leadingExamples(dump.arrangement.id, stored)) ?? dump.rows;
}

/** The one that was taken of some steps. */
function stepOf(dump: LabelledDump): { at: number; of: number } | undefined {
  const stored = storedShape(dump);
  const at = dump.arrangement && stored && stepTaken(dump.arrangement.id, stored);
  return typeof at === 'number' ? { at, of: stored![0] } : undefined;
}

/** Of the array that the rows were made of. */
function storedShape(dump: LabelledDump): readonly number[] | undefined {
  const { file, array } = latentsOf(dump);
  return dump.contents.find((each) => each.file === file)?.entries.get(array ?? '')?.array?.shape;
}

/** Of the dump's files, the likelier groups first. */
function entryCandidates(dump: LabelledDump): Candidate[][] {
  const latents = latentsOf(dump);
  const own = latents.array === null ? stemOfFile(latents.file) : (roleOfName(latents.array)?.stem ?? '');
  const groups: Candidate[][] = [[], [], []];
  for (const { file, entries } of dump.contents) {
    const names = [...entries.keys()].filter((name) => file !== latents.file || name !== latents.array);
    const grouped = names.filter((name) => name.endsWith(CODES)).map((name) => name.slice(0, -CODES.length));
    const saying = [...names, ...grouped].filter(
      (name) => (labelStem(name) ?? labelStem(lastPart(name))) !== undefined,
    );
    for (const name of saying.sort(byLabelWord)) {
      const stem = labelStem(name);
      const isNested = labelStem(lastPart(name)) === '' && !isOfAnother(name, latents.array ?? '', entries);
      const group = stem === own ? 0 : stem === '' ? 1 : isNested ? 2 : undefined;
      if (group === undefined) continue;
      const entry = entries.get(name);
      const found = entry ? labelsOfEntry(entry) : labelsOfGroup(entries, name);
      const where = dump.files.length > 1 ? ` of ${baseName(file)}` : '';
      if (found !== undefined) groups[group].push({ name: `key "${printableName(name)}"${where}`, found });
    }
  }
  return groups;
}

/** Whether labels in another folder than the latents' go with those there: "test/labels" with "test/mu". */
function isOfAnother(name: string, latents: string, entries: NamedEntries): boolean {
  const folder = folderOf(name);
  if (folder === folderOf(latents)) return false;
  return [...entries.keys()].some((other) => folderOf(other) === folder && roleOfName(lastPart(other)) !== undefined);
}

const lastStart = (name: string): number => Math.max(name.lastIndexOf('/'), name.lastIndexOf('.')) + 1;
const lastPart = (name: string): string => name.slice(lastStart(name));
const folderOf = (name: string): string => name.slice(0, lastStart(name));

/** Epochs and splits of one data set often share labels that have no stem. */
async function npyCandidates(
  dump: LabelledDump,
  files: FileAccess,
  open: (path: string) => Promise<ByteSource>,
): Promise<Candidate[][]> {
  const { file } = latentsOf(dump);
  const named = (await files.siblings(file))
    .filter(({ name, path }) => isNpy(name) && !dump.files.includes(path))
    .map((entry) => ({ ...entry, stem: labelStem(stemOf(entry.name)) }))
    .sort((a, b) => byLabelWord(stemOf(a.name), stemOf(b.name)));
  const groups = [...new Set([stemOfFile(file), ''])].map((stem) => named.filter((entry) => entry.stem === stem));
  return Promise.all(groups.map((group) => Promise.all(group.map(({ path, name }) => npyCandidate(name, path, open)))));
}

/** "train" of "train_mu.npy" and of "train.npz". */
function stemOfFile(path: string): string {
  const stem = stemOf(baseName(path));
  return roleOfName(stem)?.stem ?? nameWords(stem).join('_');
}

async function npyCandidate(
  name: string,
  path: string,
  open: (path: string) => Promise<ByteSource>,
): Promise<Candidate> {
  try {
    return { name, found: await openNpyLabels(await open(path)) };
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
    return { name, found: problemText(error.problem) };
  }
}
