// `npm start`: the extension, just built, in a real VS Code on the sample dumps. A desktop VS Code gets it for that
// one window, with the user's own theme and settings; nothing is installed into it. Without one, VS Code is served.

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from './server.mjs';
import { setUpTools } from './setup.mjs';
import { rootDir, vsixPath } from './tools.mjs';

const samples = join(rootDir, 'media', 'samples');
/** On Windows npm and code are scripts, which only a shell can run. */
const shell = process.platform === 'win32';

function build() {
  const { status } = spawnSync('npm', ['run', '--silent', 'package'], { cwd: rootDir, stdio: 'inherit', shell });
  if (status !== 0) throw new Error('the extension could not be built');
}

/** Whether a desktop VS Code opened. The `code` of a remote terminal cannot run an extension from a folder. */
function openDesktop() {
  if (process.env.VSCODE_IPC_HOOK_CLI) return false;
  const { status } = spawnSync('code', [`--extensionDevelopmentPath=${rootDir}`, '--new-window', samples], {
    stdio: 'inherit',
    shell,
  });
  return status === 0;
}

async function serve(port) {
  setUpTools();
  // A token, unlike in the tests: this server stays up while its user browses other pages.
  const token = randomBytes(16).toString('hex');
  const settings = { 'window.autoDetectColorScheme': true };
  const server = await startServer({ vsix: vsixPath, port, token, settings });
  console.log(`\nVS Code with Latent Lens on the sample dumps (Ctrl+C ends it):\n${server.url(samples)}\n`);
  const interrupted = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve('interrupted'));
  });
  const reason = await Promise.race([interrupted, server.exited]);
  await server.stop();
  if (reason !== 'interrupted') throw new Error("VS Code's server ended");
}

try {
  const { values } = parseArgs({ options: { port: { type: 'string' }, browser: { type: 'boolean' } } });
  const port = Number(values.port ?? process.env.LATENT_LENS_PORT ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error('the port must be a number up to 65535');
  build();
  const served = values.browser || port > 0;
  if (served || !openDesktop()) await serve(port);
} catch (error) {
  console.error(`npm start: ${error.message}`);
  process.exitCode = 1;
}
