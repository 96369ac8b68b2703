// One window of VS Code in the browser, and what a person does in it. Nothing here waits for time to pass: each step
// waits for what it needs, since VS Code draws, registers and reads when it gets to it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import type { VSCodeServer } from '../../tools/server.mjs';
import { outputDir } from '../../tools/tools.mjs';

const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
};

export type Theme = keyof typeof THEMES;

export interface WorkbenchOptions {
  folder: string;
  theme?: Theme;
  viewport?: { width: number; height: number };
  /** User settings, over the server's. They are read when a window opens; `changeSettings` changes an open one. */
  settings?: Record<string, unknown>;
  /** Parameters of the window's address. */
  parameters?: Record<string, string>;
  /** Called with the empty window, before VS Code is loaded into it. */
  prepare?: (window: Workbench) => unknown;
}

export interface Workbench {
  page: Page;
  context: BrowserContext;
  folder: string;
  /** What the page, its webviews and the extension host wrote to the console. */
  console: string[];
  /** Addresses outside this machine that something tried to reach. */
  blocked: string[];
}

export async function openWorkbench(
  browser: Browser,
  server: VSCodeServer,
  { folder, theme = 'dark', viewport, settings, parameters, prepare }: WorkbenchOptions,
): Promise<Workbench> {
  server.writeSettings({ ...themeSettings(theme), ...settings });
  const context = await browser.newContext({ viewport: viewport ?? { width: 1280, height: 800 } });
  const workbench: Workbench = { context, page: await context.newPage(), folder, console: [], blocked: [] };
  const { page } = workbench;
  page.on('console', (message) => workbench.console.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => workbench.console.push(`page error: ${error.stack ?? error.message}`));
  await context.route(isElsewhere, (route) => {
    workbench.blocked.push(route.request().url());
    return route.abort();
  });
  await prepare?.(workbench);
  await page.goto(server.url(folder, parameters));
  // Before this mark, menus and commands lack the extension's entries.
  await page.waitForFunction(() => performance.getEntriesByName('code/didLoadExtensions').length > 0);
  return workbench;
}

/** VS Code's webview resources have a made-up address that its service worker answers. */
function isElsewhere(url: URL): boolean {
  return (
    /^(http|ws)s?:$/.test(url.protocol) && url.hostname !== '127.0.0.1' && !url.hostname.endsWith('.vscode-cdn.net')
  );
}

/** The settings that choose a colour theme, for `changeSettings`. */
export function themeSettings(theme: Theme): Record<string, unknown> {
  return { 'workbench.colorTheme': THEMES[theme] };
}

/** Changes settings of an open window, by its workspace: VS Code in a browser does not watch the user's own. */
export function changeSettings({ folder }: Workbench, settings: Record<string, unknown>): void {
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings, null, 2));
}

/** The entry of a file or folder in the Explorer, by its path in the workspace; opens the folders above it. */
export async function explorerFile({ page, folder }: Workbench, path: string): Promise<Locator> {
  const names = path.split('/');
  for (let depth = 1; depth < names.length; depth++) {
    const row = explorerRow(page, folder, names.slice(0, depth).join('/'));
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
  }
  return explorerRow(page, folder, path);
}

function explorerRow(page: Page, folder: string, path: string): Locator {
  const escaped = `/${basename(folder)}/${path}`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // The label is the full path; a decoration such as a count of problems may follow it.
  const label = page.getByLabel(new RegExp(`${escaped}(?![\\w./-])`));
  return page.locator('.explorer-folders-view').getByRole('treeitem').filter({ has: label });
}

/** Chooses an entry of the context menu of an element. */
export async function contextMenu(page: Page, item: Locator, entry: string | RegExp): Promise<void> {
  await item.click({ button: 'right' });
  const menu = page.locator('.context-view .monaco-menu');
  const choice = menu.getByRole('menuitem', { name: entry });
  await choice.waitFor();
  // VS Code ignores a mouse button released within about 100 ms of opening the menu: click until the menu is gone.
  while (await choice.isVisible()) await choice.click({ timeout: 500 }).catch(() => {});
}

/** Runs a command by its title in the command palette, as in "Latent Lens: Open Dashboard". */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill(`>${title}`);
  await page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: title }).first().click();
}

/** The document inside the visible webview of our extension. */
export function webviewFrame(page: Page, extension = 'latent-lens.latent-lens'): FrameLocator {
  return page
    .frameLocator(`iframe.webview.ready[src*="extensionId=${extension}"]:visible`)
    .frameLocator('iframe#active-frame');
}

/** Opens the dashboard of a file from the Explorer's context menu; its root, in whatever state it is. */
export async function openDashboard(window: Workbench, path: string): Promise<Locator> {
  await contextMenu(window.page, await explorerFile(window, path), 'Latent Lens: Open Dashboard');
  return webviewFrame(window.page).locator('#latent-lens');
}

/** The root of the dashboard on screen, once its report is complete and drawn. */
export async function drawn({ page }: Workbench): Promise<Locator> {
  const root = webviewFrame(page).locator('#latent-lens[data-state=ready]');
  await root.waitFor();
  return root;
}

/** Opens the Problems panel; its entries are tree items, "text source code [Ln 1, Col 14]". */
export async function problemsPanel(page: Page): Promise<Locator> {
  await runCommand(page, 'Problems: Focus on Problems View');
  const panel = page.locator('.markers-panel');
  await panel.waitFor();
  return panel;
}

/** Saves a picture as test/output/NAME.png. */
export async function screenshot(page: Page, name: string): Promise<string> {
  mkdirSync(outputDir, { recursive: true });
  const path = join(outputDir, `${name}.png`);
  await page.screenshot({ path });
  return path;
}
