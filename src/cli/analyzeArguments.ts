import { existsSync } from 'node:fs';
import type { SpreadKind } from '../diagnostics/report';
import type { DumpRequest } from '../dumps/openDump';
import { count, FAIL_LEVELS, type FailLevel, number, oneOf, parseOptions, UsageError } from './optionValues';

/** What `analyze` and `report` share. */
export interface DumpArguments {
  dump: DumpRequest;
  jointSamples: number;
  failOn: FailLevel;
}

export interface AnalyzeArguments extends DumpArguments {
  type: 'analyze';
  format: 'text' | 'json' | 'csv';
}

const SPREAD_KINDS = ['logvar', 'variance', 'std', 'logstd'] as const;

export const DUMP_OPTIONS = {
  mean: { type: 'string' },
  spread: { type: 'string' },
  samples: { type: 'string' },
  'spread-kind': { type: 'string' },
  arrangement: { type: 'string' },
  gamma: { type: 'string' },
  'beta-weight': { type: 'string' },
  'joint-samples': { type: 'string' },
  'fail-on': { type: 'string' },
} as const;

export const ANALYZE_OPTIONS = { ...DUMP_OPTIONS, json: { type: 'boolean' }, csv: { type: 'boolean' } } as const;

/** @param argv without the name of the command @throws UsageError */
export function parseAnalyze(argv: string[]): AnalyzeArguments {
  const { values, positionals } = parseOptions(argv, ANALYZE_OPTIONS);
  if (values.json && values.csv) throw new UsageError('--csv: found --json too, expected one of them');
  const format = values.json ? 'json' : values.csv ? 'csv' : 'text';
  return { type: 'analyze', ...parseDump(values, positionals), format };
}

/** The dump and how to judge it. @param paths what stands beside the options @throws UsageError */
export function parseDump(values: Partial<Record<keyof typeof DUMP_OPTIONS, string>>, paths: string[]): DumpArguments {
  const mean = values.mean === undefined ? undefined : arraySelector(values.mean);
  const spread = values.spread === undefined ? undefined : arraySelector(values.spread);
  if (paths.length > 2) {
    throw new UsageError(
      `paths: found ${paths.length}, expected one dump: a file, a mean and a spread file, or a folder`,
    );
  }
  const samples = values.samples === undefined ? undefined : arraySelector(values.samples);
  if (samples && (mean || spread)) {
    throw new UsageError(`--samples: found --${mean ? 'mean' : 'spread'} too, expected samples alone`);
  }
  if (paths.length === 0 && !mean && !samples) {
    throw new UsageError('paths: found none, expected a file, a mean and a spread file, or a folder');
  }
  return {
    dump: {
      paths,
      mean,
      spread,
      samples,
      spreadKind: oneOf('--spread-kind', values['spread-kind'], SPREAD_KINDS) as SpreadKind | undefined,
      arrangement: values.arrangement,
      gamma: number('--gamma', values.gamma),
      betaWeight: number('--beta-weight', values['beta-weight']),
    },
    jointSamples: count('--joint-samples', values['joint-samples'] ?? '2000'),
    failOn: oneOf('--fail-on', values['fail-on'], FAIL_LEVELS) ?? null,
  };
}

/** FILE or FILE:ARRAY; a file whose name holds the colon wins. */
function arraySelector(text: string): { file: string; array: string | null } {
  const colon = text.lastIndexOf(':');
  if (colon <= 1 || existsSync(text)) return { file: text, array: null };
  return { file: text.slice(0, colon), array: text.slice(colon + 1) };
}
