import { resolve } from 'node:path';
import { build } from 'esbuild';
import { chartsAtBuildTime, reportAtRunTime, stylesAsText } from '../../../esbuild.plugins.mjs';
import kernels from '../../../src/kernels/kernels.wasm';

/** The version that bundles for tests say they have. */
export const TEST_VERSION = '0.0.0-test';

/** Bundles node scripts as esbuild.config.mjs does. @param entries output file to entry point */
export async function bundle(entries: Record<string, string>): Promise<void> {
  const bundles = Object.entries(entries).map(([outfile, entry]) =>
    build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      alias: {
        platform: resolve('src/platform/node'),
        'vega-canvas': resolve('node_modules/vega-canvas/build/vega-canvas.browser.js'),
      },
      mainFields: ['module', 'main'],
      define: { __VERSION__: JSON.stringify(TEST_VERSION) },
      external: ['./lint.js'],
      logLevel: 'error',
      plugins: [
        chartsAtBuildTime,
        stylesAsText,
        reportAtRunTime,
        {
          name: 'kernels',
          setup({ onResolve, onLoad }) {
            onResolve({ filter: /kernels\.wasm$/ }, () => ({ path: 'kernels', namespace: 'kernels' }));
            onLoad({ filter: /./, namespace: 'kernels' }, () => ({ contents: kernels, loader: 'binary' }));
          },
        },
      ],
    }),
  );
  await Promise.all(bundles);
}
