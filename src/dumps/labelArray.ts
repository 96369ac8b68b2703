import type { ByteSource } from './byteSource';
import type { DumpProblem } from './dumpError';
import type { LatentArray } from './latentArray';
import type { NamedEntries, NamedEntry } from './namedEntries';
import { openNpy } from './npy';
import { openNpyText } from './npyText';

/** A label as it stands: a class or a number; null where there is none. */
export type Label = string | number | null;

/** Labels of any shape, read by leading rows. */
export interface LabelArray {
  readonly shape: readonly number[];
  /** Rows [start, start + count), flattened. @throws DumpError */
  readRows(start: number, count: number): Promise<ArrayLike<Label>>;
}

const NO_LIST = ' is no list of numbers or texts';

/**
 * What an entry has as labels: an array of numbers, of texts, or of class numbers whose names are the entry's value; or
 * a list that is a plain value. A text says, behind its name, why it has none; undefined of a single value, which is no label of examples.
 */
export function labelsOfEntry({ array, texts, problem, value }: NamedEntry): LabelArray | string | undefined {
  if (array) return Array.isArray(value) ? named(array, async () => value) : array;
  if (texts) return texts;
  if (problem) return problemText(problem);
  if (Array.isArray(value)) return listed(value);
  return value === undefined ? NO_LIST : undefined;
}

/** Where a group of AnnData's has the class numbers. */
export const CODES = '/codes';

/**
 * AnnData's categories: under the name a group of class numbers, "codes", and of their names, "categories". Undefined
 * where there is no such group.
 */
export function labelsOfGroup(entries: NamedEntries, name: string): LabelArray | undefined {
  const codes = entries.get(name + CODES)?.array;
  const categories = entries.get(`${name}/categories`);
  const names = categories?.texts ?? categories?.array;
  if (!codes || !names) return undefined;
  return named(codes, async () => Array.from<Label>(await names.readRows(0, names.shape[0])));
}

/** Of labels of all steps, [T, N], those of one, [N]; they are read once, as a whole. */
export function labelsOfStep({ shape, readRows }: LabelArray, step: number): LabelArray {
  let labels: Promise<ArrayLike<Label>> | undefined;
  return {
    shape: shape.slice(1),
    async readRows(start, count) {
      labels ??= readRows(step, 1);
      return Array.prototype.slice.call(await labels, start, start + count);
    },
  };
}

/** The labels of a .npy file. @throws DumpError */
export async function openNpyLabels(source: ByteSource): Promise<LabelArray> {
  return (await openNpyText(source)) ?? openNpy(source);
}

/** Why something is no array that can be read, behind its name. */
export function problemText({ found, expected }: DumpProblem): string {
  return `: found ${found}, expected ${expected}`;
}

function named(codes: LatentArray, readNames: () => Promise<readonly Label[]>): LabelArray {
  let names: Promise<readonly Label[]> | undefined;
  return {
    shape: codes.shape,
    async readRows(start, count) {
      names ??= readNames();
      const [known, numbers] = [await names, await codes.readRows(start, count)];
      // AnnData's code of no category is -1.
      return Array.from(numbers, (code) => known[code] ?? null);
    },
  };
}

function listed(values: readonly unknown[]): LabelArray | string {
  const labels = values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
  if (!labels.every(isLabel)) return NO_LIST;
  return { shape: [labels.length], readRows: async (start, count) => labels.slice(start, start + count) };
}

const isLabel = (value: unknown): value is Label =>
  value === null || typeof value === 'string' || typeof value === 'number';
