// The browser driver lives among the tools, not in the root package: only tests in a real VS Code need it.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from '../../tools/node_modules/playwright-core';
import { chromiumEnvironment, chromiumPath, toolsDir } from '../../tools/tools.mjs';

export type {
  Browser,
  BrowserContext,
  ConsoleMessage,
  FrameLocator,
  Locator,
  Page,
} from '../../tools/node_modules/playwright-core';

type Playwright = typeof import('../../tools/node_modules/playwright-core');

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(): Promise<Browser> {
  const require = createRequire(join(toolsDir, 'package.json'));
  const { chromium } = require('playwright-core') as Playwright;
  return chromium.launch({ executablePath: chromiumPath(), args: FLAGS, env: chromiumEnvironment() });
}
