// The half of API tests that runs in vitest. `await runHostTests(...)` at the top level of a test file runs a module of
// host tests in a real extension host, over the packaged extension, and registers each result as a test of its own.

import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { test } from 'vitest';
import { type ServerOptions, startServer } from '../../tools/server.mjs';
import { rootDir, vsixPath } from '../../tools/tools.mjs';
import { extensionHostLogs } from './evidence';
import { type HostResult, RESULTS_VARIABLE } from './hostSide';
import { launchBrowser } from './playwright';
import { openWorkbench } from './workbench';
import { makeWorkspace, type WorkspaceFiles } from './workspace';

export interface HostTestOptions extends Partial<ServerOptions> {
  files?: WorkspaceFiles;
}

const RUN_TIMEOUT = 120_000;

/** `module`: path in the project of a TypeScript file that exports `run = hostTests({...})`. */
export async function runHostTests(module: string, { files = {}, ...server }: HostTestOptions = {}): Promise<void> {
  const { results, complete, log } = await runInHost(module, makeWorkspace(files), server);
  for (const { name, error } of results) {
    test(name, () => {
      if (error) throw new Error(error);
    });
  }
  test(`${basename(module)} ran to its end`, () => {
    if (!complete) throw new Error(`the extension host ended early\n${log}`);
    if (results.length === 0) throw new Error(`no test was run\n${log}`);
  });
}

async function runInHost(module: string, folder: string, options: Partial<ServerOptions>) {
  const scratch = makeWorkspace({});
  const resultsFile = join(scratch, 'results.jsonl');
  const bundle = join(scratch, 'tests.cjs');
  await build({
    entryPoints: [join(rootDir, module)],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode'],
  });
  const server = await startServer({
    vsix: vsixPath,
    ...options,
    // Lets the page's address name the tests. Used only here, as it also hides notifications.
    args: ['--enable-smoke-test-driver', ...(options.args ?? [])],
    environment: { ...options.environment, [RESULTS_VARIABLE]: resultsFile },
  });
  const browser = await launchBrowser().catch(async (error) => {
    await server.stop();
    throw error;
  });
  try {
    const output: string[] = [];
    let ended: (code: number) => void;
    const exit = new Promise<number>((resolve) => {
      ended = resolve;
    });
    const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const window = openWorkbench(browser, server, {
      folder,
      parameters: {
        payload: JSON.stringify([
          ['extensionDevelopmentPath', remote(server.extensionDir)],
          ['extensionTestsPath', remote(bundle)],
        ]),
      },
      prepare: async ({ page }) => {
        await page.exposeFunction('codeAutomationExit', (code: number) => ended(code));
        await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => output.push(args.join(' ')));
      },
    });
    const code = await Promise.race([exit, window.then(() => exit), timeout()]);
    const lines = existsSync(resultsFile) ? readFileSync(resultsFile, 'utf8').trim().split('\n') : [];
    return {
      results: lines.map((line) => JSON.parse(line) as HostResult),
      complete: code === 0,
      log: [...output, extensionHostLogs(server)].join('\n'),
    };
  } finally {
    await browser.close();
    await server.stop();
  }
}

function timeout(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, RUN_TIMEOUT, undefined).unref());
}
