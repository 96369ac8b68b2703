// Preloaded into a measured node: at its end writes the peak memory of the process, KiB, to the file BENCH_PEAK_FILE.

const { readFileSync, writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

/** Linux starts a child's maxRSS at its parent's, so there it is the kernel's peak of this program alone. */
function peak() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
}

const file = process.env.BENCH_PEAK_FILE;
if (isMainThread && file) process.on('exit', () => writeFileSync(file, String(peak())));
