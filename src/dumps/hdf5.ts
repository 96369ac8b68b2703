import type { ByteSource } from './byteSource';
import { listHdf5 } from './hdf5Entries';
import { openHdf5File } from './hdf5File';
import { checkSuperblock } from './hdf5Superblock';
import type { NamedEntries } from './namedEntries';

/**
 * Lists the datasets and attributes of an HDF5 file, groups joined by "/". Datasets are read by rows, chunk by chunk.
 * libhdf5 is loaded with the first such file. The caller closes the source.
 * @throws DumpError where the file as a whole cannot be read; a dataset that cannot be is an entry with a problem.
 */
export async function readHdf5Entries(source: ByteSource): Promise<NamedEntries> {
  const addresses = await checkSuperblock(source);
  return listHdf5(await openHdf5File(source, addresses));
}
