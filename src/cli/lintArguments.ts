import { type RuleSeverities, SCRIPT_CODES } from '../trainingScripts/rules';
import { FAIL_LEVELS, type FailLevel, oneOf, parseOptions, UsageError } from './optionValues';

export interface LintArguments {
  type: 'lint';
  paths: string[];
  format: 'text' | 'json' | 'sarif';
  failOn: FailLevel;
  severities: RuleSeverities;
}

const LEVELS = ['off', 'info', 'warning', 'error'] as const;

export const LINT_OPTIONS = {
  json: { type: 'boolean' },
  sarif: { type: 'boolean' },
  'fail-on': { type: 'string' },
  rule: { type: 'string', multiple: true },
} as const;

/** @param argv without the name of the command @throws UsageError */
export function parseLint(argv: string[]): LintArguments {
  const { values, positionals: paths } = parseOptions(argv, LINT_OPTIONS);
  if (paths.length === 0) throw new UsageError('paths: found none, expected files or folders');
  if (values.json && values.sarif) throw new UsageError('--sarif: found --json too, expected one of them');
  return {
    type: 'lint',
    paths,
    format: values.json ? 'json' : values.sarif ? 'sarif' : 'text',
    failOn: oneOf('--fail-on', values['fail-on'], FAIL_LEVELS) ?? null,
    severities: Object.fromEntries((values.rule ?? []).map(rule)),
  };
}

/** "bn-eps=off" */
function rule(text: string): [string, (typeof LEVELS)[number]] {
  const [code, level, ...more] = text.split('=');
  const severity = LEVELS.find((each) => each === level);
  if (!severity || more.length > 0 || !SCRIPT_CODES.some((each) => each === code)) {
    throw new UsageError(
      `--rule: found "${text}", expected CODE=LEVEL with CODE ${SCRIPT_CODES.join(', ')} and LEVEL ${LEVELS.join(', ')}`,
    );
  }
  return [code, severity];
}
