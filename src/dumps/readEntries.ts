import { type ByteSource, readExactly } from './byteSource';
import { readCsvEntries } from './csv';
import { DumpError } from './dumpError';
import { FORMAT_NAMES, formatOf } from './fileNames';
import { describeSignature } from './fileSignature';
import { readHdf5Entries } from './hdf5';
import { readJsonDump } from './jsonDump';
import { readJsonRecordsEntries } from './jsonRecords';
import type { ReadProgress } from './jsonScanner';
import type { NamedEntries } from './namedEntries';
import { readNdjsonEntries } from './ndjson';
import { openNpy } from './npy';
import { readNpzEntries } from './npz';
import { readSafetensorsEntries } from './safetensors';
import { readTorchEntries } from './torch';

/** Enough of a JSON file to see past blanks what it begins with. */
const HEAD_BYTES = 4096;

/**
 * All that a data file holds, by name; a file that is one array holds it under "". Of text formats all is read, of the
 * others headers. The caller closes the source.
 * @param chosen names that the user gave: in JSON objects, other arrays are kept only where names say that they are latent
 * @throws DumpError where the file as a whole cannot be read
 */
export async function readEntries(
  source: ByteSource,
  chosen: readonly string[],
  onProgress?: ReadProgress,
): Promise<NamedEntries> {
  switch (formatOf(source.name)) {
    case 'npy':
      return new Map([['', { array: await openNpy(source) }]]);
    case 'npz':
      return readNpzEntries(source);
    case 'json':
      return (await beginsWithBracket(source))
        ? readJsonRecordsEntries(source, onProgress)
        : readJsonDump(source, chosen, onProgress);
    case 'ndjson':
      return readNdjsonEntries(source, onProgress);
    case 'safetensors':
      return readSafetensorsEntries(source);
    case 'torch':
      return readTorchEntries(source);
    case 'hdf5':
      return readHdf5Entries(source);
    case 'csv':
      return readCsvEntries(source, onProgress);
    default: {
      const found = describeSignature(await source.read(0, 64));
      throw new DumpError({ file: source.path, place: 'name', found, expected: `a ${FORMAT_NAMES} file` });
    }
  }
}

/** Whether JSON text is an array: of records, not the object that a dump is. */
async function beginsWithBracket(source: ByteSource): Promise<boolean> {
  const head = await readExactly(source, 0, Math.min(source.size, HEAD_BYTES));
  return new TextDecoder().decode(head).trimStart().startsWith('[');
}
