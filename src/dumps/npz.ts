import { arrayEntry } from './arrayEntry';
import type { ByteSource } from './byteSource';
import { DumpError, type DumpProblem } from './dumpError';
import type { StackableArray } from './latentArray';
import type { NamedEntries, NamedEntry } from './namedEntries';
import { type NpyHeader, readNpyHeader } from './npyHeader';
import { openNpyText } from './npyText';
import { printableName } from './printableName';
import { denseStrides, stridedArray } from './stridedArray';
import { placeOf, readZipMembers, type ZipMember } from './zipMembers';

/** Folders that macOS adds when it packs an archive again. */
const RESOURCE_FORKS = '__MACOSX/';

/**
 * The arrays of an .npz file under their names in numpy.load. 0-d arrays are values: numbers, booleans and texts.
 * Stored arrays are read by ranges; compressed ones come into memory at the first read. The caller closes the source.
 * @throws DumpError when the file is no complete zip archive; a member at fault is an entry with a problem.
 */
export async function readNpzEntries(source: ByteSource): Promise<NamedEntries> {
  const entries = new Map<string, NamedEntry>();
  for (const member of await readZipMembers(source)) {
    if (member.name.startsWith(RESOURCE_FORKS)) continue;
    const name = member.name.replace(/\.npy$/, '');
    entries.set(name, entries.has(name) ? twice(source, name) : await readEntry(member, name));
  }
  return entries;
}

async function readEntry(member: ZipMember, name: string): Promise<NamedEntry> {
  try {
    const content = await member.open();
    const header = await readHeader(content, placeOf(member.name));
    return 'dtype' in header ? await arrayEntry(arrayOf(content, header, name, member.deflated)) : header;
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
    return { problem: error.problem };
  }
}

/** @returns the header of a numeric array, or what else stands there: a 0-d array of text is a value. */
async function readHeader(content: ByteSource, place: string): Promise<NpyHeader | NamedEntry> {
  try {
    return await readNpyHeader(content);
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
    const texts = await openNpyText(content);
    if (texts?.shape.length === 0) return { value: (await texts.readRows(0, 1))[0] };
    const problem = { ...error.problem, place: `${place}, ${error.problem.place}` };
    return texts ? { problem, texts } : { problem };
  }
}

function arrayOf(content: ByteSource, header: NpyHeader, name: string, inMemory: boolean): StackableArray {
  const { dtype, shape, fortranOrder, dataOffset } = header;
  const layout = { array: name, dtype, shape, strides: denseStrides(shape, fortranOrder), dataOffset };
  return { ...stridedArray(content, layout), inMemory };
}

function twice(source: ByteSource, name: string): { problem: DumpProblem } {
  const place = `array "${printableName(name)}"`;
  const expected = 'one array under each name';
  return { problem: { file: source.path, place, found: 'several members of this name', expected } };
}
