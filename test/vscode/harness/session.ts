// What a test file says once, at its top: `const vscode = useVSCode()`. One server and one browser for the file, one
// browser context and one copied workspace per window. Whatever happens in a test, its windows are closed after it.

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type ServerOptions, startServer, type VSCodeServer } from '../../tools/server.mjs';
import { vsixPath } from '../../tools/tools.mjs';
import { refuseViolations, saveEvidence } from './evidence';
import { launchBrowser } from './playwright';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench';
import { makeWorkspace, type WorkspaceFiles } from './workspace';

export type OpenOptions = Omit<WorkbenchOptions, 'folder' | 'prepare'> & {
  /** What the window's new workspace holds. */
  files?: WorkspaceFiles;
  /** A workspace made before, instead of a new one. */
  folder?: string;
};

export interface Session {
  /** Opens a window and waits until the extension's commands and menus are there. */
  open(options?: OpenOptions): Promise<Workbench>;
  /** The file's server, from the first test on. */
  server(): VSCodeServer;
}

export function useVSCode(options: Partial<ServerOptions> = {}): Session {
  let server: VSCodeServer | undefined;
  let browser: Browser | undefined;
  let windows: Workbench[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startServer({ vsix: vsixPath, ...options });
  });

  afterEach(async ({ task }) => {
    const opened = windows;
    windows = [];
    if (task.result?.state === 'fail' && server) await saveEvidence(task.name, opened, server);
    for (const { context } of opened) await context.close();
    refuseViolations(opened);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  return {
    open: ({ files = {}, folder = makeWorkspace(files), ...rest } = {}) =>
      openWorkbench(browser!, server!, { folder, ...rest, prepare: (window) => windows.push(window) }),
    server: () => server!,
  };
}
