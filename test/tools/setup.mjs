// Installs what the tests in a real VS Code need, into test/tools/node_modules alone. Does nothing when that was done
// with the same lock file before. Run by `npm test` and, where there is no desktop VS Code, by `npm start`.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import * as tools from './tools.mjs';

export function setUpTools() {
  if (process.platform === 'win32') throw new Error("VS Code's server does not run on Windows: use WSL");
  // This file's own text is part of the marker: a changed step is a reason to set up again.
  const wanted = ['package-lock.json', 'setup.mjs']
    .map((name) => readFileSync(join(tools.toolsDir, name), 'utf8'))
    .join('');
  if (existsSync(tools.markerPath) && readFileSync(tools.markerPath, 'utf8') === wanted) return;

  step('installing VS Code, Chromium and Node', () => npm(tools.toolsDir, 'ci'));
  // Not `npm ci`: the lock file that ships with code-server lacks a package, and npm would refuse it.
  step("installing VS Code's own packages", () => npm(tools.vscodeDir, 'install', '--omit=dev', '--no-save'));
  step('replacing two native modules', replaceNativeModules);
  if (process.platform === 'linux' && process.arch === 'x64') step('unpacking Chromium', unpackChromium);
  tools.nodePath();
  tools.chromiumPath();
  writeFileSync(tools.markerPath, wanted);
}

function step(title, action) {
  const start = Date.now();
  process.stdout.write(`tools: ${title} … `);
  try {
    mkdirSync(tools.unpackedDir, { recursive: true });
    action();
  } catch (error) {
    console.log('failed');
    throw error;
  }
  console.log(`${((Date.now() - start) / 1000).toFixed(1)} s`);
}

/** Install scripts stay off: they would compile, or download from hosts other than the registry. */
function npm(directory, ...args) {
  const { status, error, stdout, stderr } = spawnSync('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: directory,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ${args[0]} in ${directory} failed\n${error?.message ?? stdout + stderr}`);
}

/**
 * Both need a compiler. VS Code runs without them, but says so dozens of times and writes no log files.
 */
function replaceNativeModules() {
  const modules = join(tools.vscodeDir, 'node_modules', '@vscode');
  writeFileSync(join(modules, 'native-watchdog', 'index.js'), 'exports.start = () => {};\n');
  writeFileSync(join(modules, 'spdlog', 'index.js'), FILE_LOGGER);
}

const FILE_LOGGER = `const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');
class Logger {
  constructor(file) { this.file = file; this.level = 2; }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() {}
  flush() {}
  drop() {}
}
['trace', 'debug', 'info', 'warn', 'error', 'critical'].forEach((name, level) => {
  Logger.prototype[name] = function (text) {
    if (level >= this.level) appendFileSync(this.file, new Date().toISOString() + ' [' + name + '] ' + text + '\\n');
  };
});
const create = async (name, file) => {
  mkdirSync(dirname(file), { recursive: true });
  return new Logger(file);
};
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
exports.setFlushOn = () => {};
exports.setLevel = () => {};
exports.shutdown = () => {};
exports.version = 0;
`;

function unpackChromium() {
  const partial = `${tools.unpackedChromiumPath}.partial`;
  writeFileSync(partial, decompress('chromium.br'), { mode: 0o755 });
  renameSync(partial, tools.unpackedChromiumPath);
  if (execFileSync('ldd', [tools.unpackedChromiumPath], { encoding: 'utf8' }).includes('not found')) unpackLibraries();
  if (!hasFonts()) unpackFonts();
}

/** A bare machine lacks libnss3, libnspr4 and libexpat. */
function unpackLibraries() {
  rmSync(tools.chromiumLibrariesDir, { recursive: true, force: true });
  untar('al2023.tar.br', tools.chromiumLibrariesDir, '--strip-components=1');
}

function unpackFonts() {
  untar('fonts.tar.br', tools.chromiumFontsDir, '--strip-components=1', 'fonts');
  const configuration = `<fontconfig><dir>${tools.chromiumFontsDir}</dir><cachedir>${tools.chromiumFontsDir}/cache</cachedir></fontconfig>`;
  writeFileSync(join(tools.chromiumFontsDir, 'fonts.conf'), configuration);
}

function hasFonts() {
  return (
    existsSync('/usr/share/fonts') &&
    readdirSync('/usr/share/fonts', { recursive: true }).some((name) => /\.(ttf|otf|ttc|pfb)$/.test(name))
  );
}

function untar(name, directory, ...args) {
  mkdirSync(directory, { recursive: true });
  execFileSync('tar', ['-x', '-C', directory, '--no-same-owner', ...args], { input: decompress(name) });
}

function decompress(name) {
  return brotliDecompressSync(readFileSync(join(tools.chromiumPackageDir, 'bin', name)));
}

if (process.argv[1] === import.meta.filename) {
  try {
    setUpTools();
  } catch (error) {
    console.error(`tools: ${error.message}`);
    process.exitCode = 1;
  }
}
