import { spawnSync } from 'node:child_process';

/** "Python 3.11.7 with NumPy 2.4.6", of the python3 on the path; null where there is none, or none with NumPy. */
export function pythonWithNumpy(): string | null {
  const say = 'import platform, numpy; print(f"Python {platform.python_version()} with NumPy {numpy.__version__}")';
  const { status, stdout } = spawnSync('python3', ['-c', say], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** Runs a script with python3 in a folder. */
export function runPython(script: string, folder: string) {
  const { status, signal, stdout, stderr } = spawnSync('python3', [script], { cwd: folder, encoding: 'utf8' });
  return { status, signal, stdout, stderr };
}
