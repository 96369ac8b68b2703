import type { LatentArray } from './latentArray';
import type { NamedEntry } from './namedEntries';
import type { FileContent } from './openArrays';
import type { DumpPlace, DumpTarget } from './openDump';
import type { Declarations } from './sidecar';

/** What stands under a name in a file; undefined where a file is the array. */
export function keyIn(contents: readonly FileContent[], file: string, key: string | null): NamedEntry | undefined {
  return key === null ? undefined : contents.find((content) => content.file === file)?.entries.get(key);
}

/** Where a target stands; undefined where it stands in no text. */
export async function locateTarget(
  target: DumpTarget,
  arrays: { mean: LatentArray; spread: LatentArray },
  contents: readonly FileContent[],
  declarations: Declarations,
): Promise<DumpPlace | undefined> {
  if ('key' in target) {
    const declared = declarations.get(target.key);
    if (declared?.range !== undefined) return { file: declared.file, range: declared.range };
    const found = contents.map(({ file, entries }) => ({ file, range: entries.get(target.key)?.valueRange }));
    return found.find((place): place is DumpPlace => place.range !== undefined);
  }
  const array = arrays[target.role];
  const range =
    'row' in target
      ? await array.locate?.(target.row, target.column)
      : keyIn(contents, array.file, array.array)?.keyRange;
  return range && { file: array.file, range };
}
