import type { Finding, Severity } from '../report';

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Findings worst first; among equals the order they come in. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
