import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { DumpError } from '../dumps/dumpError';
import type { SourceFile } from '../trainingScripts/lintFiles';

const EXTENSIONS = ['.py', '.ipynb', '.sh', '.bash', '.md', '.yaml', '.yml', '.toml', '.json'];

const SKIPPED_FOLDER = /^(?:node_modules|venv|__pycache__|dist|\.(?!vscode$).*)$/;

/** Bytes; what is larger is data. A notebook carries its pictures. */
const largest = (file: string) => (extname(file) === '.ipynb' ? 20e6 : 2e6);

/**
 * Reads the files at these paths, and in folders all that may be scripts or configs, in the order of their names; their
 * paths are absolute. Skipped are hidden folders but .vscode, node_modules and the like, and large files.
 * @throws DumpError where something is not there or cannot be read, or a file is named that is no script or config
 */
export async function readSources(paths: readonly string[]): Promise<SourceFile[]> {
  const files = new Set<string>();
  const entered = new Set<string>();
  for (const path of paths) {
    if ((await reading(path, (path) => stat(path))).isDirectory()) await walk(resolve(path), files, entered);
    else if (EXTENSIONS.includes(extname(path))) files.add(resolve(path));
    else
      throw new DumpError({ file: path, place: 'name', found: 'no script or config', expected: EXTENSIONS.join(', ') });
  }
  const sources: SourceFile[] = [];
  const decoder = new TextDecoder();
  for (const path of files) sources.push({ path, text: decoder.decode(await reading(path, (path) => readFile(path))) });
  return sources;
}

/** @param entered real paths of the folders so far: links may lead in circles */
async function walk(folder: string, files: Set<string>, entered: Set<string>): Promise<void> {
  const real = await reading(folder, (path) => realpath(path));
  if (entered.has(real)) return;
  entered.add(real);
  for (const name of (await reading(folder, (path) => readdir(path))).sort()) {
    const path = join(folder, name);
    const isFile = EXTENSIONS.includes(extname(name));
    if (!isFile && SKIPPED_FOLDER.test(name)) continue;
    // A link may lead nowhere.
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) await walk(path, files, entered);
    else if (isFile && found?.isFile() && found.size <= largest(name)) files.add(path);
  }
}

async function reading<T>(path: string, action: (path: string) => Promise<T>): Promise<T> {
  try {
    return await action(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'no such file' : `an error (${code})`;
    throw new DumpError({ file: path, place: 'path', found, expected: 'a file or folder that can be read' });
  }
}
