import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { compileKernels } from './src/kernels/compile.mjs';

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

/** As in esbuild.config.mjs: the import of kernels.wasm compiles it. */
const kernelsForTests = {
  name: 'kernels for tests',
  enforce: 'pre' as const,
  resolveId: (id: string) => (id.endsWith('/kernels.wasm') ? '\0kernels' : undefined),
  load: async (id: string) => {
    if (id !== '\0kernels') return undefined;
    const { wasm } = await compileKernels();
    return `export default Uint8Array.of(${wasm.join()});`;
  },
};

export default defineConfig({
  plugins: [kernelsForTests],
  define: { __VERSION__: JSON.stringify(version) },
  // Tests run on Node, so they get the Node half of the platform code, as the extension host does.
  resolve: {
    alias: [{ find: /^platform\//, replacement: fileURLToPath(new URL('./src/platform/node/', import.meta.url)) }],
  },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000 } },
      { extends: true, test: { name: 'reference', include: ['test/reference/**/*.test.ts'], testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: 'vscode',
          include: ['test/vscode/**/*.test.ts'],
          globalSetup: 'test/vscode/harness/globalSetup.ts',
          // One VS Code and one browser at a time: they fill a small machine, and two slow each other into timeouts.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          // VS Code reads files, themes and settings when it gets to it.
          expect: { poll: { timeout: 30_000, interval: 100 } },
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'bench',
          include: ['test/bench/**/*.bench.ts'],
          globalSetup: 'test/vscode/harness/globalSetup.ts',
          testTimeout: 600_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
