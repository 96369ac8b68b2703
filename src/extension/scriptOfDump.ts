import { commonStart, endsAlike, segmentsOf, writtenSegments } from '../trainingScripts/pathSegments';

/**
 * Whether a dump belongs to a training script: `named` where its sidecar names the script, `near` where the dump lies
 * in or below the script's folder and declares its gamma; else null. A sidecar that names another script decides too.
 * @param script its absolute path, and the gammas it sets
 * @param dump absolute path of its file or folder, the gamma it declares, and the sidecar's `script` as it stands there:
 * an absolute path, or one relative to any folder (a bare name means every script of that name)
 */
export function matches(
  script: { path: string; gammas: number[] },
  dump: { path: string; gamma: number | number[] | null; script: unknown },
): 'named' | 'near' | null {
  const path = segmentsOf(script.path);
  const reference = typeof dump.script === 'string' ? withDrive(dump.script) : '';
  const named = writtenSegments(reference);
  if (named.length > 0) {
    // Relative to which folder is not written down: that of the dump, one above, or where the script was started.
    const fits = isAbsolute(reference) ? named.length === path.length : named.length <= path.length;
    return fits && endsAlike(named, path) ? 'named' : null;
  }
  const folder = path.slice(0, -1);
  const isBelow = commonStart(folder, segmentsOf(dump.path)) === folder.length;
  const declared = [dump.gamma ?? []].flat();
  const hasGamma = (gamma: number) => declared.length > 0 && declared.every((value) => isClose(value, gamma));
  return isBelow && script.gammas.some(hasGamma) ? 'near' : null;
}

const isAbsolute = (path: string): boolean => /^(?:[/\\]|[a-z]:)/.test(path);

/** VS Code writes drives in lower case, Python as the user did. */
const withDrive = (path: string): string => path.replace(/^[A-Z]:/, (drive) => drive.toLowerCase());

/** Equal but for the rounding of a float32 or of a printed number. */
function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));
}
