// Runs a command and ends it, with all it started, when whoever started this is gone. The operating system closes our
// standard input even if the starter was killed, so nothing outlives a test run. Must be started as leader of a group.

import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.stdin.on('end', () => process.kill(-process.pid, 'SIGKILL')).resume();
