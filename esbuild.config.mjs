/**
 * Builds everything that ships into dist/: the extension, its worker, the command line and the webview.
 * `--watch` rebuilds on change. Exits non-zero when a build fails.
 */
import { chmodSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { compileKernels } from './src/kernels/compile.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/**
 * A module of dashboard/charts compiles its vega-lite spec when it is imported. This plugin imports it here, so that
 * only the compiled vega JSON enters the bundle and vega-lite itself (400 KB) does not.
 */
const chartsAtBuildTime = {
  name: 'charts at build time',
  setup(build) {
    build.onLoad({ filter: /[\\/]dashboard[\\/]charts[\\/]\w+\.ts$/ }, async ({ path }) => {
      const outfile = resolve('node_modules/.cache/latent-lens', `${basename(path, '.ts')}.mjs`);
      const options = { bundle: true, packages: 'external', format: 'esm', metafile: true, logLevel: 'silent' };
      const { metafile } = await esbuild.build({ ...options, entryPoints: [path], outfile });
      // Node caches modules by URL: a new one makes --watch see the change.
      const { default: spec } = await import(`${pathToFileURL(outfile)}?${Date.now()}`);
      const watchFiles = Object.keys(metafile.inputs).map((file) => resolve(file));
      return { contents: JSON.stringify(spec), loader: 'json', watchFiles };
    });
  },
};

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
};

const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  alias: { platform: resolve('src/platform/node') },
  // jsonc-parser's UMD build, which `main` names, requires files that a bundle does not contain.
  mainFields: ['module', 'main'],
  plugins: [kernelsAtBuildTime],
};

const webview = { ...common, platform: 'browser', target: 'es2022', format: 'iife' };

const builds = [
  { ...node, entryPoints: ['src/extension/extension.ts'], outfile: 'dist/extension.js' },
  { ...node, entryPoints: ['src/analysis/worker.ts'], outfile: 'dist/worker.js' },
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    // Parsers of Python, YAML and TOML: `analyze` starts faster without them.
    external: ['./lint.js'],
    banner: { js: '#!/usr/bin/env node' },
    plugins: [...node.plugins, executable],
  },
  { ...node, entryPoints: ['src/analysis/scriptWorker.ts'], outfile: 'dist/scripts.js' },
  { ...node, entryPoints: ['src/cli/lint.ts'], outfile: 'dist/lint.js' },
  {
    ...webview,
    entryPoints: ['src/dashboard/main.ts'],
    outfile: 'dist/dashboard.js',
    plugins: [chartsAtBuildTime],
  },
  { ...webview, entryPoints: ['src/dashboard/dashboard.css'], outfile: 'dist/dashboard.css' },
];

try {
  if (process.argv.includes('--watch')) {
    const contexts = await Promise.all(builds.map((options) => esbuild.context(options)));
    await Promise.all(contexts.map((context) => context.watch()));
  } else {
    await Promise.all(builds.map((options) => esbuild.build(options)));
  }
} catch {
  // esbuild has printed what failed.
  process.exitCode = 1;
}
