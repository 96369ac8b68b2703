// A real VS Code, served on 127.0.0.1 with one extension installed and a data folder of its own. Code-server's own
// wrapper is skipped: it adds nothing that we need.

import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { nodePath, serverMainPath, toolsDir } from './tools.mjs';

/** A quiet window: no greeting, no assistant, no updates, nothing that moves or asks. */
const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.editor.enablePreview': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'window.commandCenter': false,
  'explorer.compactFolders': false,
  'editor.minimap.enabled': false,
  'git.enabled': false,
  'json.schemaDownload.enable': false,
  'npm.autoDetect': 'off',
};

const START_TIMEOUT = 60_000;

/** Resolves when the server listens; see server.d.mts for the options. */
export async function startServer({ vsix, settings = {}, port = 0, token, args = [], environment = {} }) {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'latent-lens-')));
  const writeSettings = (changed = {}) => {
    const path = join(dataDir, 'data', 'User', 'settings.json');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify({ ...QUIET, ...settings, ...changed }, null, 2));
  };
  const common = [
    serverMainPath,
    ...['--server-data-dir', dataDir, '--accept-server-license-terms', '--telemetry-level', 'off'],
    '--disable-workspace-trust',
  ];
  const listen = ['--host', '127.0.0.1', '--port', String(port)];
  const access = token ? ['--connection-token', token] : ['--without-connection-token'];
  const env = cleanEnvironment(environment);
  let server;
  const stop = async () => {
    await stopGroup(server);
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    writeSettings();
    await promisify(execFile)(nodePath(), [...common, '--install-extension', vsix, '--force'], { env });
    server = spawn(
      process.execPath,
      [join(toolsDir, 'leash.mjs'), nodePath(), ...common, ...listen, ...access, ...args],
      {
        detached: true,
        env,
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    const listening = await listeningPort(server);
    return {
      port: listening,
      dataDir,
      extensionDir: installedExtension(dataDir),
      url: (folder, parameters = {}) => {
        const query = new URLSearchParams({ ...(token && { tkn: token }), folder, ...parameters });
        return `http://127.0.0.1:${listening}/?${query.toString().replaceAll('%2F', '/')}`;
      },
      writeSettings,
      exited: new Promise((resolve) => server.once('exit', resolve)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Without what a surrounding VS Code, npm or test runner would pass on. No gallery: nothing is asked of the network. */
function cleanEnvironment(added) {
  const foreign = /^(VSCODE_|NODE_OPTIONS$|NODE_TEST_CONTEXT$|npm_|VITEST|ELECTRON_)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{}', ...added };
}

function listeningPort(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (reason) => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ${reason}\n${output}`));
    };
    const timer = setTimeout(fail, START_TIMEOUT, `did not listen within ${START_TIMEOUT / 1000} s`);
    const read = (chunk) => {
      output += chunk;
      // The server stays up after this one.
      if (output.includes('EADDRINUSE')) fail('found its port in use');
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (!port) return;
      clearTimeout(timer);
      // Keep reading: a full pipe would stop the server.
      for (const stream of [server.stdout, server.stderr]) stream.off('data', read).resume();
      resolve(Number(port));
    };
    for (const stream of [server.stdout, server.stderr]) stream.setEncoding('utf8').on('data', read);
    server.once('error', (error) => fail(error.message));
    server.once('exit', (code) => fail(`ended with exit code ${code}`));
  });
}

/** Asks first, so that extension hosts end in order, then ends whatever of the group is left. */
async function stopGroup(server) {
  if (!server?.pid) return;
  if (server.exitCode === null && server.signalCode === null) {
    const exited = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
  }
  try {
    process.kill(-server.pid, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
}

function installedExtension(dataDir) {
  const index = JSON.parse(readFileSync(join(dataDir, 'extensions', 'extensions.json'), 'utf8'));
  if (index.length !== 1)
    throw new Error(`expected one installed extension, found ${readdirSync(join(dataDir, 'extensions'))}`);
  return join(dataDir, 'extensions', index[0].relativeLocation);
}
