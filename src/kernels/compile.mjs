/** Compiles the kernels at build time and before tests; no part of what ships. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = fileURLToPath(new URL('./assembly/', import.meta.url));

/** @returns the WebAssembly module of all kernels, and the source files it depends on */
export async function compileKernels() {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'));
  const sources = new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')])),
  );
  let wasm;
  const { error, stderr } = await asc.main(
    [...KERNELS, '--outFile', 'kernels.wasm', '-O3', '--converge', '--enable', 'simd', ...BARE],
    {
      readFile: (name) => sources.get(name) ?? null,
      writeFile: (_name, contents) => {
        wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return { wasm, watchFiles: files.map((file) => join(folder, file)) };
}

const KERNELS = [
  'cells.ts',
  'covariance.ts',
  'density.ts',
  'heap.ts',
  'histogram.ts',
  'joint.ts',
  'jointTiles.ts',
  'moments.ts',
];
/** No allocator, no garbage collector, no imports: the loader lays out the memory. */
const BARE = ['--runtime', 'stub', '--noAssert', '--use', 'abort='];
