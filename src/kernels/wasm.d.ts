/** The kernels, compiled from src/kernels/assembly by the build (and by vitest). */
declare module '*/kernels.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
