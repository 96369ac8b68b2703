import type { Severity } from '../diagnostics/report';
import type { FailLevel } from './optionValues';

/** 1 where a finding reaches the level to fail on, else 0. */
export function exitCode(findings: readonly { severity: Severity }[], failOn: FailLevel): number {
  const reached = findings.some(
    ({ severity }) => severity === 'error' || (severity === 'warning' && failOn === 'warning'),
  );
  return failOn && reached ? 1 : 0;
}
