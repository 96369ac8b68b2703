import { existsSync } from 'node:fs';
import type { SpreadKind } from '../diagnostics/report';
import type { DumpRequest } from '../dumps/openDump';
import { count, FAIL_LEVELS, type FailLevel, number, oneOf, parseOptions, UsageError } from './optionValues';

export interface AnalyzeArguments {
  type: 'analyze';
  dump: DumpRequest;
  json: boolean;
  jointSamples: number;
  failOn: FailLevel;
}

const SPREAD_KINDS = ['logvar', 'variance', 'std', 'logstd'] as const;

export const ANALYZE_OPTIONS = {
  json: { type: 'boolean' },
  mean: { type: 'string' },
  spread: { type: 'string' },
  'spread-kind': { type: 'string' },
  gamma: { type: 'string' },
  'beta-weight': { type: 'string' },
  'joint-samples': { type: 'string' },
  'fail-on': { type: 'string' },
} as const;

/** @param argv without the name of the command @throws UsageError */
export function parseAnalyze(argv: string[]): AnalyzeArguments {
  const { values, positionals: paths } = parseOptions(argv, ANALYZE_OPTIONS);
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

/** FILE or FILE:ARRAY; a file whose name holds the colon wins. */
function arraySelector(text: string): { file: string; array: string | null } {
  const colon = text.lastIndexOf(':');
  if (colon <= 1 || existsSync(text)) return { file: text, array: null };
  return { file: text.slice(0, colon), array: text.slice(colon + 1) };
}
