import { cpSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootDir } from '../../tools/tools.mjs';

/** Path in the workspace -> a file or folder of the project to copy, or the contents of a new file. */
export type WorkspaceFiles = Record<string, { copy: string } | string | Uint8Array>;

/** A new folder, so that tests may change and delete what is in it. Removed at the end of the run. */
export function makeWorkspace(files: WorkspaceFiles): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-')));
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(target, content);
    else cpSync(join(rootDir, content.copy), target, { recursive: true });
  }
  return folder;
}
