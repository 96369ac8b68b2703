// Whole processes from the command line, measured in turn: wall time, and peak memory as the process itself wrote it.

import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Variables that make numpy slower or faster than it is on this machine. */
const UNSET = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'];

function childEnvironment(peakFile) {
  const environment = { ...process.env, BENCH_PEAK_FILE: peakFile };
  for (const name of UNSET) delete environment[name];
  return environment;
}

/** One run of `{ command, args, peak }`: its seconds, and with `peak` its memory in MiB. */
export function measureOnce({ command, args, peak }, directory) {
  const peakFile = join(directory, `peak-${process.pid}.txt`);
  const env = childEnvironment(peakFile);
  const start = performance.now();
  const { status, signal, stderr, error } = spawnSync(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const seconds = (performance.now() - start) / 1000;
  if (error || status !== 0) {
    const reason = error?.message ?? (signal ? `ended by ${signal}` : `exit status ${status}`);
    rmSync(peakFile, { force: true });
    throw new Error(`${reason}: ${[command, ...args].join(' ')}\n${stderr ?? ''}`.trimEnd());
  }
  if (!peak) return { seconds };
  const mebibytes = Number(readFileSync(peakFile, 'utf8')) / 1024;
  rmSync(peakFile);
  return { seconds, mebibytes };
}

/** The tasks in turn (a, b, a, b, ...), after one warm-up of each: for each task its runs, in the order of the rounds. */
export function measureInTurn(tasks, runs, directory) {
  const results = tasks.map(() => []);
  for (let round = 0; round <= runs; round++) {
    tasks.forEach((task, index) => {
      const run = measureOnce(task, directory);
      if (round > 0) results[index].push(run);
    });
  }
  return results;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const medianSeconds = (runs) => median(runs.map((run) => run.seconds));
export const medianMebibytes = (runs) => median(runs.map((run) => run.mebibytes));

/** Pairs are runs of the same round, so that a slow minute of the machine is in both. */
export const medianRatio = (a, b) => median(a.map((run, round) => run.seconds / b[round].seconds));
export const medianDifference = (a, b) => median(a.map((run, round) => run.seconds - b[round].seconds));
