import { baseName, stemOf } from '../dumps/fileNames';
import { roleOfName } from '../dumps/roles';

/** What a dump is called, from the full path of its mean array's file. */

/** "run/mu.npy": the file's name alone says little, every dump has a mu.npy. */
export function dumpTitle(file: string): string {
  return segments(file).slice(-2).join('/');
}

/** "run" of "run/mu.npy", "train" of "run/train_mu.npy", "digits" of "run/digits.json": a file's name without extension. */
export function dumpName(file: string): string {
  const stem = stemOf(baseName(file));
  const role = roleOfName(stem);
  const own = role === undefined ? stem : role.stem;
  return own || segments(file).at(-2) || stem;
}

const segments = (path: string): string[] => path.split(/[/\\]/).filter(Boolean);
