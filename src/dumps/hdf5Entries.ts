import { DumpError, type DumpProblem } from './dumpError';
import { datasetEntry } from './hdf5Dataset';
import type { Hdf5File } from './hdf5File';
import { attributeValue } from './hdf5Value';
import type { NamedEntries, NamedEntry } from './namedEntries';
import { printableName } from './printableName';

/** A group that holds itself would never end. */
const MAX_OBJECTS = 4000;
const MAX_DEPTH = 16;

/**
 * All that an HDF5 file holds: datasets as arrays or, where they are scalars, as values; attributes of groups as values.
 * Links out of the file are not followed, soft links only to datasets: a group is listed under its own name.
 * @throws DumpError where the root group cannot be read, or the library fails as a whole.
 */
export async function listHdf5(file: Hdf5File): Promise<NamedEntries> {
  const entries = new Map<string, NamedEntry>();
  let objects = 0;

  /** @param name of the group, "" for the root */
  async function listGroup(name: string, depth: number): Promise<void> {
    const place = name === '' ? 'root group' : `group "${printableName(name)}"`;
    const path = `/${name}`;
    const attributes = await file.call(place, (hdf5, id) => hdf5.get_attribute_names(id, path));
    const values = new Map<string, unknown>();
    for (const attribute of attributes) values.set(attribute, await readAttribute(path, attribute));
    const sparse = sparseFormat(values);
    if (sparse !== undefined) {
      entries.set(name, { problem: problem(place, `a sparse matrix (${sparse})`, 'a dense array: .toarray()') });
      return;
    }
    for (const child of await file.call(place, (hdf5, id) => hdf5.get_names(id, path, false))) {
      if (++objects > MAX_OBJECTS) {
        throw new DumpError(
          problem(place, `more than ${MAX_OBJECTS} objects`, 'fewer, in groups that do not hold themselves'),
        );
      }
      await listObject(name === '' ? child : `${name}/${child}`, depth + 1);
    }
    for (const [attribute, value] of values) {
      const full = name === '' ? attribute : `${name}/${attribute}`;
      // A dataset comes before an attribute of the same name.
      if (value !== undefined && !entries.has(full)) entries.set(full, { value });
    }
  }

  async function listObject(name: string, depth: number): Promise<void> {
    try {
      const path = `/${name}`;
      const { type, target } = await file.call(`object "${printableName(name)}"`, (hdf5, id) => ({
        type: TYPES[hdf5.get_type(id, path)],
        target: hdf5.get_symbolic_link(id, path) as string | null,
      }));
      if (type === 'dataset') entries.set(name, await datasetEntry(file, name));
      else if (type === 'group' && target === null && depth < MAX_DEPTH) await listGroup(name, depth);
      else if (type !== 'datatype') entries.set(name, { problem: await linkProblem(name, type, target) });
    } catch (error) {
      if (!(error instanceof DumpError) || file.broken() || objects > MAX_OBJECTS) throw error;
      entries.set(name, { problem: error.problem });
    }
  }

  async function linkProblem(name: string, type: string | undefined, target: string | null): Promise<DumpProblem> {
    const place = `object "${printableName(name)}"`;
    if (type === 'external') {
      const link = await file.call(place, (hdf5, id) => hdf5.get_external_link(id, `/${name}`));
      return problem(
        place,
        `a link to another file (${printableName(link.filename)})`,
        'a dataset in this file: open that one',
      );
    }
    if (target === null) return problem(place, `an object ${MAX_DEPTH} groups deep, or of no known type`, 'a dataset');
    const found =
      type === 'group'
        ? `a soft link to the group ${printableName(target)}`
        : `a soft link to ${printableName(target)}, which does not exist`;
    return problem(place, found, 'a link to a dataset');
  }

  /** Undefined where it cannot be read: what stands beside the arrays must not keep them from being read. */
  async function readAttribute(path: string, attribute: string): Promise<unknown> {
    try {
      return await attributeValue(file, path, attribute);
    } catch (error) {
      if (!(error instanceof DumpError) || file.broken()) throw error;
      return undefined;
    }
  }

  function problem(place: string, found: string, expected: string): DumpProblem {
    return { file: file.path, place, found, expected };
  }

  await listGroup('', 0);
  return entries;
}

/** By libhdf5's H5G_obj_t. */
const TYPES: Record<number, 'group' | 'dataset' | 'datatype' | 'soft' | 'external'> = {
  0: 'group',
  1: 'dataset',
  2: 'datatype',
  3: 'soft',
  4: 'external',
};

/** AnnData writes a sparse matrix as a group, and says so in an attribute. */
function sparseFormat(attributes: ReadonlyMap<string, unknown>): string | undefined {
  const format = attributes.get('encoding-type') ?? attributes.get('h5sparse_format');
  return typeof format === 'string' && /^cs[rc]/.test(format) ? format : undefined;
}
