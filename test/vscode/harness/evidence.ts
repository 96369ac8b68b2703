// What a failed test leaves in test/output, and the failure that no test asks for but all are held to.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VSCodeServer } from '../../tools/server.mjs';
import { outputDir } from '../../tools/tools.mjs';
import { screenshot, type Workbench } from './workbench';

/** Saves a picture and the console of each window, and the extension host's log. */
export async function saveEvidence(test: string, windows: Workbench[], server: VSCodeServer): Promise<void> {
  mkdirSync(outputDir, { recursive: true });
  const name = `failed-${test.replace(/[^\w]+/g, '-').slice(0, 80)}`;
  for (const [index, window] of windows.entries()) {
    const windowName = windows.length > 1 ? `${name}-${index + 1}` : name;
    await screenshot(window.page, windowName).catch((error) => window.console.push(`no picture: ${error.message}`));
    writeFileSync(join(outputDir, `${windowName}.console.log`), window.console.join('\n'));
  }
  writeFileSync(join(outputDir, `${name}.host.log`), extensionHostLogs(server));
  console.error(`${test}: see test/output/${name}*`);
}

export function extensionHostLogs(server: VSCodeServer): string {
  const logs = join(server.dataDir, 'data', 'logs');
  return readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('remoteexthost.log'))
    .map((path) => `== ${path}\n${readFileSync(join(logs, path), 'utf8')}`)
    .join('\n');
}

/** Fails when a window's content broke its own security policy: the browser drops such content, or only warns, silently. */
export function refuseViolations(windows: Workbench[]): void {
  const violations = windows.flatMap((window) => window.console).filter((line) => /Content Security Policy/.test(line));
  if (violations.length > 0) throw new Error(`${violations.length} policy violations:\n${violations.join('\n')}`);
}
