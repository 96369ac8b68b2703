/** Plugins of the build that tests which bundle need as well. */
import { readFile, rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

/** What a module of TypeScript exports by default, and the files that it is made of. @param name unique in the build */
async function evaluated(path, name) {
  // Builds at the same time, of two bundles or two processes, must not write each other's files.
  const outfile = resolve('node_modules/.cache/latent-lens', `${name}-${process.pid}.mjs`);
  const options = { bundle: true, packages: 'external', format: 'esm', metafile: true, logLevel: 'silent' };
  const { metafile } = await esbuild.build({ ...options, entryPoints: [path], outfile, loader: PYTHON_AS_TEXT });
  // Node caches modules by URL: a new one makes --watch see the change.
  const { default: value } = await import(`${pathToFileURL(outfile)}?${Date.now()}`);
  await rm(outfile, { force: true });
  return { value, watchFiles: Object.keys(metafile.inputs).map((file) => resolve(file)) };
}

/** `import text from './x.py?raw'` is the script's text, as vite has it. */
export const PYTHON_AS_TEXT = { '.py': 'text' };

/**
 * A module of dashboard/charts compiles its vega-lite spec when it is imported. This plugin imports it here, so that
 * only the compiled vega JSON enters the bundle and vega-lite itself (400 KB) does not.
 */
export const chartsAtBuildTime = {
  name: 'charts at build time',
  setup(build) {
    build.onLoad({ filter: /[\\/]dashboard[\\/]charts[\\/]\w+\.ts$/ }, async ({ path }) => {
      const name = `${basename(path, '.ts')}-${basename(build.initialOptions.outfile)}`;
      const { value, watchFiles } = await evaluated(path, name);
      return { contents: JSON.stringify(value), loader: 'json', watchFiles };
    });
  },
};

/** The snippets of src/writers become the JSON file that VS Code reads: they hold the text that the command inserts. */
export const snippetsAtBuildTime = {
  name: 'snippets at build time',
  setup(build) {
    build.onLoad({ filter: /[\\/]writers[\\/]snippets\.ts$/ }, async ({ path }) => {
      const { value, watchFiles } = await evaluated(path, 'snippets');
      return { contents: JSON.stringify(value), loader: 'copy', watchFiles };
    });
  },
};

/** `import text from './x.css?raw'` is the style sheet's text, as vite has it. */
export const stylesAsText = {
  name: 'styles as text',
  setup(build) {
    build.onResolve({ filter: /\.css\?raw$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace(/\?raw$/, '')),
      namespace: 'style',
    }));
    build.onLoad({ filter: /./, namespace: 'style' }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: code, loader: 'text', watchFiles: [path] };
    });
  },
};

/** The report draws with vega: a bundle of its own, which those that import it load when they need it. */
export const reportAtRunTime = {
  name: 'report at run time',
  setup(build) {
    build.onResolve({ filter: /[\\/]report[\\/]reportPage$/ }, () => ({ path: './report.js', external: true }));
  },
};
