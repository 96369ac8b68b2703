import { commonStart, endsAlike, segmentsOf, writtenSegments } from '../trainingScripts/pathSegments';

/**
 * Whether a dump belongs to a training script: `named` where its sidecar names the script, `near` where the dump lies
 * in or below the script's folder and declares its gamma; else null. A sidecar that names another script decides too.
 * @param script its absolute path, and the gammas it sets
 * @param dump absolute path of its file or folder, the gamma it declares, and the sidecar's `script` as it stands there:
 * an absolute path; one that begins with `..`, from the folder of the dump's file; or one relative to any folder (a bare
 * name means every script of that name)
 */
export function matches(
  script: { path: string; gammas: number[] },
  dump: { path: string; gamma: number | number[] | null; script: unknown },
): 'named' | 'near' | null {
  const path = segmentsOf(script.path);
  const reference = typeof dump.script === 'string' ? withDrive(dump.script) : '';
  const named = writtenSegments(reference);
  if (named.length > 0) {
    if (climbs(reference)) {
      // As the dump writer has it. Its end alone would name the scripts of other projects, too.
      const place = segmentsOf(`${dump.path}/../${reference}`);
      return place.join('/') === path.join('/') ? 'named' : null;
    }
    // Relative to which folder is not written down: that of the dump, one above, or where the script was started.
    const fits = isAbsolute(reference) ? named.length === path.length : named.length <= path.length;
    return fits && endsAlike(named, path) ? 'named' : null;
  }
  const folder = path.slice(0, -1);
  const isBelow = commonStart(folder, segmentsOf(dump.path)) === folder.length;
  return isBelow && declaresOne(dump.gamma, script.gammas) ? 'near' : null;
}

/**
 * The dump of a script's last run among several: one whose sidecar names the script before one that is near, then one
 * of the gamma that the script has now, then the newest. `isSame`: of that gamma.
 */
export function bestDump<D extends Parameters<typeof matches>[1] & { mtime: number }>(
  script: { path: string; gammas: number[] },
  dumps: readonly D[],
): { dump: D; match: 'named' | 'near'; isSame: boolean } | undefined {
  const folder = script.path.slice(0, script.path.lastIndexOf('/') + 1);
  return dumps
    .flatMap((dump) => {
      const match = matches(script, dump);
      const isSame = declaresOne(dump.gamma, script.gammas);
      // A bare file name may mean another script of that name, unless the dump lies by this one.
      const isBare = typeof dump.script === 'string' && !/[\\/]/.test(dump.script);
      return match && (!isBare || isSame || dump.path.startsWith(folder)) ? [{ dump, match, isSame }] : [];
    })
    .sort(
      (a, b) =>
        Number(b.match === 'named') - Number(a.match === 'named') ||
        Number(b.isSame) - Number(a.isSame) ||
        b.dump.mtime - a.dump.mtime,
    )[0];
}

/** Whether what a dump declares, for all its dimensions, is one of these gammas. */
export function declaresOne(declared: number | number[] | null, gammas: readonly number[]): boolean {
  const values = [declared ?? []].flat();
  return values.length > 0 && gammas.some((gamma) => values.every((value) => isClose(value, gamma)));
}

const isAbsolute = (path: string): boolean => /^(?:[/\\]|[a-z]:)/.test(path);

/** Whether a relative path begins above the folder that it is relative to; one with variables may begin anywhere. */
const climbs = (path: string): boolean => !isAbsolute(path) && segmentsOf(path)[0] === '..' && !/[$~{]/.test(path);

/** VS Code writes drives in lower case, Python as the user did. */
const withDrive = (path: string): string => path.replace(/^[A-Z]:/, (drive) => drive.toLowerCase());

/** Equal but for the rounding of a float32 or of a printed number. */
function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));
}
