import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A call that makes no sense; the message says what was found and what was expected. */
export class UsageError extends Error {}

export const FAIL_LEVELS = ['warning', 'error'] as const;

/** Exit with 1 from a finding of this level; null: never. */
export type FailLevel = (typeof FAIL_LEVELS)[number] | null;

/** Options by their names, and everything else. @throws UsageError on an option that is not among these */
export function parseOptions<const T extends NonNullable<ParseArgsConfig['options']>>(argv: string[], options: T) {
  try {
    return parseArgs({ args: withNegativeValues(argv), allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(`options: ${(error as Error).message.split('. ')[0]} (see --help)`);
  }
}

/** parseArgs takes "--gamma -1" for two options; "--gamma=-1" is unambiguous. */
function withNegativeValues(argv: string[]): string[] {
  const joined: string[] = [];
  for (const argument of argv) {
    const previous = joined[joined.length - 1];
    if (/^-[\d.]/.test(argument) && previous?.startsWith('--') && !previous.includes('=')) {
      joined[joined.length - 1] = `${previous}=${argument}`;
    } else joined.push(argument);
  }
  return joined;
}

/** @throws UsageError */
export function number(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new UsageError(`${option}: found "${text}", expected a finite number`);
  return value;
}

/** @throws UsageError */
export function count(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new UsageError(`${option}: found "${text}", expected a whole number from 0 to 999999999`);
  }
  return Number(text);
}

/** @throws UsageError */
export function oneOf<T extends string>(
  option: string,
  text: string | undefined,
  allowed: readonly T[],
): T | undefined {
  if (text === undefined) return undefined;
  const found = allowed.find((value) => value === text);
  if (!found) throw new UsageError(`${option}: found "${text}", expected ${allowed.join(', ')}`);
  return found;
}
