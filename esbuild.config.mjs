/**
 * Builds everything that ships into dist/: the extension, its worker, the command line and the webview.
 * `--watch` rebuilds on change. Exits non-zero when a build fails.
 */
import { chmodSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { writeNotices } from './esbuild.notices.mjs';
import {
  chartsAtBuildTime,
  PYTHON_AS_TEXT,
  reportAtRunTime,
  snippetsAtBuildTime,
  stylesAsText,
} from './esbuild.plugins.mjs';
import { compileKernels } from './src/kernels/compile.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** kernels.wasm is no file: its import compiles src/kernels/assembly, and the bytes enter the bundle. */
const kernelsAtBuildTime = {
  name: 'kernels at build time',
  setup(build) {
    build.onResolve({ filter: /[\\/]kernels\.wasm$/ }, () => ({ path: 'kernels.wasm', namespace: 'kernels' }));
    build.onLoad({ filter: /./, namespace: 'kernels' }, async () => {
      const { wasm, watchFiles } = await compileKernels();
      return { contents: wasm, loader: 'binary', watchFiles };
    });
  },
};

/** npm's bin must be executable, in a clone too. */
const executable = {
  name: 'executable',
  setup(build) {
    build.onEnd(({ errors }) => {
      if (errors.length === 0) chmodSync(build.initialOptions.outfile, 0o755);
    });
  },
};

const common = {
  bundle: true,
  minify: true,
  sourcemap: false,
  define: { __VERSION__: JSON.stringify(version) },
  logLevel: 'info',
  metafile: true,
};

const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', './hdf5Library.js'],
  alias: { platform: resolve('src/platform/node') },
  // jsonc-parser's UMD build, which `main` names, requires files that a bundle does not contain.
  mainFields: ['module', 'main'],
  plugins: [kernelsAtBuildTime],
};

const webview = { ...common, platform: 'browser', target: 'es2022', format: 'iife' };

const builds = [
  {
    ...node,
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/extension.js',
    loader: PYTHON_AS_TEXT,
    plugins: [...node.plugins, reportAtRunTime],
  },
  { ...node, entryPoints: ['src/analysis/worker.ts'], outfile: 'dist/worker.js' },
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    // Parsers of Python, YAML and TOML: `analyze` starts faster without them.
    external: [...node.external, './lint.js'],
    banner: { js: '#!/usr/bin/env node' },
    plugins: [...node.plugins, reportAtRunTime, executable],
  },
  { ...node, entryPoints: ['src/analysis/scriptWorker.ts'], outfile: 'dist/scripts.js' },
  { ...node, entryPoints: ['src/cli/lint.ts'], outfile: 'dist/lint.js' },
  {
    ...node,
    entryPoints: ['src/report/reportPage.ts'],
    outfile: 'dist/report.js',
    // Its half for Node looks for a canvas library; the other measures no text either where there is no document.
    alias: { ...node.alias, 'vega-canvas': resolve('node_modules/vega-canvas/build/vega-canvas.browser.js') },
    plugins: [...node.plugins, chartsAtBuildTime, stylesAsText],
  },
  {
    ...node,
    // libhdf5, loaded with the first HDF5 file. Its WebAssembly stands in a text that escapes would double.
    entryPoints: ['src/dumps/hdf5Library.ts'],
    outfile: 'dist/hdf5Library.js',
    charset: 'utf8',
    define: { ...common.define, 'import.meta.url': '""' },
  },
  {
    ...webview,
    entryPoints: ['src/dashboard/main.ts'],
    outfile: 'dist/dashboard.js',
    plugins: [chartsAtBuildTime],
  },
  { ...webview, entryPoints: ['src/dashboard/dashboard.css'], outfile: 'dist/dashboard.css' },
  {
    ...common,
    entryPoints: ['src/writers/snippets.ts'],
    outfile: 'dist/snippets.json',
    plugins: [snippetsAtBuildTime],
  },
];

try {
  if (process.argv.includes('--watch')) {
    const contexts = await Promise.all(builds.map((options) => esbuild.context(options)));
    await Promise.all(contexts.map((context) => context.watch()));
  } else {
    const results = await Promise.all(builds.map((options) => esbuild.build(options)));
    writeNotices(
      results.map(({ metafile }) => metafile),
      'dist/ThirdPartyNotices.txt',
    );
  }
} catch {
  // esbuild has printed what failed.
  process.exitCode = 1;
}
