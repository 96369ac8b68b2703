import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LatentReport } from '../../../src/diagnostics/report';
import { bundle } from '../analysis/bundle';

export interface Ending {
  status: number;
  stdout: string;
  stderr: string;
}

/** The command line, bundled into a folder of its own, and files for it. */
export interface CommandLine {
  run(...args: string[]): Promise<Ending>;
  /** The same in a working folder. */
  runIn(folder: string, ...args: string[]): Promise<Ending>;
  /** The report that `analyze ... --json` prints. */
  report(...args: string[]): Promise<LatentReport>;
  /** The same without the worker's bundle beside it. */
  reportWithoutWorker(...args: string[]): Promise<LatentReport>;
  /** Writes files into a new folder and gives its path. */
  folder(files: Record<string, string | Uint8Array>): string;
  dispose(): void;
}

/** @param report whether `report` is to be run: its bundle takes some seconds */
export async function bundledCommandLine({ report: reports = false } = {}): Promise<CommandLine> {
  const root = mkdtempSync(join(tmpdir(), 'latent-lens-cli-'));
  const script = join(root, 'package', 'cli.js');
  const lone = join(root, 'lone', 'cli.js');
  await bundle({
    [script]: 'src/cli/main.ts',
    [join(root, 'package', 'lint.js')]: 'src/cli/lint.ts',
    [join(root, 'package', 'worker.js')]: 'src/analysis/worker.ts',
    ...(reports ? { [join(root, 'package', 'report.js')]: 'src/report/reportPage.ts' } : {}),
  });
  mkdirSync(dirname(lone));
  copyFileSync(script, lone);
  let folders = 0;

  const execute = (script: string, args: string[], cwd?: string) =>
    new Promise<Ending>((resolve) => {
      const options = { encoding: 'utf8', maxBuffer: 1 << 28, cwd } as const;
      const child = execFile(process.execPath, [script, ...args], options, (_, stdout, stderr) =>
        resolve({ status: child.exitCode!, stdout, stderr }),
      );
    });

  const report = async (script: string, args: string[]): Promise<LatentReport> =>
    JSON.parse((await execute(script, ['analyze', ...args, '--json'])).stdout);

  return {
    run: (...args) => execute(script, args),
    runIn: (folder, ...args) => execute(script, args, folder),
    report: (...args) => report(script, args),
    reportWithoutWorker: (...args) => report(lone, args),
    folder(files) {
      const path = join(root, 'dumps', String(folders++));
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), content);
      }
      return path;
    },
    dispose: () => rmSync(root, { recursive: true }),
  };
}
