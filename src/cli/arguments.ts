import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { SpreadKind } from '../diagnostics/report';
import type { DumpRequest } from '../dumps/openDump';

export const USAGE = `Usage: latent-lens analyze PATH [PATH] [options]

Diagnoses one latent dump: a file, its mean and spread files, or a folder that holds one dump.
All quantities in nats, against the prior N(0, I).

  --json                    one report as JSON on stdout, nothing else
  --mean FILE[:ARRAY]       array of the posterior means
  --spread FILE[:ARRAY]     array of the posterior spread
  --spread-kind KIND        logvar, variance, std or logstd
  --gamma X                 fixed scale of the batch-normalised mean (BN-VAE)
  --beta-weight X           weight of the KL term in the training loss
  --joint-samples T         0 leaves out the joint part (default 2000)
  --fail-on LEVEL           exit 1 from a finding of this level: warning or error
  --help, --version

Exit status: 0; 1 when --fail-on is reached; 2 on bad use or unreadable input.
`;

/** A call that makes no sense; the message says what was found and what was expected. */
export class UsageError extends Error {}

export interface AnalyzeArguments {
  type: 'analyze';
  dump: DumpRequest;
  json: boolean;
  jointSamples: number;
  failOn: 'warning' | 'error' | null;
}

const SPREAD_KINDS = ['logvar', 'variance', 'std', 'logstd'] as const;
const FAIL_LEVELS = ['warning', 'error'] as const;

/** @throws UsageError */
export function parseArguments(argv: string[]): AnalyzeArguments | { type: 'help' } | { type: 'version' } {
  const { values, positionals } = parsed(argv);
  if (values.help) return { type: 'help' };
  if (values.version) return { type: 'version' };
  const [command, ...paths] = positionals;
  if (command !== 'analyze') throw new UsageError(`command: found "${command ?? ''}", expected analyze (see --help)`);
  const mean = values.mean === undefined ? undefined : arraySelector(values.mean);
  const spread = values.spread === undefined ? undefined : arraySelector(values.spread);
  if (paths.length > 2) {
    throw new UsageError(
      `paths: found ${paths.length}, expected one dump: a file, a mean and a spread file, or a folder`,
    );
  }
  if (paths.length === 0 && !(mean && spread)) {
    throw new UsageError('paths: found none, expected a file, a mean and a spread file, or a folder');
  }
  return {
    type: 'analyze',
    dump: {
      paths,
      mean,
      spread,
      spreadKind: oneOf('--spread-kind', values['spread-kind'], SPREAD_KINDS) as SpreadKind | undefined,
      gamma: number('--gamma', values.gamma),
      betaWeight: number('--beta-weight', values['beta-weight']),
    },
    json: values.json ?? false,
    jointSamples: count('--joint-samples', values['joint-samples'] ?? '2000'),
    failOn: oneOf('--fail-on', values['fail-on'], FAIL_LEVELS) ?? null,
  };
}

function parsed(argv: string[]) {
  try {
    return parseArgs({
      args: withNegativeValues(argv),
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        mean: { type: 'string' },
        spread: { type: 'string' },
        'spread-kind': { type: 'string' },
        gamma: { type: 'string' },
        'beta-weight': { type: 'string' },
        'joint-samples': { type: 'string' },
        'fail-on': { type: 'string' },
        help: { type: 'boolean' },
        version: { type: 'boolean' },
      },
    });
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

/** FILE or FILE:ARRAY; a file whose name holds the colon wins. */
function arraySelector(text: string): { file: string; array: string | null } {
  const colon = text.lastIndexOf(':');
  if (colon <= 1 || existsSync(text)) return { file: text, array: null };
  return { file: text.slice(0, colon), array: text.slice(colon + 1) };
}

function number(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new UsageError(`${option}: found "${text}", expected a finite number`);
  return value;
}

function count(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new UsageError(`${option}: found "${text}", expected a whole number from 0 to 999999999`);
  }
  return Number(text);
}

function oneOf<T extends string>(option: string, text: string | undefined, allowed: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const found = allowed.find((value) => value === text);
  if (!found) throw new UsageError(`${option}: found "${text}", expected ${allowed.join(', ')}`);
  return found;
}
