// `npm test`: builds and packages the extension, sets up the tools, runs every suite, and ends with one line,
// `N passed, N failed`. Arguments go to vitest, as in `npm test -- --project unit`.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setUpTools } from './tools/setup.mjs';
import { outputDir, rootDir } from './tools/tools.mjs';

/** Benchmarks are no tests: `npm run bench` and `npm run bench:vscode`. */
const SUITES = ['unit', 'reference', 'vscode'].map((name) => `--project=${name}`);

const resultsPath = join(outputDir, 'results.json');

function run(command, ...args) {
  return spawnSync(command, args, { cwd: rootDir, stdio: 'inherit' }).status === 0;
}

function prepare() {
  rmSync(outputDir, { recursive: true, force: true });
  if (!run('npm', 'run', '--silent', 'package')) throw new Error('the extension could not be packaged');
  setUpTools();
}

/** A suite that did not load counts as one failure, and so does an error outside all tests. */
function count(succeeded) {
  if (!existsSync(resultsPath)) return { passed: 0, failed: 1 };
  const { testResults } = JSON.parse(readFileSync(resultsPath, 'utf8'));
  const tests = testResults.flatMap((suite) => suite.assertionResults);
  const unloaded = testResults.filter((suite) => suite.status === 'failed' && !suite.assertionResults.some(isFailed));
  const passed = tests.filter((test) => test.status === 'passed').length;
  const failed = tests.filter(isFailed).length + unloaded.length;
  return { passed, failed: failed === 0 && !succeeded ? 1 : failed };
}

function isFailed(test) {
  return test.status === 'failed';
}

let counts = { passed: 0, failed: 1 };
try {
  prepare();
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsPath}`];
  const chosen = process.argv.slice(2);
  const suites = chosen.some((argument) => argument.startsWith('--project')) ? [] : SUITES;
  counts = count(run('npx', 'vitest', 'run', ...reporters, ...suites, ...chosen));
} catch (error) {
  console.error(`npm test: ${error.message}`);
}
if (counts.passed + counts.failed === 0) console.error('npm test: no test was run');
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
