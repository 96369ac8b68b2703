// `npm run bench`: the time and memory of `latent-lens analyze` against numpy, and their growth with N and D. Prints
// Markdown. Its dumps take 2 GB under node_modules/.cache.
//   --runs N      measured runs of each process, after one warm-up (5)
//   --reference   also test/reference/reference.py, once, over a minute (needs scipy)
//   --write       the tables also go to test/bench/RESULTS.md
//   --quick       a hundredth of the examples, to try this script

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dumpFolder } from './data.mjs';
import {
  measureInTurn,
  measureOnce,
  medianDifference,
  medianMebibytes,
  medianRatio,
  medianSeconds,
} from './measure.mjs';
import { mebibytes, ratio, seconds, size, table } from './table.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'latent-lens', 'bench');
const cli = join(root, 'dist', 'cli.js');
const bench = (name) => join(root, 'test', 'bench', name);

const TINY = [200, 2];
const REFERENCE = [10_000, 32];
const COMPARED = [REFERENCE, [100_000, 64], [1_000_000, 64], [10_000, 4096]];
const GROWING_N = [125_000, 250_000, 500_000, 1_000_000].map((n) => [n, 64]);
const GROWING_D = [64, 128, 256, 512].map((d) => [100_000, d]);

function ours(folder, jointSamples = 0) {
  const args = ['--require', bench('peakMemory.cjs'), cli, 'analyze', folder];
  return { command: process.execPath, args: [...args, '--joint-samples', String(jointSamples), '--json'], peak: true };
}

const numpy = (folder) => ({ command: 'python3', args: [bench('baseline.py'), folder], peak: true });

/** The version of a Python package, or undefined without it. */
function pythonPackage(name) {
  const { status, stdout } = spawnSync('python3', ['-c', `import ${name}; print(${name}.__version__)`]);
  return status === 0 ? String(stdout).trim() : undefined;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '5' },
      reference: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number from 1');
  if (values.write && values.quick) throw new Error('--write is for the full sizes, without --quick');
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run `npm run build` first');
  return { ...values, runs, numpy: pythonPackage('numpy'), scipy: pythonPackage('scipy') };
}

function machine(options) {
  const processors = cpus();
  const versions = `Node ${process.version}${options.numpy ? `, numpy ${options.numpy}` : ''}`;
  return [
    `${new Date().toISOString().slice(0, 10)}, ${versions}, ${processors.length} cores, ${processors[0]?.model.trim()}`,
    `Medians of ${options.runs} runs of whole processes, after one warm-up${options.quick ? '; --quick' : ''}.`,
    ...(options.numpy ? [] : ['python3 with numpy is missing: its columns are left out.']),
  ].join('\n\n');
}

function comparison(options, dump) {
  const rows = COMPARED.map((shape) => {
    const folder = dump(shape);
    const tasks = options.numpy ? [ours(folder), numpy(folder)] : [ours(folder)];
    const [our, their] = measureInTurn(tasks, options.runs, cache);
    const left = [size(options.shape(shape)), seconds(medianSeconds(our))];
    if (!their) return [...left, mebibytes(medianMebibytes(our))];
    const memory = [our, their].map((runs) => mebibytes(medianMebibytes(runs)));
    return [...left, seconds(medianSeconds(their)), ratio(medianRatio(our, their)), ...memory];
  });
  const header = options.numpy
    ? ['size', 'ours, s', 'numpy, s', 'ratio', 'ours, peak MiB', 'numpy, peak MiB']
    : ['size', 'ours, s', 'ours, peak MiB'];
  return table(options.numpy ? 'Against numpy' : 'Time and memory', header, rows);
}

/** The start-up cost is the run of the tiny dump in the same round. */
function growth(title, shapes, options, dump) {
  const [start, ...all] = measureInTurn(
    [TINY, ...shapes].map((shape) => ours(dump(shape))),
    options.runs,
    cache,
  );
  const cost = all.map((runs) => medianDifference(runs, start));
  const perElement = cost.map((value, index) => value / (shapes[index][0] * shapes[index][1]));
  /** What the elements that a row has more than the row before cost: without what every run costs. */
  const added = (index) => {
    const more = (values) => values[index] - values[index - 1];
    return (1e9 * more(cost)) / more(shapes.map(([n, d]) => n * d));
  };
  const rows = shapes.map((shape, index) => [
    size(options.shape(shape)),
    seconds(medianSeconds(all[index])),
    seconds(cost[index]),
    ratio(perElement[index] / perElement[0]),
    index === 0 ? '' : added(index).toFixed(1),
    mebibytes(medianMebibytes(all[index])),
  ]);
  const header = [
    'size',
    's',
    'without start-up, s',
    'per element (linear = 1.00)',
    'ns per added element',
    'peak MiB',
  ];
  const note = `Start-up (${size(TINY)}): ${seconds(medianSeconds(start))} s, ${mebibytes(medianMebibytes(start))} MiB.`;
  return `${table(title, header, rows)}\n\n${note}`;
}

function others(options, dump) {
  const folder = dump(REFERENCE);
  const [without, joint] = measureInTurn([ours(folder), ours(folder, 2000)], options.runs, cache);
  const base = medianSeconds(without);
  const rows = [
    ['ours, --joint-samples 0', seconds(base), ratio(1)],
    ['joint estimate: --joint-samples 2000, difference', seconds(medianDifference(joint, without)), ''],
  ];
  if (options.reference) {
    const files = ['mu.npy', 'logvar.npy'].map((name) => join(folder, name));
    const script = join(root, 'test', 'reference', 'reference.py');
    const run = measureOnce({ command: 'python3', args: [script, ...files, '--mc', '0'] }, cache);
    rows.push(['reference.py --mc 0, one run', seconds(run.seconds), ratio(run.seconds / base)]);
  }
  return table('Joint estimate and reference', [size(options.shape(REFERENCE)), 's', 'relative to ours'], rows);
}

try {
  const options = readOptions();
  if (options.reference && !(options.numpy && options.scipy)) throw new Error('--reference needs python3 with scipy');
  mkdirSync(cache, { recursive: true });
  options.shape = ([n, d]) => (options.quick ? [n / 100, d] : [n, d]);
  const dump = (shape) => dumpFolder(cache, ...(shape === TINY ? TINY : options.shape(shape)));
  for (const shape of [TINY, ...COMPARED, ...GROWING_N, ...GROWING_D]) dump(shape);
  const parts = [
    () => '# Engine benchmark',
    () => machine(options),
    () => comparison(options, dump),
    () => growth('Cost against N', GROWING_N, options, dump),
    () => growth('Cost against D', GROWING_D, options, dump),
    () => others(options, dump),
  ];
  const printed = parts.map((part) => {
    const text = `${part()}\n`;
    console.log(text);
    return text;
  });
  if (options.write) writeFileSync(bench('RESULTS.md'), printed.join('\n'));
} catch (error) {
  console.error(`npm run bench: ${error.message}`);
  process.exitCode = 1;
}
