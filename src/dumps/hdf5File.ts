import { type ByteSource, readExactly } from './byteSource';
import { DumpError } from './dumpError';
import type { Hdf5Module } from './hdf5Library';
import { datatypeMessage, type Hdf5Addresses, unsigned } from './hdf5ObjectHeader';

/** An HDF5 file in an instance of libhdf5 of its own. */
export interface Hdf5File {
  readonly path: string;
  /**
   * Runs an operation of the library.
   * @param place what it reads, for messages
   * @throws DumpError saying what the library says
   */
  call<T>(place: string, operation: (hdf5: Hdf5Module, file: bigint) => T): Promise<T>;
  /** The datatype message of the object at a path; undefined where it is not found. @throws DumpError */
  datatype(place: string, path: string): Promise<Uint8Array | undefined>;
  /** Whether the library, or the file beneath it, has failed so that nothing else can be read either. */
  broken(): boolean;
}

const EXPECTED = 'a whole, undamaged HDF5 file';
/** Its frames, from the function called to the one that failed: "  #005: .../H5F.c line 1 in H5F_open(): truncated file". */
const FRAME = /^\s*#\d+: .* in \w+\(\): (.*)$/;

/**
 * Opens a file in libhdf5, which reads it by ranges. The caller closes the source, and that is all.
 * @throws DumpError where the library cannot open it: it is truncated, or no HDF5 file.
 */
export async function openHdf5File(source: ByteSource, addresses: Hdf5Addresses): Promise<Hdf5File> {
  // A bundle of its own: see esbuild.config.mjs.
  const { MOUNTED, startHdf5 } = await import('./hdf5Library.js');
  let reads: Promise<unknown>[] = [];
  let log: string[] = [];
  let broken: DumpError | undefined;

  const hdf5 = await startHdf5(
    source.size,
    // The bytes are there when this returns: see ByteSource.read. Whether they all came is known later.
    (position, into) => void reads.push(readExactly(source, position, into.length, into)),
    (line) => void log.push(line),
  );

  async function run<T>(place: string, operation: () => T): Promise<T> {
    if (broken) throw broken;
    log = [];
    reads = [];
    let result: T | undefined;
    let failure: string | undefined;
    try {
      result = operation();
      // Some functions answer with what they have when they fail: only the log tells.
      failure = complaint();
    } catch (error) {
      failure = complaint() ?? (error as Error).message;
      // h5wasm throws plain Errors. Else the WebAssembly has stopped, and the library's state is lost.
      if (Object.getPrototypeOf(error) !== Error.prototype) broken = fail(place, failure);
    }
    try {
      await Promise.all(reads);
    } catch (error) {
      if (error instanceof DumpError) broken = error;
      throw error;
    }
    if (failure !== undefined) throw broken ?? fail(place, failure);
    return result!;
  }

  /** What the function that failed first says. */
  function complaint(): string | undefined {
    return log.findLast((line) => FRAME.test(line))?.replace(FRAME, '$1');
  }

  function fail(place: string, message: string): DumpError {
    const found = `what libhdf5 cannot read (${message.replace(/\s+/g, ' ').slice(0, 160)})`;
    return new DumpError({ file: source.path, place, found, expected: EXPECTED });
  }

  const file = await run('file', () => hdf5.open(MOUNTED, hdf5.H5F_ACC_RDONLY, false, -1, -1));
  return {
    path: source.path,
    call: (place, operation) => run(place, () => operation(hdf5, file)),
    async datatype(place, path) {
      // A reference to an object is the address of its header.
      const reference = await run(place, () => hdf5.create_object_reference(file, path));
      return datatypeMessage(source, addresses, unsigned(reference, 0, 8));
    },
    broken: () => broken !== undefined,
  };
}
