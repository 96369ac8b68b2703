import { join } from 'node:path';
import { fileAccess } from 'platform/fileAccess';
import { spareThreads } from 'platform/startWorker';
import type { OnProgress, PartialAnalysis } from '../analysis/analyze';
import { analyzeDump } from '../analysis/analyzeDump';
import { startPool } from '../analysis/workerPool';
import { DEFAULT_THRESHOLDS } from '../diagnostics/thresholds';
import { DumpError } from '../dumps/dumpError';
import { numbersCsv, numbersJson } from '../report/numbers';
import type { AnalyzeArguments, DumpArguments } from './analyzeArguments';
import { parseArguments, USAGE } from './arguments';
import { exitCode } from './exitCode';
import { formatReport } from './formatReport';
import { UsageError } from './optionValues';
import { runReport } from './report';
import { readSources } from './sourceFiles';

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

/** @returns the exit code: 0, 1 when --fail-on is reached, 2 on bad use or unreadable input */
async function main(argv: string[]): Promise<number> {
  // A reader that stops early (`| head`) is no error of ours.
  process.stdout.on('error', () => process.exit(0));
  try {
    const command = parseArguments(argv);
    if (command.type === 'help') return print(USAGE);
    if (command.type === 'version') return print(`${__VERSION__}\n`);
    if (command.type === 'analyze') return await runAnalyze(command);
    if (command.type === 'report') return await runReport(command, await runAnalysis(command, true));
    const sources = await readSources(command.paths);
    // A bundle of its own: see esbuild.config.mjs.
    const { runLint } = await import('./lint.js');
    return runLint(command, sources);
  } catch (error) {
    if (error instanceof UsageError || error instanceof DumpError) return complain(error.message);
    return complain(`unexpected: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function runAnalyze(command: AnalyzeArguments): Promise<number> {
  const { report } = await runAnalysis(command, false);
  print(FORMATS[command.format](report));
  return exitCode(report.findings, command.failOn);
}

const FORMATS = { text: formatReport, json: numbersJson, csv: numbersCsv };

async function runAnalysis({ dump, jointSamples }: DumpArguments, curves: boolean): Promise<PartialAnalysis> {
  const pool = startPool(join(__dirname, 'worker.js'), spareThreads());
  const analysis = await analyzeDump({ dump, thresholds: DEFAULT_THRESHOLDS, jointSamples, curves }, fileAccess, {
    onProgress: process.stderr.isTTY ? progressLine() : undefined,
    pool,
  }).finally(() => pool.dispose());
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return analysis;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(message: string): number {
  process.stderr.write(`latent-lens: ${message.replace(/\s+/g, ' ')}\n`);
  return 2;
}

function progressLine(): OnProgress {
  let last = 0;
  return (stage, done, total) => {
    if (performance.now() - last < 100) return;
    last = performance.now();
    process.stderr.write(`\r\x1b[K${stage} ${total > 0 ? `${Math.floor((100 * done) / total)} %` : ''}`);
  };
}
