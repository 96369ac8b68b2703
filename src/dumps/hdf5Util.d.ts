/** h5wasm has types for its entry points alone. */
declare module '*/h5wasm/dist/esm/hdf5_util.js' {
  export default function createModule(options: {
    noInitialRun: boolean;
    print(line: string): void;
    printErr(line: string): void;
  }): Promise<NonNullable<typeof import('h5wasm').Module>>;
}
