import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUpTools } from '../../tools/setup.mjs';
import { vsixPath } from '../../tools/tools.mjs';

/** Once per run, before any test in a real VS Code. */
export default function setup() {
  setUpTools();
  if (!existsSync(vsixPath)) throw new Error('latent-lens.vsix is missing: npm run package');
  // Everything temporary, the browser's and the server's too, goes below one folder.
  const folder = mkdtempSync(join(tmpdir(), 'latent-lens-tests-'));
  process.env.TMPDIR = folder;
  removeWhenGone(folder);
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** For a run that is interrupted or killed: vitest then skips the teardown, and its workers still write for a moment. */
function removeWhenGone(folder: string): void {
  const script = 'cat > /dev/null; sleep 4; rm -rf -- "$0"';
  spawn('sh', ['-c', script, folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] }).unref();
}
