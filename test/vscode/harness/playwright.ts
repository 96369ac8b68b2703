import { type Browser, chromium } from 'playwright-core';
import { chromiumEnvironment, chromiumPath } from '../../tools/tools.mjs';

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

/** The tools' Chromium, never one that Playwright would download. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: FLAGS, env: chromiumEnvironment() });
}
