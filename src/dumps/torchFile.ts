import type { ByteSource } from './byteSource';
import type { PickleValue } from './pickleValue';
import type { TorchStorage } from './torchTensor';

/** A file of torch.save: what its pickle says, and where the elements of its storages lie. */
export interface TorchFile {
  root: PickleValue;
  bigEndian: boolean;
  /** @throws DumpError when the file does not hold the whole storage. */
  storage(storage: TorchStorage): Promise<{ source: ByteSource; dataOffset: number; inMemory: boolean }>;
}
